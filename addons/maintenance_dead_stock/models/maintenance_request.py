from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser, get_own_value
from odoo.addons.maintenance_consumption.models.maintenance_request import RECURRENCE

RETIREMENT_FIELDS = frozenset({"is_cancelled_by_retirement", "stopped_recurrence"})


class MaintenanceRequest(models.Model):
    """A job that a retirement cancelled or stopped can be taken up again."""

    _inherit = "maintenance.request"

    is_cancelled_by_retirement = fields.Boolean(
        string="Cancelled by Retirement",
        readonly=True,
        copy=False,
        help="It was cancelled as its asset retired. It is open again once the asset "
        "is back in service.",
    )
    stopped_recurrence = fields.Json(
        readonly=True,
        copy=False,
        help="How the job recurred before the retirement of its asset: repeat_type, "
        "repeat_until; and what the retirement made of it: is_stopped, or ends (the "
        "last day).",
    )

    @api.model
    def _get_own_names(self):
        return super()._get_own_names() | RETIREMENT_FIELDS

    def write(self, vals):
        self._check_entered(vals, RETIREMENT_FIELDS)
        if "archive" in vals:
            # who cancels a job or takes it up decides about it from now on
            vals = {"is_cancelled_by_retirement": False, **vals}
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if get_own_value(self.env, RECURRENCE):
            # the next occurrence ends by the same retirement
            for job, vals in zip(self, vals_list, strict=True):
                vals["stopped_recurrence"] = job.stopped_recurrence
        return vals_list

    def _remember_recurrences(self, ends=None):
        """Remember how these jobs recur, before a retirement stops them.

        :param ends: the last day on which they may still come; None: they stop at once
        """
        for (kind, until, known), jobs in self.grouped(
            lambda job: (
                job.repeat_type,
                job.repeat_until,
                tuple((job.stopped_recurrence or {}).items()),
            )
        ).items():
            before = dict(known) or {
                "repeat_type": kind,
                "repeat_until": fields.Date.to_string(until) or False,
            }
            jobs.stopped_recurrence = {
                **before,
                "is_stopped": ends is None,
                "ends": fields.Date.to_string(ends) or before.get("ends", False),
            }

    def _get_recurrence_to_restore(self):
        """Return the values by which this job recurs as before; nothing of what a
        person has changed since.
        """
        self.ensure_one()
        values = {"stopped_recurrence": False}
        stopped = self.stopped_recurrence or {}
        if not stopped or self.stage_id.done or self.archive:
            return values
        if stopped["ends"]:
            left = ("until", stopped["ends"])
        else:
            left = (stopped["repeat_type"], stopped["repeat_until"])
        until = fields.Date.to_string(self.repeat_until) or False
        is_untouched = (self.repeat_type, until) == left
        if is_untouched and self.recurring_maintenance != stopped["is_stopped"]:
            values |= {
                "recurring_maintenance": True,
                "repeat_type": stopped["repeat_type"],
                "repeat_until": stopped["repeat_until"],
            }
        return values

    def _restart_recurrences(self):
        """Let these jobs recur as before the retirement of their assets."""
        for job in self:
            job.write(job._get_recurrence_to_restore())

    def _cancel_for_retirement(self, tell):
        """Cancel these jobs as Odoo does; nothing stays reserved for them.

        :param tell: function that returns the note for one of them, in words
        """
        # with all rights: the jobs of an asset may belong to others
        jobs = as_superuser(self)
        jobs.filtered("recurring_maintenance")._remember_recurrences()
        jobs._message_log_batch({job.id: tell(job) for job in jobs})
        jobs.write(
            {
                "archive": True,
                "is_cancelled_by_retirement": True,
                "recurring_maintenance": False,
            }
        )
        # nobody is reminded of it any more
        jobs.activity_unlink(["maintenance.mail_act_maintenance_request"])

    def _reopen_after_retirement(self, tell):
        """Take these jobs up again, as they were.

        :param tell: as in :meth:`_cancel_for_retirement`
        """
        # with all rights: the jobs of an asset may belong to others
        jobs = as_superuser(self)
        jobs.write({"archive": False})
        jobs._message_log_batch({job.id: tell(job) for job in jobs})
        jobs.activity_update()
