from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.answers import get_dialog
from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.rights import as_superuser

COLUMNS = (
    "kind",
    "product_id",
    "equipment_id",
    "request_id",
    "bom_line_id",
    "bom_id",
    "date_need",
    "reason",
)
# told by what else is done at night: the planner leaves these rows alone
KINDS_OF_OTHERS = (
    "failed_age",
    "failed_digest",
    "failed_life_cycle",
    "failed_minimum",
    "failed_reservation",
)
# {model: the field that names a record of it}
NAMES = {
    "maintenance.equipment": "equipment_id",
    "maintenance.request": "request_id",
    "product.product": "product_id",
}


class MaintenancePlanningException(models.Model):
    """What keeps the planner from a decision, and what to do about it: derived."""

    _name = "maintenance.planning.exception"
    _description = "Planning Exception"
    _inherit = "maintenance.derived"
    _order = "date_need, id"
    _log_access = False

    kind = fields.Selection(
        [
            ("no_vendor", "No Vendor"),
            ("no_lead_time", "No Lead Time"),
            ("archived_part", "Archived Part"),
            ("not_purchasable", "Not to Be Purchased"),
            ("superseded_rule", "Rule of a Superseded Part"),
            ("unit", "Units Do Not Convert"),
            ("vendor_unit", "Unit of the Vendor"),
            ("unknown_age", "Unknown Age"),
            ("dangling_line", "Own Line Without Effect"),
            ("no_plan", "Job Without Planned Parts"),
            ("no_warehouse", "Job Without a Warehouse"),
            ("missed", "Missed Occurrences"),
            ("never_used", "Planned but Not Used"),
            ("not_listed", "Used but Not on the BOM"),
            ("failed_age", "No Job for an Age"),
            ("failed_asset", "Asset Left Out"),
            ("failed_digest", "Digest Not Sent"),
            ("failed_job", "Job Left Out"),
            ("failed_life_cycle", "Life Cycle Not Updated"),
            ("failed_minimum", "Minimum Not Learned"),
            ("failed_part", "Part Not Planned"),
            ("failed_reservation", "Parts Not Reserved"),
            ("failed_warehouse", "Warehouse Not Planned"),
        ],
        required=True,
        readonly=True,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    bom_line_id = fields.Many2one(
        "maintenance.bom.line",
        string="BOM Line",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    bom_id = fields.Many2one(
        "maintenance.bom",
        string="BOM",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    date_need = fields.Date(
        string="First Needed",
        readonly=True,
        help="The first day for which the part is needed.",
    )
    reason = fields.Char(readonly=True, help="Cause of the problem, in words.")
    # texts are not cut off in lists
    problem = fields.Text(compute="_compute_problem")
    remedy = fields.Text(compute="_compute_problem")
    can_mend = fields.Boolean(
        string="Can Fix",
        compute="_compute_can_mend",
        help="You have the rights to fix it. Otherwise ask somebody who has them.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            exception.display_name = kinds[exception.kind]

    def _replace_exceptions(self, warehouse, found, kinds=None):
        """Bring the exceptions of ``warehouse`` in line.

        :param found: {key: dict of values}
        :param kinds: only those of these kinds are in ``found``; those of the planner
            if left out
        :return: (created, changed, removed)
        """
        rows = {
            key: tuple(values.get(name) for name in COLUMNS)
            for key, values in found.items()
        }
        if kinds is None:
            kept = SQL("old.kind = ANY(%s)", list(KINDS_OF_OTHERS))
        else:
            kept = SQL("NOT old.kind = ANY(%s)", list(kinds))
        return self._replace_rows(warehouse, COLUMNS, rows, kept)

    @api.model
    def _tell_failures(self, kind, failed, warehouses=None):
        """Tell the records for which something failed at night, and no others.

        :param kind: that of the exceptions
        :param failed: {record: why, in words}: assets, jobs, products, warehouses or
            users
        :param warehouses: where to tell it and which it is all about; where each of
            the records belongs if left out
        """
        # with all rights: exceptions are the same for all users of the company
        table = as_superuser(self)
        domain = [("kind", "=", kind)]
        if warehouses is not None:
            domain.append(("warehouse_id", "in", warehouses.ids))
        found = {row.warehouse_id: {} for row in table.search(domain)}
        for record, reason in failed.items():
            # with all rights: the user may lack access to its warehouse
            where_sudo = (warehouses or table._get_warehouse_of(record.sudo())).sudo()
            name = NAMES.get(record._name)
            if where_sudo and record.exists():
                found.setdefault(where_sudo[:1], {})[f"{kind}/{record.id}"] = {
                    "kind": kind,
                    "reason": reason,
                    **({name: record.id} if name else {}),
                }
        for warehouse, rows in found.items():
            table._replace_exceptions(warehouse, rows, (kind,))

    def _get_warehouse_of(self, record):
        """Return the warehouse whose planners are told about ``record``."""
        warehouses = self.env["stock.warehouse"]
        if record._name == "maintenance.request" and record.warehouse_id:
            return record.warehouse_id
        if record._name == "maintenance.equipment" and record.location_id.warehouse_id:
            return record.location_id.warehouse_id
        company = record.company_id
        domain = [("company_id", "=", company.id)] if company else []
        return warehouses.search(domain, limit=1)

    @api.depends(
        "kind",
        "product_id",
        "equipment_id",
        "request_id",
        "bom_line_id",
        "bom_id",
        "reason",
    )
    @api.depends_context("lang", "uid")
    def _compute_problem(self):
        texts, asked = self._get_texts(), self._get_asking_texts()
        for exception in self:
            if exception.kind not in texts:
                exception.problem = exception.remedy = False
                continue
            problem, remedy = texts[exception.kind]
            if not exception.can_mend:
                remedy = asked[exception.kind]
            names = {
                "asset": exception.equipment_id.display_name,
                "bom": exception.bom_id.display_name,
                "job": exception.request_id.display_name,
                "part": exception.product_id.display_name,
                "reason": exception.reason or "",
                # with all rights: who is told about parts may lack access to some
                # warehouses
                "warehouse": exception.sudo().warehouse_id.display_name,
            }
            exception.problem, exception.remedy = problem % names, remedy % names

    @api.depends("kind")
    @api.depends_context("uid")
    def _compute_can_mend(self):
        # planners keep BOMs, ages and jobs, and need no rights on products and vendors
        can_enter_vendors = self.env["product.supplierinfo"]._can_be_entered()
        can_write_parts = self.env["product.product"].has_access("write")
        rights = {
            "no_vendor": can_enter_vendors,
            "no_lead_time": can_enter_vendors,
            "vendor_unit": can_enter_vendors,
            "archived_part": can_write_parts,
            "not_purchasable": can_write_parts,
            "superseded_rule": self.env["stock.warehouse.orderpoint"].has_access(
                "write"
            ),
            "unit": can_write_parts,
        }
        for exception in self:
            exception.can_mend = rights.get(exception.kind, True)

    def action_open(self):
        """Open the record on which the problem is fixed.

        Who may not fix it there sees what he may see.

        :return: an action (dict)
        """
        self = to_record(self)
        if self.kind == "not_listed":
            return self._prepare_line_action()
        if self.kind == "unknown_age":
            return self._prepare_question_action()
        record = {
            "missed": self.request_id,
            "no_plan": self.request_id,
            "no_warehouse": self.request_id,
            "dangling_line": self.equipment_id,
            "never_used": self.bom_line_id,
            "failed_age": self.equipment_id,
            "failed_asset": self.equipment_id,
            "failed_digest": self.warehouse_id,
            "failed_job": self.request_id,
            "failed_life_cycle": self.equipment_id,
            "failed_minimum": self.product_id or self.warehouse_id,
            "failed_reservation": self.request_id,
            "failed_warehouse": self.warehouse_id,
        }.get(self.kind, self.product_id or self.warehouse_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _prepare_question_action(self):
        """Return the action that opens the questions about the ages of the asset."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_part_age.maintenance_part_age_action_question"
        )
        context = {"search_default_equipment_id": self.equipment_id.id}
        return dict(action, context=context)

    def _prepare_line_action(self):
        """Return the action that opens a line of the BOM, filled in but not saved."""
        return get_dialog(
            self.env._("Add to “%s”", self.bom_id.display_name),
            "maintenance.bom.line",
            {"bom_id": self.bom_id.id, "product_id": self.product_id.id},
        )

    # Texts

    def _get_texts(self):
        """Return {kind of exception: (what is wrong, what to do about it)}.

        With the names ``asset``, ``bom``, ``job``, ``part``, ``reason`` and
        ``warehouse`` to be filled in.
        """
        return {
            "archived_part": (
                self.env._("“%(part)s” is archived, and is needed."),
                self.env._("Unarchive it, or say what supersedes it."),
            ),
            "dangling_line": (
                self.env._("An own line of “%(asset)s” has no effect any more."),
                self.env._("Choose another inherited part, or delete the line."),
            ),
            "failed_age": (
                self.env._(
                    "No job was opened for the ages of the parts of “%(asset)s”: "
                    "%(reason)s"
                ),
                self.env._("Correct it on the asset, its BOM or its replacements."),
            ),
            "failed_asset": (
                self.env._("A part of “%(asset)s” is not planned: %(reason)s"),
                self.env._("Correct it on the BOM of the asset."),
            ),
            "failed_digest": (
                self.env._("A planner got no digest: %(reason)s"),
                self.env._(
                    "Correct the record that it names; the log of the server has more."
                ),
            ),
            "failed_job": (
                self.env._("“%(job)s” is not planned as a whole: %(reason)s"),
                self.env._("Correct it on the job."),
            ),
            "failed_life_cycle": (
                self.env._(
                    "The dates of the life cycle of “%(asset)s” were not carried out: "
                    "%(reason)s"
                ),
                self.env._("Correct the dates of the asset."),
            ),
            "failed_minimum": (
                self.env._("No minimum was learned from past use: %(reason)s"),
                self.env._(
                    "Correct the part or the record that it names; the log of the "
                    "server has more."
                ),
            ),
            "failed_part": (
                self.env._(
                    "“%(part)s” is not planned; its rows are from an earlier run: "
                    "%(reason)s"
                ),
                self.env._(
                    "Check the stock, the orders, the vendors and the jobs of the "
                    "part, and correct invalid values."
                ),
            ),
            "failed_reservation": (
                self.env._(
                    "The parts of “%(job)s” were not issued or reserved: %(reason)s"
                ),
                self.env._("Correct the job or its parts, or reserve them by hand."),
            ),
            "failed_warehouse": (
                self.env._(
                    "“%(warehouse)s” is not planned; its rows are from an earlier "
                    "run: %(reason)s"
                ),
                self.env._(
                    "Correct the record that it names; the log of the server has more."
                ),
            ),
            "missed": (
                self.env._(
                    "“%(job)s” was not closed: the next jobs of its series are "
                    "missed, and no parts are planned for them."
                ),
                self.env._(
                    "Close it, or move it to the day on which it will be done. The "
                    "series goes on from today."
                ),
            ),
            "never_used": (
                self.env._(
                    "The last jobs that planned “%(part)s” of “%(bom)s” did not use it."
                ),
                self.env._(
                    "Remove it from the BOM, plan it on every Nth job, or record the "
                    "parts that are taken."
                ),
            ),
            "no_lead_time": (
                self.env._("The vendor of “%(part)s” has no lead time."),
                self.env._("Enter the vendor's lead time on the part."),
            ),
            "no_plan": (
                self.env._(
                    "“%(job)s” plans no parts, though its asset has some for it."
                ),
                self.env._("Propose the parts on the job."),
            ),
            "no_warehouse": (
                self.env._(
                    "“%(job)s” has no active warehouse; its parts are not planned."
                ),
                self.env._("Choose the warehouse that its parts come from."),
            ),
            "not_purchasable": (
                self.env._("“%(part)s” is needed, but cannot be purchased."),
                self.env._("Tick Purchase on the part, or say what supersedes it."),
            ),
            "superseded_rule": (
                self.env._(
                    "A reordering rule orders “%(part)s”, which another part "
                    "supersedes."
                ),
                self.env._(
                    "Archive the rule or trigger it by hand, and have one for the "
                    "newest part if you want it."
                ),
            ),
            "no_vendor": (
                self.env._("“%(part)s” has no vendor."),
                self.env._("Add a vendor on the Purchase tab of the part."),
            ),
            "not_listed": (
                self.env._(
                    "Several jobs used “%(part)s”, which “%(bom)s” does not list."
                ),
                self.env._("Add it to the BOM."),
            ),
            "unit": (
                self.env._(
                    "The unit of “%(part)s” does not convert to that of the parts that "
                    "replace it."
                ),
                self.env._("Correct the unit, or the parts that it replaces."),
            ),
            "unknown_age": (
                self.env._("The age of “%(part)s” of “%(asset)s” is unknown."),
                self.env._("Enter when it was last replaced."),
            ),
            "vendor_unit": (
                self.env._(
                    "“%(part)s” is sold in a unit that does not convert to its own."
                ),
                self.env._("Correct the unit on the Purchase tab of the part."),
            ),
        }

    def _get_asking_texts(self):
        """Return {kind of exception: whom to ask}, of what only those can fix who
        maintain products and vendors.
        """
        return {
            "archived_part": self.env._(
                "Ask who maintains the products to unarchive it, or to say what "
                "supersedes it."
            ),
            "no_lead_time": self.env._(
                "Ask purchasing to enter the vendor's lead time on the part."
            ),
            "not_purchasable": self.env._(
                "Ask who maintains the products to tick Purchase on the part, or to "
                "say what supersedes it."
            ),
            "superseded_rule": self.env._(
                "Ask who maintains the reordering rules to archive it or to trigger it "
                "by hand."
            ),
            "no_vendor": self.env._("Ask purchasing to add a vendor to the part."),
            "unit": self.env._(
                "Ask who maintains the products to correct the unit, or the parts that "
                "it replaces."
            ),
            "vendor_unit": self.env._(
                "Ask purchasing to correct the unit of the vendor on the part."
            ),
        }
