from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_bom.tools import CRITICALITIES, EPSILON
from odoo.addons.maintenance_planning.tools import Refusal, Refused

from ..tools import RushFacts, ShareFacts, Taker, Wish, find_changes, judge_share, serve


class MaintenanceRequisitionShare(models.Model):
    """For whom a line is: it stays when the needs are derived anew."""

    _name = "maintenance.requisition.share"
    _description = "Share of a Requisition Line"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "date_need, id"
    _log_access = False

    line_id = fields.Many2one(
        "maintenance.requisition.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="line_id.company_id")
    key = fields.Char(required=True, readonly=True, help="The key of the need.")
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_need = fields.Date(string="Needed On", required=True, readonly=True)
    criticality = fields.Selection(CRITICALITIES, readonly=True)
    quantity = fields.Float(
        required=True,
        readonly=True,
        min_display_digits="Product Unit",
        help="In the unit of the part, not rounded.",
    )
    lacking_qty = fields.Float(
        string="Lacked in All",
        readonly=True,
        min_display_digits="Product Unit",
        help="What its need lacked of the part when a person cancelled the line. The "
        "rejection applies until the shortage grows.",
    )
    received_qty = fields.Float(
        string="Received",
        compute="_compute_received_qty",
        min_display_digits="Product Unit",
        help="Received quantities serve the earliest need first, and on one day the "
        "most critical.",
    )

    @api.depends("equipment_id", "key", "request_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # with all rights: who sees a line also sees its assets and jobs
        for share, share_sudo in zip(self, self.sudo(), strict=True):
            asset, job = share_sudo.equipment_id, share_sudo.request_id
            name = asset._get_short_name() or job.display_name
            if not name and share_sudo._is_minimum():
                name = self.env._("Minimum stock")
            share.display_name = name or self.env._("Stock")

    @api.depends("quantity", "date_need", "line_id.received_qty")
    def _compute_received_qty(self):
        (self - self.line_id.share_ids).received_qty = 0.0
        for line, shares in self.line_id.share_ids.grouped("line_id").items():
            served = serve(
                line.received_qty, [share._prepare_wish() for share in shares]
            )
            for share in shares:
                share.received_qty = served[share.id]

    def _note_lacking(self):
        """Note how much of each need is on the lines of its warehouse."""
        wanted = self.search(
            [
                ("key", "in", self.mapped("key")),
                ("line_id.warehouse_id", "in", self.line_id.warehouse_id.ids),
                "|",
                ("line_id.state", "not in", ("cancel", "received")),
                ("line_id.cancelled_by_id", "!=", False),
            ]
        )
        of_need = (wanted | self).grouped(lambda share: share._get_need())
        for share in self:
            same = of_need[share._get_need()]
            live = same.filtered(
                lambda one: one in self or one.line_id.state != "cancel"
            )
            total = sum(live.mapped("quantity"))
            # of what was refused before, that which still holds
            total += sum(
                one.quantity
                for one in same - live
                if one.lacking_qty >= total + one.quantity - EPSILON
            )
            share.lacking_qty = total

    def _get_need(self):
        """Return what is the same for shares of one need for one day."""
        self.ensure_one()
        today = self.company_id._get_today()
        day = False if self._is_minimum() else max(self.date_need, today)
        return self.line_id.warehouse_id, self.line_id.product_id, self.key, day

    def _find_refused(self, warehouses):
        """Return {(warehouse id, name of a need): [Refused]} of what persons have
        rejected.
        """
        # few lines are rejected: read all of them
        shares = self.search(
            [
                ("line_id.warehouse_id", "in", warehouses.ids),
                ("line_id.decision", "=", "cancel"),
                ("line_id.cancelled_by_id", "!=", False),
            ]
        )
        found = defaultdict(list)
        for share in shares:
            line = share.line_id
            refusal = Refusal(line._get_group(), share.quantity, share.lacking_qty)
            found[line.warehouse_id.id, share.key].append(
                Refused(line.id, share.date_need, refusal)
            )
        return found

    def _is_minimum(self):
        self.ensure_one()
        return self.key.startswith("minimum/")

    def _prepare_wish(self):
        return Wish(
            self.id, self.date_need, self.quantity, self.criticality or "essential"
        )

    def _prepare_taker(self, quantity):
        """Return the Taker of ``quantity`` of this share."""
        self.ensure_one()
        # a minimum has no day: it is always wanted
        day = None if self._is_minimum() else self.date_need
        return Taker(self.display_name, day, quantity)

    def _prepare_rush_facts(self, ages):
        """Return what is known about who waits here, as RushFacts.

        :param ages: {(asset, part): since when its age is known}, of what ages want
        """
        self.ensure_one()
        job = self.request_id
        return RushFacts(
            known_on=job and self.company_id._get_local_day(job.create_date) or None,
            age_known_on=ages.get((self.equipment_id, self.line_id.product_id)),
            is_failure=job.maintenance_type == "corrective",
        )

    def _get_ages_known(self):
        """Return {(asset, part): since when its age is known} of what ages want."""
        lines = self.line_id
        wanted = self.env["maintenance.part.need"].search(
            [("key", "in", self.mapped("key")), ("source", "=", "age")]
        )
        planned = self.env["maintenance.request.part"].search(
            [
                ("request_id", "in", self.request_id.ids),
                ("product_id", "in", lines.product_id.ids),
                ("age_key", "!=", False),
            ]
        )
        places = {(one.equipment_id, one.product_id) for one in wanted} | {
            (one.request_id.equipment_id, one.product_id) for one in planned
        }
        told = self.env["maintenance.part.replacement"]._read_group(
            [
                ("equipment_id", "in", self.equipment_id.ids),
                ("product_id", "in", lines.product_id.ids),
                ("source", "!=", "issue"),
            ],
            ["equipment_id", "product_id"],
            ["create_date:max"],
        )
        entered = {(asset, part): moment for asset, part, moment in told}
        company = lines.company_id[:1]
        return {
            (asset, part): company._get_local_day(
                max(asset.create_date, entered.get((asset, part), asset.create_date))
            )
            for asset, part in places
        }

    # --- following the needs --------------------------------------------------------

    @api.model
    def _prepare_shares(self, shares):
        """Return the commands that create ``shares``, {key of a need: values}."""
        return [
            Command.create({"key": key, **values}) for key, values in shares.items()
        ]

    def _replace_shares(self, line, shares):
        """Replace these shares of ``line`` by ``shares``, if they differ.

        :param shares: {key of a need: values}
        """
        mine = {
            share.key: {
                "equipment_id": share.equipment_id.id or None,
                "request_id": share.request_id.id or None,
                "date_need": share.date_need,
                "criticality": share.criticality,
                "quantity": share.quantity,
            }
            for share in self
        }
        is_same = mine.keys() == shares.keys() and not any(
            find_changes(mine[key], values) for key, values in shares.items()
        )
        if not is_same:
            line.share_ids = [Command.clear(), *self._prepare_shares(shares)]

    # --- surplus on order -----------------------------------------------------------

    def _tell_less_wanted(self):
        """Return {id of a share: why it wants less than when it was ordered, in words,
        or False}.

        Minimums have no needs of their own.
        """
        groups = self.env["maintenance.part.need"]._read_group(
            [
                ("warehouse_id", "in", self.line_id.warehouse_id.ids),
                ("key", "in", self.mapped("key")),
            ],
            ["warehouse_id", "key"],
            ["quantity:sum"],
        )
        wanted = {(warehouse, key): quantity for warehouse, key, quantity in groups}
        return {
            share.id: share._tell_less(
                wanted.get((share.line_id.warehouse_id, share.key), 0.0)
            )
            for share in self
        }

    def _tell_less(self, wanted):
        """Return in words why this share wants less than when it was ordered, or False.

        :param wanted: how much it wants now
        """
        self.ensure_one()
        asset, job = self.equipment_id, self.request_id
        if not asset and not job:
            return not self._is_minimum() and self.env._("What it was for is deleted")
        reason = judge_share(
            ShareFacts(
                self.quantity,
                wanted,
                is_retired=bool(asset)
                and (asset.lifecycle_state == "retired" or not asset.active),
                is_cancelled=job.archive,
                is_done=job.stage_id.done,
            )
        )
        texts = {
            "retired": self.env._("%(asset)s retired"),
            "cancelled": self.env._("%(asset)s: “%(job)s” cancelled"),
            "done": self.env._("%(asset)s: “%(job)s” done"),
            "less": self.env._("%(asset)s needs only %(quantity)s"),
            "gone": self.env._("%(asset)s does not need it on %(day)s any more"),
        }
        return reason and texts[reason] % {
            "asset": self.display_name,
            "job": job.display_name,
            "quantity": format_quantity(self.env, wanted),
            "day": format_date(self.env, self.date_need),
        }
