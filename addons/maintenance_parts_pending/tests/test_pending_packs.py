from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.packs import PacksCase


@tagged("post_install", "-at_install")
class TestPendingPacks(PacksCase):
    """Packs of which stock shows some pieces."""

    def do(self, action, *args):
        """Nothing is refused."""
        getattr(self, f"do_{action}")(*args)

    def test_what_is_there_of_packs_is_issued_in_pieces_and_comes_back(self):
        for there in (20, 7):
            with self.undone():
                self.stock(self.bolt, there)
                job = self.new_job_in(self.six, 4)
                job.action_issue_parts()
                self.assert_whole(job)
                self.assertEqual(self.left_on(job)[0], there)
                part = job.part_ids
                self.assertEqual(sum(part.pending_ids.mapped("quantity")), 24 - there)
                job.action_return_parts([{"part_id": part.id, "quantity": 5}])
                self.assertEqual(self.left_on(job)[0], there - 5)
                lines = [{"part_id": part.id, "quantity": there - 5}]
                job.action_return_parts(lines)
                self.assertEqual(self.left_on(job), (0, 0))
                self.assertEqual(self.on_hand(self.bolt), (there, 0))

    def test_the_dialogs_count_pieces(self):
        self.assert_dialogs_count_pieces(20)

    def test_any_sequence_of_issues_and_returns_ends_with_nothing(self):
        self.play_each(self.get_histories(), self.play, examples=3, seed=29)
