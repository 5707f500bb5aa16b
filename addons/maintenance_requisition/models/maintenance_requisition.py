from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import NOT_ORDERED, UNDECIDED


class MaintenanceRequisition(models.Model):
    """The decision to get parts for a warehouse."""

    _name = "maintenance.requisition"
    _description = "Requisition of Parts"
    _inherit = ["maintenance.own.values", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    _owner = "warehouse_id"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self._get_default_warehouse(),
        help="The warehouse that gets the parts.",
    )
    company_id = fields.Many2one(
        "res.company",
        related="warehouse_id.company_id",
        store=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("maintenance.requisition.line", "requisition_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Under Way"),
            ("done", "Done"),
            ("cancel", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        help="Calculated from the lines. Draft: a line is still to be decided.",
    )
    is_rush = fields.Boolean(
        string="Rush",
        compute="_compute_summary",
        help="A line that is to be decided, or on its way, is late.",
    )
    date_order_by = fields.Date(
        string="Order By",
        compute="_compute_summary",
        help="The first day on which a line is to be decided.",
    )
    line_count = fields.Integer(string="Lines", compute="_compute_summary")
    asset_summary = fields.Char(string="For", compute="_compute_summary")
    cost = fields.Monetary(
        compute="_compute_cost",
        groups="maintenance_bom.group_planner",
        help="What the lines cost that are not cancelled, as estimated.",
    )
    purchase_order_count = fields.Integer(compute="_compute_order_counts")
    picking_count = fields.Integer(compute="_compute_order_counts")

    _draft_uniq = models.UniqueIndex(
        "(warehouse_id) WHERE state = 'draft'",
        "This warehouse has a draft requisition already: add the parts to that one.",
    )

    @api.model
    def run_planner(self, horizon_days=None, warehouse_ids=None):
        """Derive all needs, shortages and exceptions anew, and order what is due.

        See :meth:`maintenance.planner.run_planner`.
        """
        return self.env["maintenance.planner"].run_planner(horizon_days, warehouse_ids)

    @api.model
    def get_planning_status(self):
        """Return how old the derived needs, shortages and low stock are.

        See :meth:`maintenance.planner.get_planning_status`.
        """
        return self.env["maintenance.planner"].get_planning_status()

    # Documents

    def _get_default_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("line_ids.state")
    def _compute_state(self):
        for requisition in self:
            states = set(requisition.line_ids.mapped("state"))
            if not states:
                # whose lines were all moved to another is done with
                fresh = requisition.state in (False, "draft")
                requisition.state = "draft" if fresh else "cancel"
            elif states & set(UNDECIDED):
                requisition.state = "draft"
            elif states & {"approved", "ordered"}:
                requisition.state = "open"
            else:
                requisition.state = "done" if "received" in states else "cancel"

    @api.depends("line_ids.share_ids.display_name", "line_ids.state")
    @api.depends_context("lang")
    def _compute_summary(self):
        for requisition in self:
            lines = requisition.line_ids.filtered(lambda line: line.state != "cancel")
            waiting = lines.filtered(lambda line: line.state in NOT_ORDERED)
            days = [day for day in waiting.mapped("date_order_by") if day]
            requisition.date_order_by = min(days, default=False)
            requisition.line_count = len(requisition.line_ids)
            requisition.is_rush = any(
                line.is_rush for line in lines if line.state != "received"
            )
            requisition.asset_summary = lines._summarize_names(lines.share_ids)

    @api.depends("line_ids.cost", "line_ids.state")
    def _compute_cost(self):
        for requisition in self:
            requisition.cost = sum(
                line.cost for line in requisition.line_ids if line.state != "cancel"
            )

    def _compute_order_counts(self):
        for requisition in self:
            requisition.purchase_order_count = len(requisition._get_purchase_orders())
            requisition.picking_count = len(requisition.line_ids.move_ids.picking_id)

    def _get_purchase_orders(self):
        # with all rights: all users of requisitions see the number of orders
        return self.line_ids.allocation_ids.sudo().purchase_line_id.order_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                # with all rights: planners may lack access to sequences
                sequences = as_superuser(self.env["ir.sequence"])
                vals["name"] = sequences.next_by_code("maintenance.requisition") or "/"
        return super().create(vals_list)

    @api.constrains("warehouse_id")
    def _check_warehouse_id(self):
        for requisition in self:
            if any(
                line.state in ("ordered", "received") for line in requisition.line_ids
            ):
                raise ValidationError(
                    self.env._(
                        "Parts of %s are ordered: enter the others in a requisition of "
                        "the other warehouse.",
                        requisition.name,
                    )
                )

    def _find_draft(self, warehouse):
        return self.search(
            [("warehouse_id", "=", warehouse.id), ("state", "=", "draft")], limit=1
        )

    def _get_draft(self, warehouse):
        """Return the draft requisition of ``warehouse``, a new one if there is none."""
        draft = self._find_draft(warehouse)
        return draft or self.create({"warehouse_id": warehouse.id})

    @api.model
    def _create_lines(self, warehouse, rows):
        """Create lines in the draft requisition of ``warehouse``.

        :param rows: list of (values of a line, {key of a need: values of its share})
        :return: the lines
        """
        lines = self.env["maintenance.requisition.line"]
        if not rows:
            return lines
        draft = self._get_draft(warehouse)
        prepare_shares = self.env["maintenance.requisition.share"]._prepare_shares
        return lines.create(
            [
                {
                    **values,
                    "requisition_id": draft.id,
                    "share_ids": prepare_shares(shares),
                }
                for values, shares in rows
            ]
        )

    def _gather_drafts(self, lines, warehouse):
        """Put ``lines`` of these requisitions of ``warehouse`` into its one draft.

        That is one of these if there is none yet.
        """
        draft = self._find_draft(warehouse) or self[:1]
        moved = lines.filtered(lambda line: line.requisition_id != draft)
        moved.requisition_id = draft

    # --- actions --------------------------------------------------------------------

    def action_approve(self):
        """Approve all lines that are to be decided, and order them at once.

        See :meth:`maintenance.requisition.line.action_approve`.
        """
        self = to_records(self)
        return self._get_unordered().action_approve()

    def action_approve_and_tell(self):
        """Approve as :meth:`action_approve` does; tell on the screen what failed.

        :return: the action that tells it, False if nothing failed
        """
        self = to_records(self)
        return self._get_unordered().action_approve_and_tell()

    def action_cancel(self, reason=None):
        """Cancel all lines that are not ordered yet.

        :param reason: in words, for those who ask later
        :return: True
        """
        self = to_records(self)
        return self._get_unordered().action_cancel(reason=reason)

    def _get_unordered(self):
        return self.line_ids.filtered(lambda line: line.state in NOT_ORDERED)

    @api.model
    def _note_decision(self, lines, decision, reason=None):
        """Tell in the requisitions of ``lines`` who decided about them.

        :param decision: a word, translated
        """
        for requisition, mine in lines.grouped("requisition_id").items():
            names = ", ".join(mine.product_id.mapped("display_name"))
            requisition._message_log(
                body=f"{decision}: {names}" + (f" ({reason})" if reason else "")
            )

    def _note_outgrown(self, line, before):
        """Tell that ``line`` waits for approval again.

        :param before: the cost that was approved
        """
        self.ensure_one()
        currency = line.company_currency_id
        self._message_log(
            body=self.env._(
                "%(part)s costs %(cost)s now, and %(before)s were approved: it waits "
                "for approval again.",
                part=line.product_id.display_name,
                cost=formatLang(self.env, line.cost, currency_obj=currency),
                before=formatLang(self.env, before, currency_obj=currency),
            )
        )

    def action_open_purchase_orders(self):
        """Open the requests for quotation and orders of these lines."""
        self = to_records(self)
        return self._get_purchase_orders()._get_parts_action()

    def action_open_pickings(self):
        """Open the transfers of these lines."""
        self = to_records(self)
        pickings = self.line_ids.move_ids.picking_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        action.update(domain=[("id", "in", pickings.ids)], context={})
        return action
