from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestEquivalence(ConsumptionCase):
    """Which products replace each other, as netting looks at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old, cls.mid, cls.new, cls.other, cls.far, cls.lone = cls.new_products(6)
        cls.old.superseded_by_id = cls.mid
        cls.mid.superseded_by_id = cls.new
        cls.mid.alternative_ids = cls.other
        cls.other.alternative_ids |= cls.far

    def sets_of(self, *products):
        found, _successors = self.old._get_equivalences([p.id for p in products])
        return found

    def test_from_wherever_one_starts_the_set_is_the_same(self):
        whole = [self.old, self.mid, self.new, self.other, self.far]
        for start in whole:
            [found] = self.sets_of(start)
            self.assertEqual(set(found), {product.id for product in whole})
            chain = [self.old.id, self.mid.id, self.new.id]
            self.assertEqual([id_ for id_ in found if id_ in chain], chain)

    def test_others_are_left_out(self):
        self.assertEqual(self.sets_of(self.lone), [[self.lone.id]])
        found = self.sets_of(self.lone, self.new, self.old)
        self.assertEqual(sorted(len(members) for members in found), [1, 5])
        self.assertEqual(self.sets_of(), [])

    def test_what_is_written_just_now_counts(self):
        self.lone.superseded_by_id = self.new
        [found] = self.sets_of(self.lone)
        self.assertEqual(len(found), 6)

    def test_successors_are_those_of_the_set(self):
        _found, successors = self.old._get_equivalences(self.far.ids)
        self.assertEqual(
            successors, {self.old.id: self.mid.id, self.mid.id: self.new.id}
        )

    def test_netted_are_those_that_are_stored_and_whose_unit_converts(self):
        self.mid.is_storable = False
        dozen = self.env.ref("uom.product_uom_dozen")
        self.other.uom_id = dozen
        self.far.uom_id = self.litre
        sets = (self.old | self.far)._get_substitution_sets()
        self.assertEqual(
            sorted(sets, key=len),
            [{self.far: 1.0}, {self.old: 1.0, self.new: 1.0, self.other: 12.0}],
        )
