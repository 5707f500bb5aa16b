import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.isolation import try_each

from .words import format_quantity

_logger = logging.getLogger(__name__)

# what was learned since then is up to date
LEARN_AGAIN_AFTER = timedelta(days=1)
# what the explanation of a proposal tells
FACTS = frozenset({"uses", "months", "used", "lead_days", "cost", "served"})


class MaintenancePartMinimum(models.Model):
    """How much of a part a warehouse keeps for failures that nobody plans.

    Learned from past use, or set by a person; in force only by a person's word.
    """

    _name = "maintenance.part.minimum"
    _description = "Minimum Stock of a Part"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "to_decide DESC, warehouse_id, product_id, id"
    _rec_name = "product_id"
    _check_company_auto = True
    _owner = "warehouse_id"
    # what the planner found when it proposed
    _own_values = frozenset({"facts"})

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('is_storable', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user._get_default_warehouse_id(),
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    quantity = fields.Float(
        string="Minimum",
        digits="Product Unit",
        help="So much is kept, in the part's own unit, instead of the minimum of its "
        "criticality. Zero: none is.",
    )
    is_applied = fields.Boolean(
        string="In Force",
        help="The planner keeps this minimum. Otherwise that of the part's criticality "
        "in the settings counts.",
    )
    proposed_qty = fields.Float(
        string="Proposed",
        readonly=True,
        digits="Product Unit",
        help="What would have served most failures for its money.",
    )
    answered_qty = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="The proposal that a person answered last: the same is not made again.",
    )
    to_decide = fields.Boolean(
        compute="_compute_to_decide",
        store=True,
        help="Nobody has accepted or declined the proposal.",
    )
    # both tell what the part costs
    facts = fields.Json(readonly=True, groups="maintenance_bom.group_planner")
    explanation = fields.Text(
        string="Why",
        compute="_compute_explanation",
        groups="maintenance_bom.group_planner",
        help="What was used that nobody had planned, and how often the proposal would "
        "have been enough.",
    )

    _product_warehouse_uniq = models.Constraint(
        "unique(product_id, warehouse_id)",
        "The part has a minimum in this warehouse already: change that one.",
    )
    _quantity_not_negative = models.Constraint(
        "CHECK(quantity >= 0)", "A minimum cannot be below zero."
    )

    @api.depends("proposed_qty", "answered_qty")
    def _compute_to_decide(self):
        for minimum in self:
            minimum.to_decide = minimum.proposed_qty != minimum.answered_qty

    @api.depends("facts", "proposed_qty")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for minimum in self:
            facts = minimum.facts
            if not isinstance(facts, dict) or not FACTS <= facts.keys():
                minimum.explanation = False
                continue
            minimum.explanation = self.env._(
                "Unplanned use on %(uses)s days in %(months)s months, %(used)s "
                "%(unit)s in all. It takes %(lead)s days to get, and costs %(cost)s: "
                "keeping %(proposed)s would have served %(served)s of them at once.",
                uses=facts["uses"],
                months=facts["months"],
                used=format_quantity(self.env, facts["used"]),
                unit=minimum.uom_id.name,
                lead=facts["lead_days"],
                cost=minimum.company_id.currency_id.format(facts["cost"]),
                proposed=format_quantity(self.env, minimum.proposed_qty),
                served=facts["served"],
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{"is_applied": "quantity" in vals, **vals} for vals in vals_list]
        )

    def write(self, vals):
        """A person who sets a minimum puts it in force, and answers the proposal."""
        if "quantity" in vals:
            vals = {"is_applied": True, **vals}
        done = super().write(vals)
        if {"is_applied", "quantity"} & vals.keys():
            self._answer()
        return done

    def _answer(self):
        for minimum in self.filtered("to_decide"):
            minimum.answered_qty = minimum.proposed_qty

    def action_accept(self):
        """Keep what is proposed from now on. Returns True."""
        self = to_records(self)
        self.check_access("write")
        for minimum in self:
            minimum.quantity = minimum.proposed_qty
        return True

    def action_decline(self):
        """Leave these minimums as they are until another is proposed. Returns True."""
        self = to_records(self)
        self.check_access("write")
        self._answer()
        return True

    @api.model
    def propose_minimums(self, warehouse_ids=None):
        """Learn minimums from past use anew. Nothing is in force by that.

        :param warehouse_ids: ids of warehouses; those of the user's companies if left
            out. None of them if it is empty
        :raises AccessError: unless the user is a Planner
        :raises UserError: if a warehouse is not one of the user's companies
        :return: how many proposals wait for an answer there
        """
        self.check_access("write")
        warehouses = self.env["stock.warehouse"]._get_asked_for(warehouse_ids)
        warehouses._lock_for_decision()
        table = self.env["maintenance.planning.exception"]
        for warehouse in warehouses:
            failed = try_each(warehouse, self._propose_at_night)
            if failed:
                table._tell_failures("failed_minimum", failed, warehouse)
        return self.search_count(
            [("warehouse_id", "in", warehouses.ids), ("to_decide", "=", True)]
        )

    @api.model
    def _cron_propose_minimums(self):
        """Learn minimums for every warehouse: weekly, one transaction each.

        A warehouse for which it does not work is logged, and the others go on.
        """
        before = fields.Datetime.now() - LEARN_AGAIN_AFTER
        warehouses = self.env["stock.warehouse"].search(
            [
                "|",
                ("parts_minimums_at", "=", False),
                ("parts_minimums_at", "<", before),
            ],
            order="parts_minimums_at NULLS FIRST, id",
        )
        progress = self.env["ir.cron"]
        if not warehouses or not progress._commit_progress(remaining=len(warehouses)):
            return
        for warehouse in warehouses:
            is_done = warehouse._try_at_night(
                self._propose_at_night, _logger, "failed_minimum"
            )
            if is_done:
                warehouse._set_minimums_learned()
            if not progress._commit_progress(int(is_done)):
                break

    @api.model
    def _propose_at_night(self, warehouse):
        """Learn the minimums of ``warehouse``; return False if it is being planned."""
        if not warehouse._lock_for_planning():
            return False
        self.env["maintenance.planner"]._propose_minimums(warehouse)
        return True

    def action_propose(self):
        """Learn minimums from past use, now, and show what is proposed."""
        self = to_records(self)
        self.propose_minimums()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
