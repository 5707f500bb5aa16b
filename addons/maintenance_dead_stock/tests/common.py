"""Fixtures for tests about dead stock; also for other addons' tests."""

from datetime import timedelta

from odoo.addons.maintenance_planning.tests.common import PlanningCase


class DeadStockCase(PlanningCase):
    """Laptops of 2019 with one battery each, and the table as the planner sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.battery = cls.new_product("Battery 2019", standard_price=12.5)
        cls.laptop = cls.new_bom("Laptop 2019", [cls.line(cls.battery, 1)])
        cls.table = cls.env["maintenance.dead.stock"].with_user(cls.planner)

    @classmethod
    def new_laptops(cls, count, **values):
        return cls.new_assets(count, cls.laptop, **values)

    def row(self, product=None, warehouse=None):
        """The row of a part as the planner sees it; none if there is none."""
        self.env.invalidate_all()
        return self.table.search(
            [
                ("product_id", "=", (product or self.battery).id),
                ("warehouse_id", "=", (warehouse or self.warehouse).id),
            ]
        )

    def rebuild(self, products=None, warehouse=None):
        """Rebuild as the planner's run does, and return the row of the battery."""
        self.table._rebuild(warehouse or self.warehouse, products)
        return self.row(warehouse=warehouse)

    def used_on(self, day, quantity=1, asset=None, product=None):
        """Issue parts on a day that has passed."""
        moves = self.issue(product or self.battery, quantity, asset)
        moves.sudo().date = f"{day} 12:00:00"
        self.env.flush_all()
        return moves

    def ago(self, days):
        return self.today - timedelta(days)


class DispositionCase(DeadStockCase):
    """Fourteen dead batteries of 12.50 each, and what becomes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)
        cls.table._rebuild(cls.warehouse)
        cls.dispositions = cls.env["maintenance.disposition"].with_user(cls.planner)

    @classmethod
    def dispose(cls, kind, quantity=1, user=None, **values):
        """A draft of the planner."""
        return cls.dispositions.with_user(user or cls.planner).create(
            {
                "product_id": cls.battery.id,
                "warehouse_id": cls.warehouse.id,
                "kind": kind,
                "quantity": quantity,
                **values,
            }
        )

    @classmethod
    def approve(cls, kind, quantity=1, **values):
        """A disposition that the manager has approved, as he sees it."""
        one = cls.dispose(kind, quantity, **values).with_user(cls.manager)
        one.action_approve()
        return one
