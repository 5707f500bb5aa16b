from odoo import api, fields, models
from odoo.exceptions import UserError

from .arguments import to_choice, to_date, to_records, to_text
from .locking import one_at_a_time
from .maintenance_equipment_condition import CONDITIONS
from .rights import OwnValue, as_superuser, get_own_value

NOTE = "maintenance_bom_condition_note"


class MaintenanceEquipmentInspection(models.AbstractModel):
    """The condition in which an asset was last found, and the findings before."""

    _name = "maintenance.equipment.inspection"
    _description = "Inspection of an Asset"

    condition = fields.Selection(CONDITIONS, copy=False, tracking=True)
    condition_date = fields.Date(
        string="Condition Found On",
        copy=False,
        help="The day of the last finding.",
    )
    condition_ids = fields.One2many(
        "maintenance.equipment.condition",
        "equipment_id",
        string="Condition History",
        readonly=True,
        copy=False,
        groups="maintenance_bom.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        today = fields.Date.context_today(self)
        vals_list = [
            dict(vals, condition_date=vals.get("condition_date") or today)
            if vals.get("condition")
            else vals
            for vals in vals_list
        ]
        assets = super().create(vals_list)
        for asset in assets.filtered("condition"):
            asset._log_condition(asset.condition, asset.condition_date)
        return assets

    def write(self, vals):
        if not vals.get("condition"):
            if "condition" in vals:
                vals = dict(vals, condition_date=False)
            return super().write(vals)
        # before the history is kept: below, Odoo may have no asset left to check
        self.check_access("write")
        day = to_date(self.env, vals.get("condition_date"), "condition_date")
        day = day or fields.Date.context_today(self)
        choices = dict(CONDITIONS)
        condition = to_choice(self.env, vals["condition"], "condition", choices)
        self._log_condition(condition, day)
        # an older finding than the last one goes into the history only
        newer_known = self.filtered(
            lambda asset: asset.condition_date and asset.condition_date > day
        )
        others = {
            name: value
            for name, value in vals.items()
            if name not in ("condition", "condition_date")
        }
        if newer_known and others:
            super(MaintenanceEquipmentInspection, newer_known).write(others)
        return super(MaintenanceEquipmentInspection, self - newer_known).write(
            dict(vals, condition_date=day)
        )

    def _log_condition(self, condition, day):
        if day > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "A condition cannot be found on a day to come (%s). "
                    "Enter the day of the inspection.",
                    day,
                )
            )
        # the history is kept for everybody who reports or changes a condition
        conditions_sudo = as_superuser(self.env["maintenance.equipment.condition"])
        conditions_sudo.create(
            [
                {
                    "equipment_id": asset.id,
                    "condition": condition,
                    "date": day,
                    "note": get_own_value(self.env, NOTE),
                    "user_id": self.env.uid,
                }
                for asset in self
            ]
        )

    @one_at_a_time
    def action_report_condition(self, condition, date=None, note=None):
        """Record the condition in which these assets were found.

        :param condition: ``new``, ``good``, ``worn`` or ``defective``
        :param date: date or ISO string of the finding, today if left out
        :param note: a remark for the history
        :return: True

        An older finding than the last one goes into the history only.
        """
        self = to_records(self)
        self._check_may_report()
        choices = dict(CONDITIONS)
        condition = to_choice(self.env, condition, "condition", choices)
        if not condition:
            raise UserError(
                self.env._(
                    "Say in condition how it was found, as one of: %s.",
                    ", ".join(choices),
                )
            )
        day = to_date(self.env, date, "date")
        note = to_text(self.env, note, "note")
        # a technician reports facts about assets without write access to them
        return (
            as_superuser(self)
            .with_context(**{NOTE: OwnValue(note)})
            .write({"condition": condition, "condition_date": day})
        )
