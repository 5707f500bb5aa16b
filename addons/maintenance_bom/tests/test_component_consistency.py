import random
from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, mute_logger

from ..tools import Line, OwnLine, explode, path_from_text
from .common import BomCase

DAY_ZERO = date(2025, 1, 1)


class TestComponentConsistency(BomCase):
    """The stored components are a fresh explosion, after whatever history of edits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.new_products(4)
        cls.oil = cls.new_product("Oil", cls.litre)
        boms = cls.env["maintenance.bom"].create(
            [{"name": f"BOM {number}"} for number in range(5)]
        )
        cls.boms = cls.as_planner(boms)
        cls.assets = cls.new_assets(3, cls.boms[0])
        cls.lines = cls.as_planner(cls.env["maintenance.bom.line"])

    def test_random_histories(self):
        for seed in range(6):
            self.dice = random.Random(seed)
            done = {}
            for step in range(30):
                edit = self.dice.choice(EDITS)
                if self.try_edit(edit):
                    done[edit] = done.get(edit, 0) + 1
                    with self.subTest(seed=seed, step=step, edit=edit):
                        self.assert_consistent()
            self.assertGreater(sum(done.values()), 12, f"edits that were made: {done}")
        self.assert_rebuild_changes_nothing()

    def try_edit(self, name):
        """Whether the edit was made: some are refused (a loop, a target not there)."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return getattr(self, f"edit_{name}")() is not False
        except (UserError, ValidationError):
            return False

    # edits

    def random_values(self):
        start = self.dice.choice([None, DAY_ZERO + timedelta(self.dice.randrange(30))])
        end = self.dice.choice(
            [None, DAY_ZERO + timedelta(30 + self.dice.randrange(9))]
        )
        item = self.dice.choice([*self.products, self.oil, *self.boms[1:]])
        values = self.line(item, self.dice.choice([0.5, 1, 2, 3]))
        if item == self.oil:
            values["uom_id"] = self.dice.choice([self.litre, self.millilitre]).id
        return {
            **values,
            "position": self.dice.choice([False, "left", "right"]),
            "criticality": self.dice.choice(["vital", "essential", "desirable"]),
            "maintenance_type": self.dice.choice(["preventive", "corrective", "both"]),
            "every_nth": self.dice.randint(1, 4),
            "sequence": self.dice.randrange(5),
            "date_from": start,
            "date_to": end,
        }

    def any_line(self, domain):
        lines = self.lines.search(domain)
        return self.dice.choice(lines) if lines else lines

    def edit_create(self):
        self.lines.create(
            [
                {"bom_id": self.dice.choice(self.boms).id, **self.random_values()}
                for _ in range(self.dice.randint(1, 3))
            ]
        )

    def edit_write(self):
        line = self.any_line([("bom_id", "!=", False)])
        if not line:
            return False
        values = self.random_values()
        if "product_id" in values:
            values.setdefault("uom_id", self.unit.id)
        line.write({"product_id": False, "child_bom_id": False, **values})

    def edit_move(self):
        line = self.any_line([("bom_id", "!=", False)])
        line.bom_id = self.dice.choice(self.boms)
        return bool(line)

    def edit_unlink(self):
        line = self.any_line([])
        line.unlink()
        return bool(line)

    def edit_add_own(self):
        asset = self.dice.choice(self.assets)
        self.lines.create({"equipment_id": asset.id, **self.random_values()})

    def edit_override(self):
        asset = self.dice.choice(self.assets)
        if not asset.part_ids:
            return False
        row = self.dice.choice(asset.part_ids)
        steps = path_from_text(row.path)
        depth = self.dice.randint(1, len(steps))
        effect = self.dice.choice(["replace", "exclude"])
        values = self.random_values() if effect == "replace" else {}
        self.lines.create(
            {
                "equipment_id": asset.id,
                "effect": effect,
                "target_line_id": steps[depth - 1],
                "target_path": self.dice.choice(
                    [False, "".join(f"{step}/" for step in steps[:depth])]
                ),
                **values,
            }
        )

    def edit_change_bom(self):
        asset = self.dice.choice(self.assets)
        asset.bom_id = self.dice.choice([False, *self.boms.ids])

    def edit_move_own(self):
        line = self.any_line([("equipment_id", "!=", False)])
        line.equipment_id = self.dice.choice(self.assets)
        return bool(line)

    def edit_copy_asset(self):
        if len(self.assets) > 5:
            return False
        self.assets |= self.dice.choice(self.assets).copy()

    # the second opinion

    def line_values(self, line):
        return {
            "id": line.id,
            "quantity": line.product_qty,
            "product_id": line.product_id.id or None,
            "child_bom_id": line.child_bom_id.id or None,
            "bom_id": line.bom_id.id or None,
            "position": line.position or "",
            "criticality": line.criticality,
            "maintenance_type": line.maintenance_type,
            "every_nth": line.every_nth,
            "date_from": line.date_from or None,
            "date_to": line.date_to or None,
        }

    def expected(self, bom, asset=None):
        lists = {
            each.id: [Line(**self.line_values(line)) for line in each.line_ids]
            for each in self.boms
        }
        own_lines = [
            OwnLine(
                **self.line_values(line),
                effect=line.effect,
                target_line_id=line.target_line_id.id or None,
                target_path=path_from_text(line.target_path),
            )
            for line in (asset.own_line_ids if asset else ())
        ]
        exploded = explode(bom.id or None, lists, own_lines)
        if asset:
            self.assertEqual(
                set(asset.own_line_ids.filtered("is_dangling").ids),
                {own.id for own in own_lines} - exploded.applied,
            )
        return [
            (
                component.path,
                component.line_id,
                component.product_id,
                component.bom_id or False,
                component.quantity,
                component.position or False,
                component.criticality,
                component.maintenance_type,
                component.every_nth,
                component.date_from or False,
                component.date_to or False,
                component.is_own,
            )
            for component in exploded.components
        ]

    def found(self, rows):
        return [
            (
                path_from_text(row.path),
                row.line_id.id,
                row.product_id.id,
                row.origin_bom_id.id,
                row.product_qty,
                row.position,
                row.criticality,
                row.maintenance_type,
                row.every_nth,
                row.date_from,
                row.date_to,
                row.is_own,
            )
            for row in rows
        ]

    def assert_consistent(self):
        self.env.invalidate_all()  # the order of lines in memory is that of their edits
        components = self.env["maintenance.bom.component"]
        for bom in self.boms:
            rows = components.search([("bom_id", "=", bom.id)])
            self.assertEqual(self.found(rows), self.expected(bom))
        for asset in self.assets:
            rows = components.search([("equipment_id", "=", asset.id)])
            expected = self.expected(asset.bom_id, asset)
            self.assertEqual(self.found(rows), expected if asset.own_line_ids else [])
            self.assertEqual(self.found(asset.part_ids), expected)

    def assert_rebuild_changes_nothing(self):
        def stored():
            query = "SELECT id, ctid::text, xmin::text FROM %s ORDER BY id"
            table = SQL.identifier("maintenance_bom_component")
            return self.env.execute_query(SQL(query, table))

        before = stored()
        self.assertTrue(before)
        components = self.env["maintenance.bom.component"].sudo()
        with components._rebuilding() as pending:
            pending.boms.update(self.boms.ids)
            pending.equipment.update(self.assets.ids)
        self.assertEqual(stored(), before, "not a row was written again")


EDITS = sorted(
    name.removeprefix("edit_")
    for name in vars(TestComponentConsistency)
    if name.startswith("edit_")
)
