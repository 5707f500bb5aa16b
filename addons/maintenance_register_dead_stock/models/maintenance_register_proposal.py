from odoo import api, fields, models


class MaintenanceRegisterProposal(models.Model):
    _inherit = "maintenance.register.proposal"

    consequences = fields.Text(
        compute="_compute_consequences",
        help="What the retirement leaves behind: parts that nobody needs any more, "
        "jobs that are cancelled, and orders of which there will be too many.",
    )

    def _get_consequences(self):
        """Return what the retirements mean together, as ``get_retirement_impact``."""
        assets = self.equipment_id
        days = [one.retirement_date for one in self if one.retirement_date]
        today = fields.Date.context_today(self)
        return super()._get_consequences() | assets.get_retirement_impact(
            max([today, *days])
        )

    @api.depends("equipment_id", "retirement_date", "state")
    @api.depends_context("lang", "uid")
    def _compute_consequences(self):
        for one in self:
            # for one record on a form: it is calculated for each
            one.consequences = (
                one._describe_consequences()
                if one.state == "open" and one.equipment_id
                else False
            )

    def _describe_consequences(self):
        impact = self._get_consequences()
        totals = impact["totals"]
        lines = [
            self.env._(
                "%(parts)s parts become dead or surplus, %(dead)s of them dead.",
                parts=totals["part_count"],
                dead=totals["dead_count"],
            )
            if totals["part_count"]
            else self.env._("No part becomes dead or surplus."),
        ]
        if totals["job_count"]:
            lines.append(self.env._("%s open jobs are cancelled.", totals["job_count"]))
        if totals["order_count"]:
            lines.append(
                self.env._(
                    "Of %s orders there will be too many.", totals["order_count"]
                )
            )
        lines += [
            self.env._(
                "%(part)s: %(quantity)g %(uom)s in %(warehouse)s",
                part=part["product_name"],
                quantity=part["surplus_after"],
                uom=part["uom_name"],
                warehouse=part["warehouse_name"],
            )
            for part in impact["parts"][:10]
        ]
        return "\n".join(lines)
