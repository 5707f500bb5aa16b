from odoo import models


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    def _filter_untouched_age_jobs(self):
        """Return those of these jobs that are still as they were opened.

        No person has edited them, changed their stage, planned, reserved or issued a
        part, recorded work or posted a message.
        """
        first_stage = self._default_stage()
        return self.filtered(
            lambda job: (
                job.stage_id == first_stage
                and job.write_date == job.create_date
                and all(
                    part.age_key and part.write_date == part.create_date
                    for part in job.part_ids
                )
                and not job.move_ids.filtered(
                    lambda move: move.state not in ("draft", "cancel")
                )
                and not job._has_recorded_work()
                and not job.message_ids.filtered(
                    lambda message: message.message_type == "comment"
                )
            )
        )

    def _tell_withdrawn(self, parts, is_cancelled, instead=None):
        """Return what is said on a job whose ``parts`` are not near their age, or are
        looked after by the job ``instead``.
        """
        names = ", ".join(parts.mapped("display_name"))
        if instead:
            told = self.env._(
                "“%(job)s” replaces %(parts)s.",
                job=instead.display_name,
                parts=names,
            )
        else:
            told = self.env._(
                "The age of %s was corrected: no replacement is due now.",
                names,
            )
        if is_cancelled:
            return self.env._("Cancelled: %s", told)
        return self.env._(
            "%s Somebody has worked on this job, so it is kept. Cancel it if it is "
            "not needed.",
            told,
        )
