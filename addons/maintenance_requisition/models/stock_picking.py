from markupsafe import Markup

from odoo import fields, models

from .words import format_quantity


class StockPicking(models.Model):
    """Receipts say what for, and tell those who wait for what they bring."""

    _inherit = "stock.picking"

    has_maintenance_purpose = fields.Boolean(
        compute="_compute_has_maintenance_purpose",
        groups="base.group_user",
        help="Some of it is for assets.",
    )

    def _compute_has_maintenance_purpose(self):
        for picking in self:
            picking.has_maintenance_purpose = any(
                picking.move_ids.mapped("maintenance_for")
            )

    def _notify_arrival(self, job, parts):
        """Tell whoever does ``job`` that parts have come, each in his language.

        :param parts: {part: quantity in its own unit}
        """
        users = job.user_id or job.maintenance_team_id.member_ids
        users = users.filtered(lambda user: user.active and not user.share)
        for lang, group in users.grouped("lang").items():
            here = self.with_context(lang=lang)
            job.with_context(lang=lang).message_notify(
                partner_ids=group.partner_id.ids,
                subject=here.env._("Parts have arrived: %s", job.name),
                body=here._tell_arrival(job, parts),
            )

    def _tell_arrival(self, job, parts):
        told = Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(quantity)s × %(what)s",
                quantity=format_quantity(self.env, quantity),
                what=part.with_env(self.env).display_name,
            )
            for part, quantity in parts.items()
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._(
                "For “%(job)s” there is now at %(place)s, with %(receipt)s:",
                job=job.name,
                place=self.location_dest_id.display_name,
                receipt=self.name,
            ),
            told,
        )
