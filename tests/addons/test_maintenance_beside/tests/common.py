"""Other documents of Odoo on the same filter."""

from odoo.fields import Command

from odoo.addons.maintenance_consumption_mrp.tests.common import KitCase


class BesideCase(KitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Customer and vendor"})
        # parts were issued before: the type is there to be found
        rag = cls.new_product("Rag", is_storable=False)
        cls.asset.with_user(cls.technician).issue_parts(
            [{"product_id": rag.id, "quantity": 1}]
        )
        cls.issue_type = cls.warehouse.parts_issue_type_id
        cls.table = cls.new_product("Table")
        cls.customers = cls.env.ref("stock.stock_location_customers")

    @classmethod
    def new_sale(cls, product, quantity, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def new_purchase(cls, product, quantity):
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.partner.id,
                "picking_type_id": cls.warehouse.in_type_id.id,
                "date_planned": cls.in_days(2),
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": 10,
                            "date_planned": cls.in_days(2),
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        return order

    @classmethod
    def new_repair(cls, part, quantity, kind="add"):
        repair = cls.env["repair.order"].create(
            {
                "product_id": cls.table.id,
                "picking_type_id": cls.warehouse.repair_type_id.id,
                "schedule_date": cls.in_days(1),
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": quantity,
                            "repair_line_type": kind,
                        }
                    )
                ],
            }
        )
        repair._action_repair_confirm()
        return repair

    @classmethod
    def new_production(cls, part, quantity):
        """An order for one table that takes ``quantity`` of the part."""
        order = cls.env["mrp.production"].create(
            {
                "product_id": cls.table.id,
                "product_qty": 1,
                "picking_type_id": cls.warehouse.manu_type_id.id,
                "date_start": cls.in_days(1),
                "move_raw_ids": [
                    Command.create({"product_id": part.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        return order

    def state(self, job):
        job.invalidate_recordset()
        return job.parts_state

    def assert_not_ours(self, moves):
        """These moves have nothing to do with assets."""
        self.assertTrue(moves)
        self.assertFalse(moves.equipment_id)
        self.assertNotIn(self.issue_type, moves.picking_type_id)
        place = self.company.maintenance_location_id
        self.assertNotIn(place, moves.location_id | moves.location_dest_id)
