from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .arguments import to_date, to_records
from .isolation import try_each
from .locking import one_at_a_time
from .rights import as_superuser


class MaintenanceEquipmentLifecycle(models.AbstractModel):
    """From the plan to buy an asset to the day it leaves."""

    _name = "maintenance.equipment.lifecycle"
    _description = "Life Cycle of an Asset"

    lifecycle_state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_service", "In Service"),
            ("out_of_service", "Out of Service"),
            ("retired", "Retired"),
        ],
        string="Life Cycle",
        default="in_service",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Planned: not here yet. Out of service: stands still, but will come back. "
        "Retired: has left for good and needs no parts.",
    )
    in_service_date = fields.Date(
        string="In Service Since",
        copy=False,
        tracking=True,
        help="The day on which the asset went into service; the age of its parts "
        "counts from here. A planned asset goes into service on this day.",
    )
    retirement_date = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the asset leaves, or left, for good.",
    )

    @api.constrains("in_service_date", "retirement_date", "lifecycle_state")
    def _check_lifecycle_dates(self):
        today = fields.Date.context_today(self)
        for asset in self:
            start, end = asset.in_service_date, asset.retirement_date
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "“%(asset)s” went into service on %(start)s and cannot retire "
                        "before that day (%(end)s).",
                        asset=asset.display_name,
                        start=start,
                        end=end,
                    )
                )
            if asset.lifecycle_state == "retired" and end and end > today:
                raise ValidationError(
                    self.env._(
                        "“%(asset)s” has retired already, so it cannot retire on "
                        "%(end)s. Put it back into service first.",
                        asset=asset.display_name,
                        end=end,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # before the day is read
        self._check_values(vals_list)
        today = fields.Date.context_today(self)
        return super().create(
            [
                dict(vals, lifecycle_state="planned")
                if "lifecycle_state" not in vals
                and (fields.Date.to_date(vals.get("in_service_date")) or today) > today
                else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        result = super().write(vals)
        # whichever way an asset is retired, also by an import or a register
        if vals.get("lifecycle_state") == "retired":
            self._stop_recurrences(fields.Date.context_today(self))
        elif vals.get("retirement_date"):
            self._stop_recurrences(fields.Date.to_date(vals["retirement_date"]))
        return result

    @api.model
    def _get_living_domain(self):
        """Return the domain of the assets that may still need parts.

        It says of an asset what ``lifecycle_state`` says in the view of its parts.
        """
        today = fields.Date.context_today(self)
        return Domain.AND(
            [
                Domain("active", "=", True),
                Domain("lifecycle_state", "!=", "retired"),
                Domain("scrap_date", "=", False) | Domain("scrap_date", ">", today),
                Domain("retirement_date", "=", False)
                | Domain("retirement_date", ">", today),
            ]
        )

    @one_at_a_time
    def action_plan(self):
        """Mark the assets as planned: bought or ordered, not here yet. Returns True."""
        self = to_records(self)
        self.check_access("write")
        self.filtered("retirement_date").retirement_date = False
        self._set_lifecycle_state("planned")
        return True

    @one_at_a_time
    def action_cancel_retirement(self):
        """Keep assets whose retirement on a day to come was planned. Returns True.

        Recurring maintenance that was to end by that day is prolonged by hand.
        """
        self = to_records(self)
        self.check_access("write")
        self.filtered(
            lambda asset: asset.lifecycle_state != "retired"
        ).retirement_date = False
        return True

    @one_at_a_time
    def action_put_in_service(self):
        """Put the assets into service, or back into it.

        A retired asset needs somebody who may write on assets; its retirement date is
        cleared and its parts are needed again. What its retirement stopped (recurring
        maintenance) is started again by hand.
        """
        self = to_records(self)
        self._check_may_report()
        retired = self.filtered(lambda asset: asset.lifecycle_state == "retired")
        if retired:
            retired.check_access("write")
        # a technician reports facts about assets without write access to them
        assets_sudo = as_superuser(self)
        today = fields.Date.context_today(self)
        retired.retirement_date = False
        # of an asset that comes back without a date, the age stays unknown
        assets_sudo.filtered(
            lambda asset: (
                asset.lifecycle_state == "planned"
                and (not asset.in_service_date or asset.in_service_date > today)
            )
        ).in_service_date = today
        self._set_lifecycle_state("in_service")
        return True

    @one_at_a_time
    def action_take_out_of_service(self):
        """Say that the assets stand still for the time being."""
        self = to_records(self)
        self._check_may_report()
        for asset in self:
            if asset.lifecycle_state == "retired":
                raise UserError(
                    self.env._(
                        "“%s” is retired. Put it back into service first.",
                        asset.display_name,
                    )
                )
        self._set_lifecycle_state("out_of_service")
        return True

    @one_at_a_time
    def action_retire(self, retirement_date=None):
        """Retire the assets for good, now or on a day to come.

        :param retirement_date: date or ISO string, today if left out. From that day on
            the assets count as retired; until then they stay as they are.
        :raises UserError: for an asset that has retired already, or has the day before
            it went into service
        :return: True

        Nothing is archived or deleted. Native recurrences stop: at once, or after their
        last occurrence before the day.
        """
        self = to_records(self)
        self.check_access("write")
        day = to_date(self.env, retirement_date, "retirement_date")
        day = day or fields.Date.context_today(self)
        for asset in self:
            if asset.lifecycle_state == "retired":
                raise UserError(
                    self.env._(
                        "“%(asset)s” retired on %(date)s. Put it back into service "
                        "before you retire it again.",
                        asset=asset.display_name,
                        date=asset.retirement_date or self.env._("an unknown date"),
                    )
                )
        self._action_retire(day)
        return True

    def _action_retire(self, day: date):
        """Retire a batch on ``day``; the hook for what other addons add to it."""
        self.write({"retirement_date": day})
        if day <= fields.Date.context_today(self):
            self._set_lifecycle_state("retired")

    def _stop_recurrences(self, day):
        # the requests of an asset may belong to others than the one who retires it
        recurring_sudo = as_superuser(self.env["maintenance.request"]).search(
            [("equipment_id", "in", self.ids), ("recurring_maintenance", "=", True)]
        )
        if day <= fields.Date.context_today(self):
            recurring_sudo.recurring_maintenance = False
            return
        last_day = day - relativedelta(days=1)
        recurring_sudo.filtered(
            lambda request: (
                request.repeat_type == "forever"
                or not request.repeat_until
                or request.repeat_until > last_day
            )
        ).write({"repeat_type": "until", "repeat_until": last_day})

    def _set_lifecycle_state(self, state):
        # callers have checked who may do this; tracking names the real user
        changed_sudo = as_superuser(self).filtered(
            lambda asset: asset.lifecycle_state != state
        )
        changed_sudo.lifecycle_state = state

    def _check_may_report(self):
        """Users of Asset Parts report facts about any asset that they can see."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "maintenance_bom.group_user"
        ):
            self.check_access("write")

    @api.model
    def _cron_update_lifecycle(self):
        """Carry out the life-cycle dates that have come: nightly.

        Of an asset for which that fails the others hear nothing; it is told.
        """
        today = fields.Date.context_today(self)
        arriving = self.search(
            [("lifecycle_state", "=", "planned"), ("in_service_date", "<=", today)]
        )
        failed = try_each(
            arriving, lambda assets: assets._set_lifecycle_state("in_service")
        )
        leaving = self.search(
            [("lifecycle_state", "!=", "retired"), ("retirement_date", "<=", today)]
        )
        for day, assets in leaving.grouped("retirement_date").items():
            failed |= try_each(
                assets, lambda assets, day=day: assets._action_retire(day)
            )
        self._tell_lifecycle_failures(failed)

    @api.model
    def _tell_lifecycle_failures(self, failed):
        """Tell the assets whose life-cycle dates could not be carried out.

        The hook of addons that have a place for it; the log has them already.

        :param failed: {asset: why, in words}
        """
