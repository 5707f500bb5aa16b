from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import get_active_ids, to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time

from ..tools import DEAD


class MaintenanceEquipmentRetire(models.TransientModel):
    """Shows what a retirement means, and asks what becomes of the parts."""

    _inherit = "maintenance.equipment.retire"

    equipment_count = fields.Integer(compute="_compute_equipment_count")
    is_later = fields.Boolean(compute="_compute_is_later")
    part_ids = fields.One2many(
        "maintenance.equipment.retire.part", "retire_id", string="Parts"
    )
    order_ids = fields.One2many(
        "maintenance.equipment.retire.order", "retire_id", string="Orders"
    )
    need_count = fields.Integer(
        string="Needs",
        compute="_compute_need_count",
        help="Needs of parts that vanish: those from the day on.",
    )
    dead_summary = fields.Char(compute="_compute_summary")
    surplus_summary = fields.Char(compute="_compute_summary")
    ticks_dead = fields.Boolean(string="Tick all dead parts")
    job_ids = fields.Many2many(
        "maintenance.request", string="Jobs", compute="_compute_job_ids"
    )

    @api.depends("equipment_ids")
    def _compute_equipment_count(self):
        for wizard in self:
            wizard.equipment_count = len(wizard.equipment_ids)

    @api.depends("retirement_date")
    def _compute_is_later(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.is_later = bool(
                wizard.retirement_date and wizard.retirement_date > today
            )

    @api.depends("equipment_ids", "retirement_date")
    @api.depends_context("uid")
    def _compute_job_ids(self):
        for wizard in self:
            assets = wizard.equipment_ids._origin._filtered_access("read")
            jobs = assets._get_jobs_to_cancel(wizard.retirement_date)
            wizard.job_ids = assets._filter_own_companies(jobs).sudo(False)

    @api.depends("equipment_ids", "retirement_date")
    @api.depends_context("uid")
    def _compute_need_count(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            assets = wizard.equipment_ids._origin._filtered_access("read")
            needs = assets._get_impact_needs(wizard.retirement_date or today)
            wizard.need_count = sum(need["need_count"] for need in needs)

    @api.depends("part_ids.surplus_value", "part_ids.new_surplus_value")
    def _compute_summary(self):
        for wizard in self:
            dead = wizard.part_ids.filtered(lambda part: part.status == DEAD)
            others = wizard.part_ids - dead
            wizard.dead_summary = bool(dead) and wizard.env._(
                "%(count)s, worth %(values)s",
                count=len(dead),
                values=wizard._sum_in_words(dead, "surplus_value"),
            )
            wizard.surplus_summary = bool(others) and wizard.env._(
                "%(count)s, worth %(values)s more than before",
                count=len(others),
                values=wizard._sum_in_words(others, "new_surplus_value"),
            )

    def _sum_in_words(self, parts, name):
        """Return what parts are worth together, of each currency.

        :param name: the field that says what it is worth
        """
        return " + ".join(
            format_amount(self.env, sum(some.mapped(name)), currency)
            for currency, some in parts.grouped("currency_id").items()
        )

    @api.onchange("ticks_dead")
    def _onchange_ticks_dead(self):
        for part in self.part_ids:
            if part.status == DEAD:
                part.is_chosen = self.ticks_dead

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        shown = {"part_ids", "order_ids"} & set(fields)
        if not shown:
            return values
        assets = self.env["maintenance.equipment"].browse(get_active_ids(self.env))
        assets = assets.exists()._filtered_access("read")
        impact = assets.get_retirement_impact() if assets else {}
        lines = {
            "part_ids": [
                Command.create(self._prepare_part_line(part))
                for part in impact.get("parts", ())
                if part["surplus_after"]
            ],
            "order_ids": [
                Command.create(self._prepare_order_line(order))
                for order in impact.get("orders", ())
            ],
        }
        return values | {name: lines[name] for name in shown}

    @api.model
    def _prepare_part_line(self, part):
        """Return the values of a line from a part of the impact."""
        return {
            "product_id": part["product_id"],
            "warehouse_id": part["warehouse_id"],
            "status": part["status_after"],
            "on_hand": part["on_hand"],
            "surplus_qty": part["surplus_after"],
            "surplus_value": part["surplus_value"] or 0.0,
            "new_surplus_qty": part["new_surplus_qty"],
            "new_surplus_value": part["new_surplus_value"] or 0.0,
            "explanation": part["explanation"],
        }

    @api.model
    def _prepare_order_line(self, order):
        """Return the values of a line from an order of the impact."""
        return {
            name: order[name]
            for name in (
                "kind",
                "order_name",
                "vendor_name",
                "product_id",
                "warehouse_id",
                "quantity",
                "surplus_qty",
                "date_planned",
            )
        }

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.equipment_ids,)

    @one_at_a_time
    def action_apply(self):
        """Retire the assets, and open dispositions of the parts that are ticked.

        :raises UserError: if parts are ticked and the assets retire on a day to come
        :return: a notification of what was done, and the dispositions if there are any
        """
        self = to_record(self)
        chosen = self.part_ids.filtered("is_chosen")
        if chosen and self.is_later:
            raise UserError(
                self.env._(
                    "Parts are disposed of when the assets have retired. Untick them, "
                    "or retire the assets today."
                )
            )
        assets = self.equipment_ids
        job_count = 0 if self.is_later else len(self.job_ids)
        super().action_apply()
        cases = self.env["maintenance.disposition"].create(
            chosen._prepare_dispositions(assets)
        )
        return get_notification(
            self._tell_done(job_count, cases), then=self._get_cases_action(cases)
        )

    def _tell_done(self, job_count, cases):
        count = len(self.equipment_ids)
        if self.is_later:
            return self.env._("Assets that will retire: %s.", count)
        texts = [self.env._("Assets retired: %s.", count)]
        if job_count:
            texts.append(self.env._("Jobs cancelled: %s.", job_count))
        if cases:
            texts.append(self.env._("Dispositions opened: %s.", len(cases)))
        return " ".join(texts)

    def _get_cases_action(self, cases):
        """Return the action that opens the dispositions, None for none."""
        if not cases:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispositions"),
            "res_model": cases._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", cases.ids)],
        }
