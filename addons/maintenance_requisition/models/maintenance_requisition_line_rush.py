from odoo import fields, models
from odoo.fields import Domain

from ..tools import judge_rush

CAUSES = [
    ("unknown_age", "Unknown Age"),
    ("late_vendor", "Late Vendor"),
    ("unplanned_failure", "Unplanned Failure"),
    ("late_planning", "Late Planning"),
]


class MaintenanceRequisitionLineRush(models.AbstractModel):
    """Why a line is a rush: noted when it becomes one."""

    _name = "maintenance.requisition.line.rush"
    _description = "Cause of a Rush"

    rush_cause = fields.Selection(
        CAUSES,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Why the day to decide had passed. Unknown age: nobody knew how old the "
        "part was. Late vendor: an order of the part is overdue. Unplanned failure: "
        "something broke. Late planning: it could have been ordered in time.",
    )

    def _note_rush_causes(self):
        """Note why these lines have become a rush; forget it of those that are none."""
        self.filtered(lambda line: line.rush_cause and not line.is_rush).write(
            {"rush_cause": False}
        )
        fresh = self.filtered(lambda line: line.is_rush and not line.rush_cause)
        if not fresh:
            return
        late = fresh._get_late_parts()
        ages = fresh._get_ages_known()
        causes = {}
        for line in fresh:
            cause = judge_rush(
                line.date_order_by,
                (line.warehouse_id, line.product_id) in late,
                [share._prepare_rush_facts(ages) for share in line.share_ids],
            )
            causes[cause] = causes.get(cause, self.browse()) | line
        for cause, lines in causes.items():
            lines.write({"rush_cause": cause})

    def _get_late_parts(self):
        """Return {(warehouse, part)} of which a confirmed order is overdue."""
        moves = self.env["stock.move"].search(
            Domain("product_id", "in", self.product_id.ids)
            & Domain("purchase_line_id", "!=", False)
            & Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("date_deadline", "<", fields.Datetime.now())
            & Domain("picking_type_id.code", "=", "incoming")
        )
        return {
            (move.picking_type_id.warehouse_id, move.product_id)
            for move in moves
            if move.purchase_line_id not in self.allocation_ids.purchase_line_id
        }

    def _get_ages_known(self):
        """Return {(asset, part): since when its age is known} of what ages want."""
        shares = self.share_ids
        wanted = self.env["maintenance.part.need"].search(
            [("key", "in", shares.mapped("key")), ("source", "=", "age")]
        )
        planned = self.env["maintenance.request.part"].search(
            [
                ("request_id", "in", shares.request_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("age_key", "!=", False),
            ]
        )
        places = {(one.equipment_id, one.product_id) for one in wanted} | {
            (one.request_id.equipment_id, one.product_id) for one in planned
        }
        told = self.env["maintenance.part.replacement"]._read_group(
            [
                ("equipment_id", "in", shares.equipment_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("source", "!=", "issue"),
            ],
            ["equipment_id", "product_id"],
            ["create_date:max"],
        )
        entered = {(asset, part): moment for asset, part, moment in told}
        return {
            (asset, part): self._get_day_of(
                max(asset.create_date, entered.get((asset, part), asset.create_date))
            )
            for asset, part in places
        }

    def _get_day_of(self, moment):
        return self.company_id[:1]._get_local_day(moment)
