"""Fixtures for tests about needs and shortages; also for other addons' tests."""

from datetime import date, datetime, timedelta
from unittest.mock import Mock, patch

from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import SQL, mute_logger

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

# which tell what fails
LOGGERS_OF_FAILURES = [
    "odoo.addons.maintenance_bom.models.isolation",
    "odoo.addons.maintenance_part_age.models.maintenance_equipment",
    "odoo.addons.maintenance_planning.models.maintenance_request",
    "odoo.addons.maintenance_planning.planner.decision",
    "odoo.addons.maintenance_planning.planner.needs",
    "odoo.addons.maintenance_planning.planner.run",
    "odoo.sql_db",
]


class PlanningCase(ConsumptionCase):
    """A vendor for the filter, a week away, and no other days to add."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.company.parts_safety_days = 0
        cls.company.days_to_purchase = 0
        cls.today = cls.company._get_today()
        cls.sell(cls.filter, days=7, price=10.0)

    @classmethod
    def sell(cls, product, days=7, price=1.0, **values):
        """Let the vendor sell ``product``."""
        return cls.env["product.supplierinfo"].create(
            {
                "partner_id": cls.vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "delay": days,
                "price": price,
                **values,
            }
        )

    @classmethod
    def new_rfq(cls, product, quantity, days=7, confirm=False):
        """A draft purchase order, planned to arrive in ``days``."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "picking_type_id": cls.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "date_planned": cls.in_days(days),
                        }
                    )
                ],
            }
        )
        order.order_line.date_planned = cls.in_days(days)
        if confirm:
            order.button_confirm()
        return order

    @classmethod
    def new_warehouse(cls, name, code, **values):
        return cls.env["stock.warehouse"].create(
            {"name": name, "code": code, "company_id": cls.company.id, **values}
        )

    @classmethod
    def new_rule(cls, trigger="auto", **values):
        """A reordering rule for the filter on the shelf."""
        return cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": cls.filter.id,
                "location_id": cls.shelf.id,
                "warehouse_id": cls.warehouse.id,
                "trigger": trigger,
                **values,
            }
        )

    def receive_line(self, purchase_line, quantity):
        """Receive some of a purchase line; the rest goes into a backorder."""
        move = purchase_line.sudo().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )[:1]
        move.quantity = quantity
        move.picked = True
        result = move.picking_id.button_validate()
        if isinstance(result, dict):
            Form.from_action(self.env, result).save().process()
        self.env.invalidate_all()

    def run_planner(self, user=None, **arguments):
        """Run the planner for the main warehouse; its part of the summary."""
        arguments.setdefault("warehouse_ids", self.warehouse.ids)
        planner = self.env["maintenance.planner"].with_user(user or self.planner)
        summary = planner.run_planner(**arguments)
        self.env.invalidate_all()
        return summary["warehouses"][0] if summary["warehouses"] else summary

    def needs(self, **values):
        """The needs of the main warehouse, as the planner sees them."""
        domain = [("warehouse_id", "=", self.warehouse.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["maintenance.part.need"].with_user(self.planner).search(domain)

    def shortages(self, product=None, warehouse=None):
        """[(action, quantity, days from today)] by day."""
        domain = [("warehouse_id", "=", (warehouse or self.warehouse).id)]
        if product:
            domain.append(("product_id", "=", product.id))
        found = self.env["maintenance.part.shortage"].search(
            domain, order="date_need, action, id"
        )
        return [
            (row.action, row.quantity, (row.date_need - self.today).days)
            for row in found.with_user(self.planner)
        ]

    def exceptions(self):
        """[(kind, record)] of the main warehouse."""
        found = self.env["maintenance.planning.exception"].search(
            [("warehouse_id", "=", self.warehouse.id)]
        )
        return [
            (row.kind, row.request_id or row.product_id or row.equipment_id)
            for row in found
        ]

    def day(self, number) -> date:
        return self.today + timedelta(number)


class SeriesCase(ConsumptionCase):
    """Recurring jobs that are finished through their stage, as people do it."""

    @classmethod
    def new_series(cls, date, unit="month", interval=1, **values):
        return cls.new_job(
            schedule_date=datetime.fromisoformat(date) if date else False,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_unit=unit,
            repeat_interval=interval,
            **values,
        )

    @classmethod
    def finish(cls, job):
        """Finish a job; returns the one that it creates, if any."""
        before = job.next_request_ids
        job.stage_id = cls.done_stage
        return job.next_request_ids - before

    @classmethod
    def chain(cls, job, length):
        """The dates of the next ``length`` occurrences, as far as there are any."""
        dates = []
        for _time in range(length):
            job = cls.finish(job)
            if not job:
                break
            dates.append(job.schedule_date)
        return dates


class LowStockCase(PlanningCase):
    """Two of a vital filter are to be kept; also for other addons' tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bom.line_ids.criticality = "vital"
        cls.company.parts_minimum_vital = 2

    def low(self):
        self.run_planner()
        rows = self.env["maintenance.low.stock"].with_user(self.planner)
        return rows.search([("warehouse_id", "=", self.warehouse.id)])

    def keep(self, minimum, trigger="manual", **values):
        """A reordering rule that keeps ``minimum``."""
        return self.new_rule(
            trigger, product_min_qty=minimum, product_max_qty=9, **values
        )

    def list_parts(self, parts):
        self.bom.line_ids.unlink()
        self.bom.line_ids = [
            (0, 0, self.line(part, criticality="vital")) for part in parts
        ]


class PressCase(SeriesCase):
    """A press with parts for every, every second and every third job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls.new_product("Oil", cls.litre)
        cls.belt = cls.new_product("Belt")
        cls.seal = cls.new_product("Seal")
        cls.new_seal = cls.new_product("New seal")
        cls.tape = cls.new_product("Tape")
        cls.press = cls.new_bom(
            "Press",
            [
                cls.line(cls.oil, 2.5),
                cls.line(cls.belt, 2, every_nth=2, position="left"),
                cls.line(cls.seal, date_to="2041-04-15"),
                cls.line(cls.new_seal, 3, date_from="2041-04-16"),
                cls.line(cls.filter, every_nth=3, maintenance_type="corrective"),
            ],
        )


class MinimumsCase(PlanningCase):
    """Filters of 10 each, which are taken on days that have passed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 1000)
        cls.filter.standard_price = 10

    def issue_on(self, day, quantity=1, job=None, product=None):
        """Take parts on a day that has passed."""
        product = product or self.filter
        if job:
            job.action_issue_parts()
            moves = job.part_ids.move_ids
        else:
            moves = self.issue(product, quantity)
        moves.sudo().date = f"{day} 12:00:00"
        # planned on the day itself
        self.env.cr.execute(
            "UPDATE maintenance_request_part SET create_date = %s WHERE id = ANY(%s)",
            [day, moves.maintenance_request_part_id.ids],
        )
        self.env.invalidate_all()
        return moves


class BomAccuracyCase(PlanningCase):
    """Filters and belts to issue, of which the BOM lists only the filter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 100)
        cls.belt = cls.new_product("Belt")
        cls.stock(cls.belt, 100)

    def finish(self, parts=(), issue=True, asset=None):
        """A planned job that is done, with what it proposes and with ``parts``."""
        job = self.new_job(parts, asset, maintenance_type="preventive")
        job.action_propose_parts()
        if issue:
            job.action_issue_parts()
        job.stage_id = self.done_stage
        return job


class OneBadRecordCase(PlanningCase):
    """A good job and one that is spoilt, past what keeps bad values out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belt = cls.new_product("Belt")
        cls.sell(cls.belt)
        cls.good_job = cls.new_job([(cls.filter, 2)], days=12)
        cls.bad_job = cls.new_job([(cls.belt, 1)], days=12, name="Belt job")
        cls.north = cls.new_warehouse("North", "NOR")

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*LOGGERS_OF_FAILURES))

    def spoil(self, records, **values):
        """Write past the ORM, as SQL does."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(records._table),
                    SQL.identifier(name),
                    value,
                    records.ids,
                )
            )
        self.env.invalidate_all()

    def enough_time(self):
        """No cron commits, and none runs out of time."""
        progress = Mock(return_value=9)
        return patch.object(type(self.env["ir.cron"]), "_commit_progress", progress)

    def told_of(self, kind, warehouse=None):
        """The problems of this kind as the planner reads them; each has a remedy."""
        rows = (
            self.env["maintenance.planning.exception"]
            .with_user(self.planner)
            .search([("kind", "=", kind)])
        )
        if warehouse:
            rows = rows.filtered(lambda row: row.warehouse_id == warehouse)
        for row in rows:
            self.assertTrue(row.remedy)
            self.assertTrue(row.action_open())
        return rows.mapped("problem")
