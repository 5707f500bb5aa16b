"""For tests of several people who move the same parts at the same time."""

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.maintenance_bom.tests.at_once import AtOnceCase


class PartsAtOnceCase(AtOnceCase):
    """One part on the shelf, a truck and a trailer, and jobs on them."""

    def setUp(self):
        super().setUp()
        self.products = []
        with self.committing() as env:
            warehouse = env["stock.warehouse"].search([], limit=1)
            self.shelf = warehouse.lot_stock_id.id
            self.company = warehouse.company_id.id
            self.done_stage = (
                env["maintenance.stage"].search([("done", "=", True)], limit=1).id
            )
            self.part = self.new_part(env, "Last")
            self.assets = self.new_assets(env, "Truck", "Trailer")
            self.asset = self.assets[0]
            self.stock(env, self.part, 1)
        self.addCleanup(self.remove_all)

    def new_part(self, env, name, **values):
        part = env["product.product"].create(
            {"name": name, "type": "consu", "is_storable": True, **values}
        )
        self.products.append(part.id)
        return part.id

    def new_assets(self, env, *names, **values):
        return (
            env["maintenance.equipment"]
            .create(
                [{"name": name, "company_id": self.company, **values} for name in names]
            )
            .ids
        )

    def new_serial(self, env, product_id, name):
        lot = env["stock.lot"].create({"name": name, "product_id": product_id})
        self.stock(env, product_id, 1, lot)
        return lot.id

    def stock(self, env, product_id, quantity, lot=None):
        env["stock.quant"]._update_available_quantity(
            env["product.product"].browse(product_id),
            env["stock.location"].browse(self.shelf),
            quantity,
            lot_id=lot,
        )

    def new_job(self, env, quantity=1, **values):
        """The id of a job that plans so much of the part."""
        parts = [Command.create({"product_id": self.part, "quantity": quantity})]
        return (
            env["maintenance.request"]
            .create(
                {
                    "name": "Last job",
                    "equipment_id": self.asset,
                    "part_ids": parts if quantity else False,
                    **values,
                }
            )
            .id
        )

    def job(self, env, job_id):
        return env["maintenance.request"].browse(job_id)

    def on_job(self, job_id, method, *args):
        return lambda env: getattr(self.job(env, job_id), method)(*args)

    def on_hand(self, product_id=None):
        with self.committing() as env:
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", product_id or self.part),
                    ("location_id", "=", self.shelf),
                ]
            )
            return sum(quants.mapped("quantity"))

    def quantities(self, job_id):
        """[(planned, issued, returned)] of the parts of a job."""
        with self.committing() as env:
            return [
                (part.quantity, part.issued_qty, part.returned_qty)
                for part in self.job(env, job_id).part_ids
            ]

    def assert_told(self, answers, words, times):
        """So many of ``answers`` are a refusal in these words."""
        told = [str(answer) for answer in answers if isinstance(answer, Exception)]
        self.assertEqual(len(told), times, answers)
        for text in told:
            self.assertRegex(text, words)

    def remove_all(self):
        """Stock that has moved is not deleted by the ORM."""
        with self.committing() as env:
            pickings = (
                env["stock.move"]
                .search([("product_id", "in", self.products)])
                .picking_id
            )
            for table, column, ids in (
                ("stock_move_line", "product_id", self.products),
                ("stock_scrap", "product_id", self.products),
                ("stock_move", "product_id", self.products),
                ("stock_picking", "id", pickings.ids),
                ("stock_quant", "product_id", self.products),
                ("stock_lot", "product_id", self.products),
            ):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        ids,
                    )
                )
            env.invalidate_all()
            assets = env["maintenance.equipment"].browse(self.assets)
            env["maintenance.request"].search(
                [("equipment_id", "in", assets.ids)]
            ).unlink()
            assets.unlink()
            env["product.product"].browse(self.products).product_tmpl_id.unlink()
