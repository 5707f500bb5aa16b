"""Assets with a past: parts taken for them on given days; also for others' tests."""

from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tools import SQL

from .common import ConsumptionCase

TODAY = date(2025, 7, 20)


class AgingCase(ConsumptionCase):
    """Trucks of one BOM, on record since long ago, and parts at ten and a hundred."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.new_user(
            "accountant", "base.group_user,account.group_account_readonly"
        )
        cls.bolt = cls.new_product("Bolt", standard_price=10.0)
        cls.gearbox = cls.new_product("Gearbox", standard_price=100.0)
        cls.fleet_bom = cls.new_bom("Lorry", [cls.line(cls.bolt, 4)])
        for part in (cls.bolt, cls.gearbox):
            cls.stock(part, 10000)
        # from this day on the costs of the company are on record
        cls.take(cls.asset, date(2015, 1, 1), [(cls.bolt, 1)])

    @classmethod
    def new_fleet(cls, *months, bom=None, registered=date(2014, 1, 1), **values):
        """Assets that have been in service for so many months on ``TODAY``."""
        assets = cls.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Lorry {number}",
                    "bom_id": (cls.fleet_bom if bom is None else bom).id,
                    "in_service_date": TODAY - relativedelta(months=age),
                    **values,
                }
                for number, age in enumerate(months)
            ]
        )
        cls.env.cr.execute(
            SQL(
                "UPDATE maintenance_equipment SET create_date = %s WHERE id IN %s",
                registered,
                assets._ids,
            )
        )
        assets.invalidate_recordset(["create_date"])
        return assets

    @classmethod
    def take(cls, asset, day, parts, user=None, job=None):
        """Take (product, quantity) for an asset on a day, or at a moment.

        :return: the picking
        """
        if job:
            job.part_ids = [
                Command.create({"product_id": part.id, "quantity": quantity})
                for part, quantity in parts
            ]
            job.with_user(user or cls.technician).action_issue_parts()
            picking = job.picking_ids.sorted("id")[-1:]
        else:
            lines = [
                {"product_id": part.id, "quantity": quantity}
                for part, quantity in parts
            ]
            result = asset.with_user(user or cls.technician).issue_parts(lines)
            picking = cls.env["stock.picking"].browse(result["picking_id"])
        cls.backdate(picking, day)
        return picking

    @classmethod
    def backdate(cls, picking, moment):
        """As if the parts had been moved then; a day means its noon."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(12))
        picking.move_ids.flush_recordset()
        cls.env.cr.execute(
            SQL(
                "UPDATE stock_move SET date = %s WHERE id IN %s",
                moment,
                picking.move_ids._ids,
            )
        )
        cls.env.invalidate_all()

    def history_of(self, asset, user=None):
        return (
            self.env["maintenance.parts.history"]
            .with_user(user or self.technician)
            .search([("equipment_id", "=", asset.id)])
        )

    @classmethod
    def ago(cls, months):
        return TODAY - relativedelta(months=months)
