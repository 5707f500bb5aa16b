import re
from pathlib import Path

from odoo.tests import freeze_time, tagged

from .common import FixedAssetCase

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "accountants.md"


def read_examples(text):
    """{name of the example: entries, each a list of (account, debit, credit)}.

    An example is a comment ``example: name`` and the tables up to the next heading.
    """
    examples = {}
    for chunk in text.split("<!-- example: ")[1:]:
        name, _, rest = chunk.partition(" -->")
        rest = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
        entries = []
        for table in re.split(r"\n\s*\n", rest):
            rows = [
                tuple(cell.strip() for cell in line.strip()[1:-1].split("|"))
                for line in table.splitlines()
                if line.startswith("|")
            ]
            if rows:
                entries.append(
                    [
                        (account, *map(to_amount, amounts))
                        for account, *amounts in rows[2:]
                    ]
                )
        examples[name] = entries
    return examples


def to_amount(text):
    return float(text.replace(",", "")) if text else 0.0


@tagged("post_install", "-at_install")
class TestAccountantsGuide(FixedAssetCase):
    """The entries of docs/accountants.md are those that are posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.examples = read_examples(GUIDE.read_text())

    def setUp(self):
        super().setUp()
        self.known = self.env["account.move"]
        self.told = set()

    def assert_example(self, name):
        """The entries since the last one are those of the guide."""
        self.env.flush_all()
        self.env.invalidate_all()
        entries = self.env["account.move"].search(
            [("state", "=", "posted"), ("company_id", "=", self.company.id)],
            order="id",
        )
        new = entries - self.known
        self.known = entries
        found = [
            [
                (item.account_id.name, item.debit, item.credit)
                for item in entry.line_ids.sorted("id")
                if item.balance
            ]
            for entry in new
        ]
        wanted = [sorted(entry) for entry in self.examples[name]]
        self.assertEqual([sorted(entry) for entry in found], wanted, name)

    def forget(self):
        self.env.flush_all()
        self.known = self.env["account.move"].search([("state", "=", "posted")])

    def issue_engines(self, valuation):
        with freeze_time("2035-01-01 12:00:00"):
            engine = self.new_engine(valuation)
        self.forget()
        with freeze_time("2035-03-01 12:00:00"):
            return self.issue_capital(engine, 6)

    def test_perpetual(self):
        part = self.issue_engines("real_time")
        self.assert_example("perpetual issue")
        with freeze_time("2035-03-02 12:00:00"):
            self.bring_back(part, 1)
            self.assert_example("perpetual return")
            fixed = self.confirm(part)
            self.assert_example("confirm")
            part.action_take_back()
            self.assert_example("take back")
            part.action_decline()
            self.assert_example("decline")
            part.action_take_back()
            self.assert_example("take back a decline")
            fixed = self.confirm(part)
            self.forget()
        with freeze_time("2035-04-15 12:00:00"):
            self.depreciate(fixed, "2035-03-31")
            self.assert_example("depreciation")
            self.bring_back(part, 5)
            self.forget()
            part.action_take_back()
            self.assert_example("take back after depreciation")
        self.assertEqual(self.balance_of(self.clearing), 0)

    def test_periodic(self):
        part = self.issue_engines("periodic")
        self.assert_example("periodic issue")
        with freeze_time("2035-03-02 12:00:00"):
            self.confirm(part)
        self.assert_example("periodic confirm")

    def test_periodic_closing(self):
        self.issue_engines("periodic")
        action = self.company.action_close_stock_valuation(auto_post=True)
        entry = self.env["account.move"].browse(action["res_id"])
        on_clearing = entry.line_ids.filtered(
            lambda item: item.account_id == self.clearing
        )
        self.assertEqual(on_clearing.debit, 600)

    def test_removal(self):
        with freeze_time("2035-03-02 12:00:00"):
            fixed = self.confirm(self.issue_engines("real_time"))
            self.depreciate(fixed, "2036-03-31")
            self.forget()
            self.assets[0].action_retire()
        with freeze_time("2036-04-01 12:00:00"):
            self.assertEqual(fixed.removal_reason, "retired")
            wizard = self.env["account.asset.remove"].with_context(
                **fixed.remove()["context"]
            )
            action = wizard.create({"date_remove": "2036-04-01"}).remove()
            self.env["account.move"].search(action["domain"]).action_post()
        self.assert_example("removal")

    def test_each_example_of_the_guide_is_played(self):
        played = set(
            re.findall(r'assert_example\("([^"]+)"\)', Path(__file__).read_text())
        )
        self.assertEqual(set(self.examples), set(played))
