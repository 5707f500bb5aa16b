from odoo import models
from odoo.exceptions import AccessError, UserError


class MaintenanceRequestFinish(models.AbstractModel):
    """The end of a job: what was used of each part, in the technician's words."""

    _name = "maintenance.request.finish"
    _description = "Finish of a Maintenance Job"

    def _finish_with(self, used):
        """Issue and take back until each part was used as ``used`` says; then close.

        More than was planned is added to the plan; less is noted as not needed. What
        was taken and is pending is given up before anything issued comes back.

        :param used: {planned part: quantity in its own unit}
        :return: what is pending by it, as stock does not show it
        """
        self.ensure_one()
        self._check_may_finish()
        for part in used:
            if part not in self.part_ids:
                raise UserError(
                    self.env._(
                        "“%(part)s” is not planned on “%(job)s”. Choose one of its "
                        "parts.",
                        part=part.display_name,
                        job=self.display_name,
                    )
                )
        moved = self.part_ids._get_moved_quantities()
        returns, any_lot = {}, self.env["stock.lot"]
        for part, quantity in used.items():
            unit = part.product_id.uom_id
            beyond = quantity - part.product_qty
            values = {"unneeded_qty": 0.0}
            if unit.compare(beyond, 0.0) > 0:
                values["quantity"] = part._to_planned_unit(quantity)
            elif unit.compare(beyond, 0.0) < 0:
                values["unneeded_qty"] = part._to_planned_unit(-beyond)
            part.write(values)
            surplus = part._get_held_qty(moved[part.id]) - part._get_needed_qty()
            if unit.compare(surplus, 0.0) > 0:
                untaken = min(surplus, moved[part.id]["pending"])
                part._drop_pending(untaken)
                returns[part, any_lot] = surplus - untaken
        self._action_return_parts(returns, {})
        return self._action_finish_as_planned()

    def _check_may_finish(self):
        """Refuse in words who may issue the parts of a colleague's job, not close it.

        Odoo lets an employee write on jobs that are his own or that he follows.
        """
        for job in self - self._filtered_access("write"):
            # whom to ask is no secret of who sees the job
            responsible = job.sudo().user_id or job.sudo().owner_user_id
            raise AccessError(
                self.env._(
                    "“%(job)s” is for %(responsible)s to finish. Follow the job first, "
                    "or have yourself made responsible for it; you can issue its parts "
                    "as it is.",
                    job=job.display_name,
                    responsible=responsible.name or self.env._("somebody else"),
                )
            )
