"""Fixtures for tests about kits on jobs."""

from odoo.fields import Command

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


class KitCase(ConsumptionCase):
    """A service kit of two filters and a half litre of oil, costs known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter.standard_price = 10
        cls.oil = cls.new_product("Oil", cls.litre, standard_price=8)
        cls.kit = cls.new_product("Service kit", standard_price=5)
        cls.kit_bom = cls.new_kit(
            cls.kit, [(cls.filter, 2, cls.unit), (cls.oil, 500, cls.millilitre)]
        )

    @classmethod
    def new_kit(cls, product, lines, **values):
        """A bill of materials of type Kit; ``lines`` are (product, quantity, unit)."""
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_qty": quantity,
                            "product_uom_id": uom.id,
                        }
                    )
                    for part, quantity, uom in lines
                ],
                **values,
            }
        )

    def moves(self, job):
        """{product: quantity asked for} of a job, without what is cancelled."""
        moves = job.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        return {
            product: sum(group.mapped("product_qty"))
            for product, group in moves.grouped("product_id").items()
        }

    def part(self, job):
        job.invalidate_recordset()
        job.part_ids.invalidate_recordset()
        return job.part_ids
