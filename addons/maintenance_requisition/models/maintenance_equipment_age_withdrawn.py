from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import DUE, NEAR


class MaintenanceEquipmentAgeWithdrawn(models.AbstractModel):
    """Jobs that were opened for an age that has been corrected since."""

    _name = "maintenance.equipment.age.withdrawn"
    _description = "Withdrawn Jobs for the Ages of Parts"

    def _withdraw_age_jobs(self, ages, today):
        """Take back the jobs of these assets for ages that are not near any more, or
        that a job of a person looks after.

        A job that nobody has touched is cancelled; on one that somebody has, it is only
        said. Either way the job is no longer the one for that age, so that another can
        open when it comes near again.

        :param ages: what ``_get_part_ages()`` of these assets returns
        :return: the cancelled jobs
        """
        near = {age["key"] for age in ages if age["state"] in (NEAR, DUE)}
        jobs = self.env["maintenance.request"]
        # whoever was asked to do the job
        parts_sudo = (
            self.env["maintenance.request.part"]
            .sudo()
            .search(
                jobs._get_open_parts_domain()
                & (
                    Domain("request_id.equipment_id", "in", self.ids)
                    & Domain("age_key", "!=", False)
                    | Domain(
                        "request_id.equipment_id",
                        "in",
                        list({age["equipment_id"] for age in ages}),
                    )
                    & Domain("path", "in", [False, *{age["path"] for age in ages}])
                )
            )
        )
        planned_sudo = parts_sudo.filtered("age_key")
        by_persons = (parts_sudo - planned_sudo)._find_looked_after(ages, today)
        # who has got the part restarted its clock by that
        moved = planned_sudo._get_moved_quantities()
        stale_sudo, replaced = planned_sudo.browse(), {}
        for part in planned_sudo:
            if moved[part.id]["issued"] or moved[part.id]["pending"]:
                continue
            instead = by_persons.get((part.equipment_id.id, part.path))
            if part.age_key not in near:
                stale_sudo |= part
            elif instead and instead != part.request_id:
                stale_sudo |= part
                replaced[part.request_id] = instead
        by_job = stale_sudo.grouped("request_id")
        untouched = jobs.union(*by_job)._filter_untouched_age_jobs()
        bodies = {
            job.id: job._tell_withdrawn(parts, job in untouched, replaced.get(job))
            for job, parts in by_job.items()
        }
        if bodies:
            # who is told need not be one whom the planner's user sees
            as_superuser(jobs).browse(bodies)._message_log_batch(bodies=bodies)
        (stale_sudo | untouched.part_ids).age_key = False
        untouched.archive_equipment_request()
        return untouched
