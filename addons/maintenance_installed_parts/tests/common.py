"""Fixtures for tests about the serials and lots of assets."""

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase, name_part


class RemovalMixin:
    """For a test case with an asset and a technician."""

    @classmethod
    def remove(cls, what, quantity=1, becomes="scrap", asset=None, user=None, **values):
        """Remove so much of a product or a lot from an asset, as a technician.

        :return: the answer of ``remove_parts()``
        """
        asset = (cls.asset if asset is None else asset).with_user(
            user or cls.technician
        )
        line = {**name_part(what), "quantity": quantity, "becomes": becomes, **values}
        return asset.remove_parts([line])


class LotCase(RemovalMixin, ConsumptionCase):
    """A truck with one motor and four tyres on an axle, all with serials."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor = cls.new_product("Motor", tracking="serial")
        average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.tyre = cls.new_product("Tyre", tracking="serial", categ_id=average.id)
        cls.oil = cls.new_product("Oil", tracking="lot")
        cls.truck_bom = cls.new_bom(
            "Lorry",
            [
                cls.line(cls.motor, 1, position="bay"),
                cls.line(cls.tyre, 4, position="axle"),
                cls.line(cls.oil, 4, position="sump"),
            ],
        )
        cls.truck, cls.other_truck = cls.new_assets(2, cls.truck_bom)
        cls.asset, cls.other_asset = cls.truck, cls.other_truck

    @classmethod
    def new_lots(cls, product, *names, quantity=1, location=None):
        """Lots of a product, each with so much on the shelf."""
        lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )
        for lot in lots:
            cls.stock(product, quantity, lot=lot, location=location)
        return lots

    def stays(self, **where):
        """[(lot name, quantity, state, taken out by which move)] in order."""
        self.env.flush_all()
        domain = [(name, "=", value.id) for name, value in where.items()]
        rows = self.env["maintenance.equipment.lot"].with_user(self.technician)
        return [
            (row.lot_id.name, row.quantity, row.state, row.move_out_id)
            for row in rows.search(domain, order="move_in_id, key_id")
        ]

    def installed(self, asset=None):
        """{lot name: quantity} as integrators are told."""
        asset = self.truck if asset is None else asset
        self.env.flush_all()
        found = {}
        for row in asset.with_user(self.technician).get_installed_lots():
            found[row["lot_name"]] = found.get(row["lot_name"], 0) + row["quantity"]
        return found
