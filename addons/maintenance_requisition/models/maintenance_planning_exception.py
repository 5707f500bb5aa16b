from odoo import api, fields, models

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
    _inherit = ["maintenance.derived"]
    _order = "date_need, id"
    _rec_name = "kind"
    _log_access = False

    kind = fields.Selection(
        [
            ("no_vendor", "No Vendor"),
            ("no_lead_time", "No Lead Time"),
            ("archived_part", "Archived Part"),
            ("unit", "Units Do Not Convert"),
            ("vendor_unit", "Unit of the Vendor"),
            ("unknown_age", "Unknown Age"),
            ("dangling_line", "Own Line Without Effect"),
            ("no_plan", "Job Without Planned Parts"),
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
        for exception in self:
            problem, remedy = exception._get_texts()
            exception.problem = problem
            exception.remedy = (
                remedy if exception.can_mend else exception._tell_whom_to_ask()
            )

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
            "unit": can_write_parts,
        }
        for exception in self:
            exception.can_mend = rights.get(exception.kind, True)

    def _get_texts(self):
        """Return (what is wrong, what to do about it), in words."""
        self.ensure_one()
        part = self.product_id.display_name
        asset = self.equipment_id.display_name
        if self.kind == "no_vendor":
            return (
                self.env._("Nobody sells “%s”.", part),
                self.env._("Add a vendor on the Purchase tab of the part."),
            )
        if self.kind == "no_lead_time":
            return (
                self.env._("The vendor of “%s” names no lead time.", part),
                self.env._("Enter the vendor's lead time on the part."),
            )
        if self.kind == "archived_part":
            return (
                self.env._("“%s” is archived, and is needed.", part),
                self.env._("Unarchive it, or say what supersedes it."),
            )
        if self.kind == "unit":
            return (
                self.env._(
                    "The unit of “%s” does not convert to that of the parts that "
                    "replace it.",
                    part,
                ),
                self.env._("Correct the unit, or the parts that it replaces."),
            )
        if self.kind == "vendor_unit":
            return (
                self.env._(
                    "“%s” is sold in a unit that does not convert to its own.", part
                ),
                self.env._("Correct the unit on the Purchase tab of the part."),
            )
        if self.kind == "unknown_age":
            return (
                self.env._("Nobody knows how old “%(part)s” of “%(asset)s” is.")
                % {"part": part, "asset": asset},
                self.env._("Enter when it was last replaced."),
            )
        if self.kind == "dangling_line":
            return (
                self.env._("An own line of “%s” has no effect any more.", asset),
                self.env._("Choose another inherited part, or delete the line."),
            )
        if self.kind in ("never_used", "not_listed"):
            return self._get_use_texts()
        return (
            self.env._("“%s” plans no parts, though its asset has some for it.")
            % self.request_id.display_name,
            self.env._("Let the parts be proposed on the job."),
        )

    def _get_use_texts(self):
        """Return (problem, remedy) of what past jobs used."""
        names = {"part": self.product_id.display_name, "bom": self.bom_id.display_name}
        if self.kind == "never_used":
            return (
                self.env._(
                    "The last jobs that planned “%(part)s” of “%(bom)s” did not use it."
                )
                % names,
                self.env._(
                    "Remove it from the BOM, let it be used on every Nth job, or have "
                    "what is taken booked."
                ),
            )
        return (
            self.env._("Several jobs used “%(part)s”, which “%(bom)s” does not list.")
            % names,
            self.env._("Add it to the BOM."),
        )

    def _tell_whom_to_ask(self):
        """Return whom to ask about what only products and vendors tell."""
        self.ensure_one()
        texts = {
            "no_vendor": self.env._("Ask purchasing to add a vendor to the part."),
            "no_lead_time": self.env._(
                "Ask purchasing to enter the vendor's lead time on the part."
            ),
            "vendor_unit": self.env._(
                "Ask purchasing to correct the unit of the vendor on the part."
            ),
            "archived_part": self.env._(
                "Ask who maintains the products to unarchive it, or to say what "
                "supersedes it."
            ),
            "unit": self.env._(
                "Ask who maintains the products to correct the unit, or the parts that "
                "it replaces."
            ),
        }
        return texts[self.kind]

    def action_open(self):
        """Open the record on which the problem is mended.

        Who may not mend it there sees what he may see.

        :return: an action (dict)
        """
        self.ensure_one()
        if self.kind == "not_listed":
            return self._prepare_line_action()
        if self.kind == "unknown_age":
            return self._prepare_question_action()
        record = {
            "no_plan": self.request_id,
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
