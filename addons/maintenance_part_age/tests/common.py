"""Fixtures for tests about the ages of parts; also for other addons' tests."""

from datetime import date

from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

TODAY = date(2025, 3, 1)


class AgeCase(ConsumptionCase):
    """Laptops with a battery of 36 months and an SSD of 48."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.battery = cls.new_product("Battery")
        cls.ssd = cls.new_product("SSD")
        cls.laptop = cls.new_bom(
            "Laptop",
            [
                cls.line(cls.battery, replace_after=36),
                cls.line(cls.ssd, replace_after=48, position="M.2"),
                cls.line(cls.new_product("Screen")),
            ],
        )

    @classmethod
    def new_laptop(cls, in_service=False, **values):
        return cls.new_asset(cls.laptop, in_service_date=in_service, **values)

    def ages(self, assets, today=TODAY):
        """{part: (state, due on)} of one asset, {(asset, part): …} of several."""
        return {
            (age["equipment_id"], age["product_id"])
            if len(assets) > 1
            else self.env["product.product"].browse(age["product_id"]).name: (
                age["state"],
                str(age["due_on"] or ""),
            )
            for age in assets._get_part_ages(today)
        }

    def path_of(self, product, asset):
        parts = asset.part_ids.filtered(lambda part: part.product_id == product)
        return parts[:1].path

    def replace(self, asset, product, day, **values):
        """Record as a planner that ``product`` was replaced."""
        return self.as_planner(self.env["maintenance.part.replacement"]).create(
            {
                "equipment_id": asset.id,
                "product_id": product.id,
                "replaced_on": day,
                **values,
            }
        )

    def rows(self, assets, user=None):
        """The list of ages, as a technician sees it."""
        rows = self.env["maintenance.part.age"].with_user(user or self.technician)
        return rows.search([("equipment_id", "in", assets.ids)])

    def run_ages(self, today=TODAY, assets=None):
        opened = (assets or self.asset).sudo()._open_age_jobs(today)["opened"]
        self.env.flush_all()
        # all of this is one transaction: the job was opened in an earlier one
        for table in ("maintenance_request", "maintenance_request_part"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = create_date - interval '1 day',"
                    " write_date = create_date - interval '1 day'"
                    " WHERE create_date = write_date",
                    SQL.identifier(table),
                )
            )
        self.env.invalidate_all()
        return opened
