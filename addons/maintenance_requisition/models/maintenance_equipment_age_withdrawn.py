from odoo import models
from odoo.fields import Domain

from ..tools import DUE, NEAR


class MaintenanceEquipmentAgeWithdrawn(models.AbstractModel):
    """Jobs that were opened for an age that has been corrected since."""

    _name = "maintenance.equipment.age.withdrawn"
    _description = "Withdrawn Jobs for the Ages of Parts"

    def _withdraw_age_jobs(self, ages):
        """Take back the jobs of these assets for ages that are not near any more.

        A job that nobody has touched is cancelled; on one that somebody has, it is only
        said. Either way the job is no longer the one for that age, so that another can
        open when it comes near again.

        :param ages: what ``_get_part_ages()`` of these assets returns
        :return: the cancelled jobs
        """
        near = {age["key"] for age in ages if age["state"] in (NEAR, DUE)}
        jobs = self.env["maintenance.request"]
        # whoever was asked to do the job
        planned_sudo = (
            self.env["maintenance.request.part"]
            .sudo()
            .search(
                Domain("age_key", "!=", False)
                & Domain("age_key", "not in", list(near))
                & Domain("request_id.equipment_id", "in", self.ids)
                & jobs._get_open_parts_domain()
            )
        )
        # who has got the part restarted its clock by that
        moved = planned_sudo._get_moved_quantities()
        stale_sudo = planned_sudo.filtered(
            lambda part: not (moved[part.id]["issued"] or moved[part.id]["pending"])
        )
        by_job = stale_sudo.grouped("request_id")
        untouched = jobs.union(*by_job)._filter_untouched_age_jobs()
        bodies = {
            job.id: job._tell_withdrawn(parts, job in untouched)
            for job, parts in by_job.items()
        }
        if bodies:
            jobs.sudo().browse(bodies)._message_log_batch(bodies=bodies)
        (stale_sudo | untouched.part_ids).age_key = False
        untouched.archive_equipment_request()
        return untouched
