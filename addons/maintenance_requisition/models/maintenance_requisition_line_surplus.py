from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_record

from ..tools import ShareFacts, judge_share
from .words import format_quantity


class MaintenanceRequisitionLineSurplus(models.AbstractModel):
    """Of a confirmed order nobody wants all any more: the buyer decides about the rest.

    Until he takes it off the order, the next need gets it.
    """

    _name = "maintenance.requisition.line.surplus"
    _description = "Surplus on Order"

    surplus_since = fields.Date(
        readonly=True, copy=False, help="The day on which it turned out."
    )
    # a text is not cut off in lists
    surplus_reason = fields.Text(
        string="Why",
        compute="_compute_surplus_reason",
        help="Who wanted it when it was ordered, and wants it no more.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "surplus_qty" in vals:
            if vals["surplus_qty"]:
                for company, lines in self.grouped("company_id").items():
                    lines.filtered(
                        lambda line: not line.surplus_since
                    ).surplus_since = company._get_today()
            else:
                self.filtered("surplus_since").surplus_since = False
        return result

    @api.depends("share_ids.key", "share_ids.quantity", "surplus_qty")
    @api.depends_context("lang")
    def _compute_surplus_reason(self):
        wanting = self.filtered(lambda line: line.surplus_qty > 0)
        (self - wanting).surplus_reason = False
        # those who buy need not see assets and jobs, and may know whom they serve
        now = wanting.sudo()._get_wanted_now()
        for line in wanting:
            reasons = {}
            for share in line.sudo().share_ids:
                wanted = now.get((line.warehouse_id, share.key))
                reason = line._tell_share(share, wanted)
                if reason:
                    reasons[reason] = True
            line.surplus_reason = "; ".join(reasons) or self.env._(
                "There is enough without it"
            )

    def _get_wanted_now(self):
        """Return {(warehouse, key of a need): quantity} of those that still want it.

        Minimums have no needs of their own.
        """
        groups = self.env["maintenance.part.need"]._read_group(
            [
                ("warehouse_id", "in", self.warehouse_id.ids),
                ("key", "in", self.share_ids.mapped("key")),
            ],
            ["warehouse_id", "key"],
            ["quantity:sum"],
        )
        return {(warehouse, key): quantity for warehouse, key, quantity in groups}

    def _tell_share(self, share, wanted):
        """Return in words why ``share`` wants less than when it was ordered, or False.

        :param wanted: how much it wants now, None if nothing
        """
        asset, job = share.equipment_id, share.request_id
        if not asset and not job:
            return not share._is_minimum() and self.env._("What it was for is deleted")
        reason = judge_share(
            ShareFacts(
                share.quantity,
                wanted or 0.0,
                is_retired=bool(asset)
                and (asset.lifecycle_state == "retired" or not asset.active),
                is_cancelled=job.archive,
                is_done=job.stage_id.done,
            )
        )
        quantity = format_quantity(self.env, wanted or 0.0)
        texts = {
            "retired": self.env._("%(asset)s retired"),
            "cancelled": self.env._("%(asset)s: “%(job)s” cancelled"),
            "done": self.env._("%(asset)s: “%(job)s” done"),
            "less": self.env._("%(asset)s wants only %(quantity)s"),
            "gone": self.env._("%(asset)s does not want it on %(day)s any more"),
        }
        return reason and texts[reason] % {
            "asset": share.display_name,
            "job": job.display_name,
            "quantity": quantity,
            "day": format_date(self.env, share.date_need),
        }

    def action_open_order(self):
        """Open the order of this line, or the list of its orders.

        Who may not see orders gets the line itself.
        """
        self = to_record(self)
        if self.env["purchase.order"].has_access("read"):
            return self.allocation_ids.purchase_line_id.order_id._get_parts_action()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
