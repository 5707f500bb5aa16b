from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record

COLUMNS = (
    "kind",
    "product_id",
    "equipment_id",
    "request_id",
    "bom_line_id",
    "bom_id",
    "date_need",
)


class MaintenancePlanningException(models.Model):
    """What keeps the planner from a decision, and what to do about it: derived."""

    _name = "maintenance.planning.exception"
    _description = "Planning Exception"
    _inherit = ["maintenance.derived", "maintenance.planning.exception.texts"]
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
    # texts are not cut off in lists
    problem = fields.Text(compute="_compute_problem")
    remedy = fields.Text(compute="_compute_problem")
    can_mend = fields.Boolean(
        compute="_compute_can_mend",
        help="Whether you have the rights to mend it; else ask somebody who has them.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            exception.display_name = kinds[exception.kind]

    def _replace_exceptions(self, warehouse, found):
        """Bring the exceptions of ``warehouse`` in line.

        :param found: {key: dict of values}
        :return: (created, changed, removed)
        """
        rows = {
            key: tuple(values.get(name) for name in COLUMNS)
            for key, values in found.items()
        }
        return self._replace_rows(warehouse, COLUMNS, rows)

    @api.depends(
        "kind", "product_id", "equipment_id", "request_id", "bom_line_id", "bom_id"
    )
    @api.depends_context("lang", "uid")
    def _compute_problem(self):
        texts, asked = self._get_texts(), self._get_asking_texts()
        for exception in self:
            problem, remedy = texts[exception.kind]
            if not exception.can_mend:
                remedy = asked[exception.kind]
            names = {
                "asset": exception.equipment_id.display_name,
                "bom": exception.bom_id.display_name,
                "job": exception.request_id.display_name,
                "part": exception.product_id.display_name,
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
        """Open the record on which the problem is mended.

        Who may not mend it there sees what he may see.

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
        }.get(self.kind, self.product_id)
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
            "maintenance_requisition.maintenance_part_age_action_question"
        )
        context = {"search_default_equipment_id": self.equipment_id.id}
        return dict(action, context=context)

    def _prepare_line_action(self):
        """Return the action that opens a line of the BOM, filled in but not saved."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to “%s”", self.bom_id.display_name),
            "res_model": "maintenance.bom.line",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_bom_id": self.bom_id.id,
                "default_product_id": self.product_id.id,
            },
        }
