from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.locking import lock_alone
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.tools import CRITICALITIES, TOLERANCE

from ..derivation.facts import look, look_without
from ..derivation.rows import Row, prepare_rows
from ..tools import (
    DEAD,
    DYING,
    PERCENT_A,
    PERCENT_B,
    SURPLUS,
    UNLINKED,
    rank_by_value,
)

PLANNERS = "maintenance_bom.group_planner"


class MaintenanceDeadStock(models.Model):
    """What a warehouse has of a part, and what of it nobody needs: derived.

    Rebuilt at the end of each run of the planner, and at once for the parts that a
    retirement, a reactivation or a disposition is about.
    """

    _name = "maintenance.dead.stock"
    _description = "Dead Stock"
    _inherit = ["maintenance.derived"]
    _order = "surplus_value DESC, id"
    _rec_name = "product_id"
    _log_access = False

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    categ_id = fields.Many2one(
        "product.category", string="Part Category", readonly=True, ondelete="set null"
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_id = fields.Many2one(
        "stock.location",
        readonly=True,
        ondelete="set null",
        help="The place in this warehouse where most of it lies.",
    )
    status = fields.Selection(
        [
            ("active", "Active"),
            ("slow", "Slow"),
            ("surplus", "Surplus"),
            ("dying", "Dying"),
            ("dead", "Dead"),
            ("unlinked", "Unlinked"),
        ],
        required=True,
        readonly=True,
        help="Slow: assets have it, and nothing was issued for a long time. Surplus: "
        "more than living assets can still use. Dying: the last assets that have it "
        "retire soon. Dead: no living asset has it, and nobody else wants it. "
        "Unlinked: a spare part that was never on a BOM nor issued to an asset.",
    )
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        required=True,
        readonly=True,
        help="How well the need is known. Low: few of the assets concerned have a BOM, "
        "and others may need the part. Medium: some have none, or the use of most "
        "assets with the part is unknown.",
    )
    coverage = fields.Float(
        string="BOM Coverage",
        readonly=True,
        aggregator="avg",
        help="Share of the living assets concerned that have a BOM.",
    )
    on_hand = fields.Float(readonly=True, digits="Product Unit")
    on_order = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="In receipts under way, requests for quotation and requisitions.",
    )
    draft_qty = fields.Float(
        string="Not Confirmed Yet",
        readonly=True,
        digits="Product Unit",
        help="What of the quantity on order is not confirmed.",
    )
    live_asset_count = fields.Integer(
        string="Living Assets",
        readonly=True,
        help="Living assets that this warehouse supplies, and that have the part or "
        "one that replaces it, or got it from stock.",
    )
    unknown_asset_count = fields.Integer(
        string="Assets of Unknown Use",
        readonly=True,
        help="Living assets of which neither an issue nor an age nor a planned job is "
        "known. What is fitted is kept for each of them.",
    )
    elsewhere_asset_count = fields.Integer(
        string="Living Assets Elsewhere",
        readonly=True,
        help="Living assets of the company that other warehouses supply.",
    )
    retired_asset_count = fields.Integer(
        string="Retired Assets",
        readonly=True,
        help="Retired assets of the company that have or got the part.",
    )
    other_demand = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="Open demand of sales, manufacturing, repairs and other warehouses, and "
        "as much again as they took in the last 12 months.",
    )
    last_issue_date = fields.Date(
        string="Last Issued",
        readonly=True,
        help="The last day on which it was issued to an asset from this warehouse.",
    )
    last_use_date = fields.Date(
        string="Last Used",
        readonly=True,
        help="The last day on which it was issued, or taken by others.",
    )
    next_need_date = fields.Date(string="Next Needed", readonly=True)
    remaining_need = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="What living assets still need until they retire.",
    )
    minimum_qty = fields.Float(
        string="Minimum",
        readonly=True,
        digits="Product Unit",
        help="What is always kept.",
    )
    expired_qty = fields.Float(
        string="Expired",
        readonly=True,
        digits="Product Unit",
        help="What of it on hand has expired: nobody can use it.",
    )
    surplus_qty = fields.Float(
        string="Surplus",
        readonly=True,
        digits="Product Unit",
        help="On hand less remaining need, other demand and minimum, and all that has "
        "expired.",
    )
    value = fields.Monetary(readonly=True, groups=PLANNERS)
    surplus_value = fields.Monetary(readonly=True, groups=PLANNERS)
    carrying_cost = fields.Monetary(
        readonly=True,
        groups=PLANNERS,
        help="What it costs to keep it, by the rate and the months of the settings.",
    )
    usage_qty = fields.Float(
        string="Use in 12 Months",
        readonly=True,
        digits="Product Unit",
        help="What assets and others took from stock and did not give back.",
    )
    usage_value = fields.Monetary(string="Value of Use", readonly=True, groups=PLANNERS)
    turnover = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Use in 12 months divided by what is on hand.",
    )
    days_on_hand = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="For how many days it lasts at that use.",
    )
    stocked_since = fields.Date(
        string="In Stock Since",
        readonly=True,
        help="The day on which the oldest of it came.",
    )
    last_leaving_date = fields.Date(
        string="Last Asset Retires",
        readonly=True,
        help="The day on which the last living asset retires. Empty if one stays.",
    )
    is_lacking = fields.Boolean(
        string="Short",
        readonly=True,
        help="The planner lacks some of it, so that nothing of it is surplus.",
    )
    fsn = fields.Selection(
        [("fast", "Fast"), ("slow", "Slow"), ("non_moving", "Non-Moving")],
        string="FSN",
        readonly=True,
        help="By turnover: fast from 3 a year, slow below, non-moving without use in "
        "12 months.",
    )
    _surplus_value_idx = models.Index("(surplus_value DESC, id)")

    abc = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        string="ABC",
        readonly=True,
        help="By value of use: A the first 80 % of it, B the next 15 %, C the rest.",
    )
    criticality = fields.Selection(
        CRITICALITIES, string="VED", readonly=True, help="The highest on any BOM."
    )

    explanation = fields.Char(
        compute="_compute_explanation", help="The reason for the status."
    )

    kept_until = fields.Date(
        compute="_compute_dispositions",
        search="_search_kept_until",
        help="Dispositions say that all of the surplus is kept until then.",
    )
    kept_qty = fields.Float(
        string="Kept",
        compute="_compute_dispositions",
        digits="Product Unit",
        help="What of it is kept until a later day, as dispositions say.",
    )
    open_disposition_qty = fields.Float(
        string="To Be Disposed Of",
        compute="_compute_dispositions",
        search="_search_open_disposition_qty",
        digits="Product Unit",
        help="What of it is in dispositions that are not done.",
    )

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        # the worth is for planners: others see the largest surplus first
        if order == self._order and not self._has_field_access(
            self._fields["surplus_value"], "read"
        ):
            order = "surplus_qty DESC, id"
        return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _find_rows(self, products, warehouses):
        """Return {(product, warehouse): row} of those that there are."""
        rows = self.search(
            [
                ("product_id", "in", products.ids),
                ("warehouse_id", "in", warehouses.ids),
            ]
        )
        return {(row.product_id, row.warehouse_id): row for row in rows}

    # --- what is done with it ---------------------------------------------------------

    @api.depends("product_id", "warehouse_id")
    def _compute_dispositions(self):
        table = self.env["maintenance.disposition"]
        mine = Domain("product_id", "in", self.product_id.ids) & Domain(
            "warehouse_id", "in", self.warehouse_id.ids
        )
        at = ["product_id", "warehouse_id"]
        kept = {
            (product, place): (quantity, day)
            for product, place, quantity, day in table._read_group(
                mine & table._get_kept_domain(), at, ["quantity:sum", "keep_until:max"]
            )
        }
        still_open = table._get_open_quantities(mine)
        for row in self:
            key = (row.product_id, row.warehouse_id)
            row.kept_qty, day = kept.get(key, (0.0, False))
            # a row that is not filled in yet has no unit
            is_all = day and row.uom_id.compare(row.kept_qty, row.surplus_qty) >= 0
            row.kept_until = is_all and day
            row.open_disposition_qty = still_open.get(key, 0.0)

    def _search_kept_until(self, operator, value):
        # whether it is kept; not until when
        if operator != "in" or list(value) != [False]:
            return NotImplemented
        table = self.env["maintenance.disposition"]
        return ~self._get_disposed_domain(table._get_kept_domain(), is_all=True)

    def _search_open_disposition_qty(self, operator, value):
        # whether some of it is; not how much
        if operator not in (">", "<=") or value != 0:
            return NotImplemented
        table = self.env["maintenance.disposition"]
        some = self._get_disposed_domain(table._get_open_domain())
        return some if operator == ">" else ~some

    def _get_disposed_domain(self, domain, is_all=False):
        """Return the domain of what dispositions of ``domain`` are about.

        :param is_all: only of what they are about the whole surplus
        """
        dispositions = self.env["maintenance.disposition"]
        dispositions.flush_model(["product_id", "warehouse_id", "quantity"])
        self.flush_model(["product_id", "warehouse_id", "surplus_qty"])
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT d.id
                      FROM maintenance_dead_stock d
                      JOIN maintenance_disposition o
                        ON o.product_id = d.product_id
                       AND o.warehouse_id = d.warehouse_id
                     WHERE o.id IN %s
                  GROUP BY d.id
                    HAVING NOT %s OR SUM(o.quantity) >= d.surplus_qty - %s)""",
                dispositions._search(domain).subselect(),
                is_all,
                TOLERANCE,
            ),
        )

    def action_dispose(self):
        """Open drafts of dispositions of the surplus of these parts, or those that are
        open already.

        :raises AccessError: unless the user is a Planner
        :raises UserError: naming the part, if nothing of one is surplus
        :return: an action (dict): the form of one, the list of several
        """
        self = to_records(self)
        dispositions = self.env["maintenance.disposition"]
        dispositions.check_access("create")
        for row in self:
            if row.uom_id.compare(row.surplus_qty, 0.0) <= 0:
                raise UserError(
                    self.env._(
                        "Nothing of “%s” is surplus.", row.product_id.display_name
                    )
                )
        dispositions |= dispositions.search(
            [
                ("product_id", "in", self.product_id.ids),
                ("warehouse_id", "in", self.warehouse_id.ids),
                ("state", "in", ("draft", "approved")),
            ]
        ).filtered(
            lambda one: any(
                (one.product_id, one.warehouse_id) == (row.product_id, row.warehouse_id)
                for row in self
            )
        )
        dispositions |= dispositions.create(
            [
                {
                    "product_id": row.product_id.id,
                    "warehouse_id": row.warehouse_id.id,
                    "location_id": row._get_place_to_take().id,
                    "quantity": row._get_qty_to_dispose(),
                    "kind": row._get_usual_kind(),
                }
                for row in self
                if row.uom_id.compare(row.surplus_qty, row.open_disposition_qty) > 0
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_dead_stock.maintenance_disposition_action"
        )
        action |= {"context": {}, "domain": [("id", "in", dispositions.ids)]}
        if len(dispositions) == 1:
            action |= {"views": [(False, "form")], "res_id": dispositions.id}
        return action

    def _get_usual_kind(self):
        """Return what is usually done with the surplus; False if that is not known."""
        self.ensure_one()
        if self._is_all_surplus_expired():
            return "scrap"
        return "transfer" if self.elsewhere_asset_count else False

    def _is_all_surplus_expired(self):
        self.ensure_one()
        return (
            self.expired_qty > 0
            and self.uom_id.compare(self.surplus_qty, self.expired_qty) <= 0
        )

    def _get_qty_to_dispose(self):
        """Return what of the surplus no open disposition is about, without what is kept
        unless all of it is.
        """
        self.ensure_one()
        left = self.surplus_qty - self.open_disposition_qty
        is_more = self.uom_id.compare(left, self.kept_qty) > 0
        return left - self.kept_qty if is_more else left

    def _get_place_to_take(self):
        """Return the place that most of the part is taken from: the stock of the
        warehouse, unless it lies beside it.
        """
        self.ensure_one()
        stock, place = self.warehouse_id.lot_stock_id, self.location_id
        if place and not place.parent_path.startswith(stock.parent_path):
            return place
        return stock

    # --- in words ---------------------------------------------------------------------

    @api.depends("status", "surplus_qty")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for row in self:
            row.explanation = row.product_id and row._explain()

    def _explain(self):
        """Return in one sentence or two why the part has its status."""
        self.ensure_one()
        texts = [self._explain_status()]
        if self.expired_qty:
            texts.append(
                self.env._(
                    "Expired: %s, which nobody can use.",
                    self.uom_id._tell_quantity(self.expired_qty),
                )
            )
        if self.is_lacking and not self.surplus_qty:
            texts.append(
                self.env._("The planner lacks some of it, so that nothing is surplus.")
            )
        elif self.is_lacking:
            texts.append(
                self.env._(
                    "The planner lacks some of it, so that nothing else is surplus."
                )
            )
        elif self.surplus_qty and self.status not in (DEAD, UNLINKED):
            texts.append(self._explain_surplus())
        elif self.surplus_qty < self.on_hand and self.minimum_qty:
            texts.append(
                self.env._(
                    "Kept as a minimum: %s.",
                    self.uom_id._tell_quantity(min(self.minimum_qty, self.on_hand)),
                )
            )
        if self.unknown_asset_count and self.surplus_qty:
            texts.append(
                self.env._(
                    "Use is unknown for %s of these: what is fitted is kept for each.",
                    self.unknown_asset_count,
                )
            )
        if self.confidence == "low":
            texts.append(
                self.env._(
                    "Only %s %% of the assets concerned have a BOM: others may "
                    "need it.",
                    round(self.coverage),
                )
            )
        return " ".join(texts)

    def _explain_status(self):
        if self.status == DEAD:
            return " ".join(
                (
                    self.env._("No living asset has it, and nobody else wants it."),
                    self.env._("Retired assets: %s.", self.retired_asset_count),
                    self._explain_last_use(),
                )
            )
        if self.status == UNLINKED:
            return self.env._(
                "A spare part that is on no BOM and was never issued to an asset."
            )
        if self.status == DYING:
            return self.env._(
                "The last of %(count)s living assets that have it retires on %(day)s.",
                count=self.live_asset_count,
                day=format_date(self.env, self.last_leaving_date),
            )
        if self.live_asset_count:
            text = self.env._("Living assets have it: %s.", self.live_asset_count)
            # what is surplus is explained by what they need
            return (
                text if self.status == SURPLUS else f"{text} {self._explain_last_use()}"
            )
        if self.elsewhere_asset_count:
            return self.env._(
                "No asset of this warehouse needs it; %s living assets elsewhere do.",
                self.elsewhere_asset_count,
            )
        if self.status == SURPLUS:
            return self.env._("No living asset has it; others want some of it.")
        return self.env._("No living asset has it; others want it.")

    def _explain_last_use(self):
        if not self.last_use_date:
            return self.env._("No use is known.")
        return self.env._("Last used: %s.", format_date(self.env, self.last_use_date))

    def _explain_surplus(self):
        """Return what is taken off the stock, so that it adds up; not what is 0."""
        need, others, minimum = self.remaining_need, self.other_demand, self.minimum_qty
        if self._is_all_surplus_expired():
            return self.env._("Nothing else is surplus.")
        # what is below one was rounded
        beside = self.on_hand - self.surplus_qty - need - others - minimum
        kept, more = beside if beside >= 1 else 0.0, max(-beside, 0.0)
        tell = self.uom_id._tell_quantity
        terms = (
            (need, self.env._("− needed %s", tell(need))),
            (others, self.env._("− other demand %s", tell(others))),
            (minimum, self.env._("− minimum %s", tell(minimum))),
            (kept, self.env._("− kept for interchangeable parts %s", tell(kept))),
            (more, self.env._("+ covered by interchangeable parts %s", tell(more))),
        )
        return " ".join(
            (
                self.env._("On hand %s", tell(self.on_hand)),
                *(text for size, text in terms if self.uom_id.compare(size, 0.0) > 0),
                self.env._("→ surplus %s.", tell(self.surplus_qty)),
            )
        )

    @api.model
    def get_dead_stock_summary(self):
        """Return what is tied up in the stock of the user's companies.

        :return: list of dicts, one a currency: ``currency_id``, ``value`` (of all parts
            of assets in stock), ``surplus_value``, ``dead_value`` (of what is dead or
            unlinked) and ``dead_count``; empty for who may not see values
        """
        if not self.env.user.has_group(PLANNERS):
            return []
        groups = self._read_group(
            [], ["company_id", "status"], ["value:sum", "surplus_value:sum", "__count"]
        )
        found = {}
        for company, status, value, surplus, count in groups:
            total = found.setdefault(
                company.currency_id.id,
                {
                    "value": 0.0,
                    "surplus_value": 0.0,
                    "dead_value": 0.0,
                    "dead_count": 0,
                },
            )
            total["value"] += value
            total["surplus_value"] += surplus
            if status in (DEAD, UNLINKED):
                total["dead_value"] += value
                total["dead_count"] += count
        return [{"currency_id": id_, **total} for id_, total in found.items()]

    def action_compare_values(self):
        """Compare the value of these parts with what Odoo says, part by part.

        :raises AccessError: unless the user is a Planner
        :return: an action (dict): the list of what differs by more than 0.01, or a
            notification that nothing does
        """
        self = to_records(self)
        differences = self.env["maintenance.dead.stock.difference"]._find(self)
        if not differences:
            return get_notification(
                self.env._("The value agrees with Odoo's for %s parts.", len(self))
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Differences from Odoo's Value"),
            "res_model": differences._name,
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("id", "in", differences.ids)],
        }

    # --- what it is made of -----------------------------------------------------------

    def action_view_assets(self):
        """Open the assets that have the part or what replaces it, or got it."""
        self = to_record(self)
        assets = self.env["maintenance.equipment"].with_company(self.company_id)
        users = assets._find_users_of(
            self.product_id, Domain("equipment_id", "!=", False)
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assets with %s", self.product_id.display_name),
            "res_model": assets._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", users.get(self.product_id, assets).ids)],
            # also those that have left
            "context": {"create": False, "active_test": False},
        }

    def action_view_issues(self):
        """Open the issues of the part from this warehouse, and what came back."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.stock_move_action"
        )
        return dict(
            action,
            name=self.env._("Issues of %s", self.product_id.display_name),
            domain=[
                ("product_id", "=", self.product_id.id),
                ("maintenance_kind", "in", ("issue", "return")),
                ("state", "=", "done"),
                "|",
                ("location_id.warehouse_id", "=", self.warehouse_id.id),
                ("location_dest_id.warehouse_id", "=", self.warehouse_id.id),
            ],
            context={"create": False},
        )

    def action_view_needs(self):
        """Open the dated needs of the part in this warehouse."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_planning.maintenance_part_need_action"
        )
        return dict(
            action,
            domain=[
                ("product_id", "=", self.product_id.id),
                ("warehouse_id", "=", self.warehouse_id.id),
            ],
            context={},
        )

    def action_view_stock(self):
        """Open where the part lies in this warehouse."""
        self = to_record(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stock of %s", self.product_id.display_name),
            "res_model": "stock.quant",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("location_id.usage", "=", "internal"),
                ("location_id", "child_of", self.warehouse_id.view_location_id.id),
            ],
            "context": {"create": False, "edit": False},
        }

    def action_open_part(self):
        """Open the part."""
        self = to_record(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.product",
            "res_id": self.product_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- rebuilt ----------------------------------------------------------------------

    @api.model
    def _rebuild(self, warehouses, products=None):
        """Derive the rows of ``warehouses`` anew; what is equal stays.

        A warehouse for which that fails stays as it was, and is told as an exception.

        :param products: only the rows of these products and of what replaces them
        """
        # with all rights: dead stock is the same for all users of the company
        table = as_superuser(self)
        warehouses = warehouses.with_env(table.env)
        failed = {}
        for warehouse in warehouses:
            failed |= try_each(
                warehouse, lambda one: table._rebuild_warehouse(one, products)
            )
        if failed or products is None:
            table.env["maintenance.planning.exception"]._tell_failures(
                "failed_dead_stock", failed, warehouses
            )

    def _rebuild_warehouse(self, warehouse, products):
        """Derive the rows of ``warehouse`` anew; return (created, changed, removed)."""
        company = warehouse.company_id
        table = self.with_company(company)
        warehouse = warehouse.with_env(table.env)
        kept = None
        if products is not None:
            # after the planner, which writes the rows too
            lock_alone(warehouse)
            products = products.with_env(table.env)
        facts = look(warehouse, products)
        if products is not None:
            looked_at = facts.products.ids
            kept = SQL("NOT (old.product_id = ANY(%s))", looked_at)
        rows = prepare_rows(facts)
        columns = Row._fields
        if products is None:
            columns = (*columns, "abc")
            classes = rank_by_value(
                {part_id: row.usage_value for part_id, row in rows.items()}
            )
            rows = {part_id: (*row, classes[part_id]) for part_id, row in rows.items()}
        written = table._replace_rows(
            warehouse,
            columns,
            {str(part_id): row for part_id, row in rows.items()},
            kept,
        )
        if products is None:
            table.env["maintenance.dead.stock.snapshot"]._keep_month(
                warehouse, facts.scope.today
            )
        elif any(written):
            table._rank_by_value(warehouse)
        return written

    def _rank_by_value(self, warehouse):
        """Give each part of ``warehouse`` its class by value of use (ABC), as
        ``tools.rank_by_value`` does: that of one depends on all.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE maintenance_dead_stock d
                      SET abc = x.abc
                     FROM (SELECT id,
                                  CASE WHEN COALESCE(usage_value, 0) <= 0 THEN 'c'
                                       WHEN 100 * before < %(a)s * whole THEN 'a'
                                       WHEN 100 * before < %(b)s * whole THEN 'b'
                                       ELSE 'c'
                                  END AS abc
                             FROM (SELECT id, usage_value,
                                          SUM(usage_value) OVER (
                                              ORDER BY usage_value DESC, product_id)
                                          - usage_value AS before,
                                          SUM(usage_value) OVER () AS whole
                                     FROM maintenance_dead_stock
                                    WHERE warehouse_id = %(warehouse)s) y) x
                    WHERE d.id = x.id
                      AND d.abc IS DISTINCT FROM x.abc""",
                a=PERCENT_A,
                b=PERCENT_B,
                warehouse=warehouse.id,
            )
        )
        self.invalidate_model(["abc"])

    @api.model
    def _rebuild_for_assets(self, assets):
        """Derive the rows anew of the parts that ``assets`` have or got, at once.

        In all warehouses of their companies: a part that nobody needs here may lie
        elsewhere.
        """
        # with all rights: dead stock is the same for all users of the company
        assets_sudo = assets.sudo()
        for company, mine in assets_sudo.grouped("company_id").items():
            products = mine._get_parts_had()
            domain = [("company_id", "=", company.id)] if company else []
            warehouses_sudo = self.env["stock.warehouse"].sudo().search(domain)
            if products:
                self._rebuild(warehouses_sudo, products)

    @api.model
    def _get_values(self, warehouse, products=None, leaving=None):
        """Return {product id: {name of a stored column: value}} as it is now.

        Nothing is stored.

        :param products: only of these products and of what replaces them
        :param leaving: assets that count as retired
        """
        # with all rights: dead stock is the same for all users of the company
        table = as_superuser(self).with_company(warehouse.company_id)
        facts = look(
            warehouse.with_env(table.env),
            products and products.with_env(table.env),
            leaving,
        )
        return {part_id: row._asdict() for part_id, row in prepare_rows(facts).items()}

    @api.model
    def _get_values_around(self, warehouse, products, leaving):
        """Return what :meth:`_get_values` does, now and without ``leaving``."""
        # with all rights: dead stock is the same for all users of the company
        table = as_superuser(self).with_company(warehouse.company_id)
        facts = look(warehouse.with_env(table.env), products.with_env(table.env))
        return tuple(
            {part_id: row._asdict() for part_id, row in prepare_rows(one).items()}
            for one in (facts, look_without(facts, leaving))
        )

    def _get_use_condition(self):
        """Return the condition on moves ``m`` that they use a part, as SQL.

        What leaves by a disposition leaves because nobody needs it.
        """
        return SQL("m.maintenance_disposition_id IS NULL")
