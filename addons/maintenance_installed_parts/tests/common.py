"""Fixtures for tests about the serials and lots of assets."""

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


class LotCase(ConsumptionCase):
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

    @classmethod
    def new_lots(cls, product, *names, quantity=1, location=None):
        """Lots of a product, each with so much on the shelf."""
        lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )
        for lot in lots:
            cls.stock(product, quantity, lot=lot, location=location)
        return lots

    @classmethod
    def issue(cls, lot, asset=None, quantity=1, **values):
        """Issue so much of a lot to an asset; return the move."""
        asset = cls.truck if asset is None else asset
        line = {"product_id": lot.product_id.id, "quantity": quantity, "lot_id": lot.id}
        result = asset.with_user(cls.technician).issue_parts([line | values])
        return cls.env["stock.picking"].browse(result["picking_id"]).move_ids

    @classmethod
    def remove(cls, lot, asset=None, becomes="scrap", quantity=1, **values):
        asset = cls.truck if asset is None else asset
        line = {"product_id": lot.product_id.id, "quantity": quantity, "lot_id": lot.id}
        return asset.with_user(cls.technician).remove_parts(
            [{"becomes": becomes} | line | values]
        )

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
