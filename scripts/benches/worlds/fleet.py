"""A company with several warehouses, many assets and the jobs planned for them.

Made by SQL as far as it goes: that is not what is measured. The same size is always the
same company: there is no chance in it.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from . import fleet_sql as sql

WAREHOUSES = 4
VENDORS = 20
# of the largest fleet; of a BOM
BOMS, LINES = 500, 20


class Fleet:
    """Grows step by step: BOMs with their parts, assets, jobs, stock and orders.

    A BOM brings 20 parts, 40 assets and about 200 needs in 120 days: parts of planned
    jobs, of coming occurrences and ages. Most BOMs live at one warehouse, a tenth of
    them at all. Some assets are served from a van.
    """

    def __init__(self, env):
        self.size = 0
        self.company_id = env.company.id
        self.today = env.company._get_local_day(fields.Datetime.now())
        self._make_places(env)
        self._make_vendors(env)
        stage = env["maintenance.stage"].search([("done", "=", False)], limit=1)
        self._facts = {
            "company": self.company_id,
            "today": self.today,
            "unit": env.ref("uom.product_uom_unit").id,
            "category": env["product.category"].search([], limit=1).id,
            "stage": stage.id,
            "team": env["maintenance.team"].search([], limit=1).id,
            "hubs": self.hub_ids,
            "areas": self.area_ids,
            "warehouses": self.warehouse_ids,
            "van": self.van_id,
            "suppliers": env.ref("stock.stock_location_suppliers").id,
            "customers": env.ref("stock.stock_location_customers").id,
            "vendors": self.vendor_ids,
            "orders": self.order_ids,
            "lines": LINES,
        }

    def _make_places(self, env):
        warehouses = env["stock.warehouse"].search([], limit=1)
        warehouses |= warehouses.create(
            [
                {"name": f"Plant {number}", "code": f"P{number}"}
                for number in range(1, WAREHOUSES)
            ]
        )
        areas = env["stock.location"].create(
            [
                {"name": "Floor", "location_id": warehouse.view_location_id.id}
                for warehouse in warehouses
            ]
        )
        van = areas[0].copy({"name": "Van"})
        self.warehouse_ids, self.area_ids = warehouses.ids, areas.ids
        self.hub_ids, self.van_id = warehouses.lot_stock_id.ids, van.id

    def _make_vendors(self, env):
        vendors = env["res.partner"].create(
            [{"name": f"Vendor {number}"} for number in range(VENDORS)]
        )
        warehouses = env["stock.warehouse"].browse(self.warehouse_ids)
        orders = env["purchase.order"].create(
            [
                {"partner_id": vendor.id, "picking_type_id": warehouse.in_type_id.id}
                for warehouse in warehouses
                for vendor in vendors
            ]
        )
        self.vendor_ids, self.order_ids = vendors.ids, orders.ids

    def grow(self, env, share):
        """Have ``share`` of the largest fleet."""
        size = round(BOMS * share)
        self._facts.update(first=self.size, last=size - 1)
        self._make_products(env)
        self._make_boms(env, range(self.size, size))
        for statement in (
            sql.ASSETS,
            sql.JOBS,
            sql.PARTS,
            sql.QUANTS,
            sql.MOVES,
            sql.RFQS,
        ):
            self._execute(env, statement)
        self.size = size
        self._begin_jobs(env)
        env.invalidate_all()

    def _execute(self, env, statement):
        env.flush_all()
        env.cr.execute(statement, self._facts)

    def _make_products(self, env):
        """Parts with a cost, most with a vendor, some superseded or with a twin."""
        if not self.size:
            env.cr.execute("ALTER TABLE product_product ADD bench_rank int UNIQUE")
        for statement in (
            sql.PRODUCTS,
            sql.ROUTES,
            sql.SELLERS,
            sql.SUCCESSORS,
            sql.TWINS,
        ):
            self._execute(env, statement)
        env.invalidate_all()

    def _make_boms(self, env, numbers):
        env.cr.execute(
            "SELECT bench_rank, id FROM product_product WHERE bench_rank IS NOT NULL"
        )
        products = dict(env.cr.fetchall())
        boms = env["maintenance.bom"].create(
            [
                {
                    "name": f"Type {number}",
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": products[number * LINES + rank],
                                "sequence": rank,
                                "replace_after": (36, 24)[rank] if rank < 2 else 0,
                            }
                        )
                        for rank in range(LINES)
                    ],
                }
                for number in numbers
            ]
        )
        env.flush_all()
        if not self.size:
            env.cr.execute("ALTER TABLE maintenance_bom ADD bench_rank int UNIQUE")
        env.cr.execute(
            """UPDATE maintenance_bom b SET bench_rank = n.rank
                 FROM unnest(%s, %s) AS n (id, rank) WHERE n.id = b.id""",
            [boms.ids, list(numbers)],
        )

    def _begin_jobs(self, env):
        """Set the parts of some near jobs aside, as the night before would."""
        soon = fields.Datetime.to_datetime(self.today + timedelta(2))
        jobs = env["maintenance.request"].search(
            [("schedule_date", "<", soon), ("recurring_maintenance", "=", False)]
        )
        jobs.filtered(lambda job: not job.picking_count)[::2]._reserve_parts()
