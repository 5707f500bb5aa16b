from odoo import api, fields, models


class MaintenanceRequisitionLineFailure(models.AbstractModel):
    """Why a line is not ordered, told in the language of whoever reads it."""

    _name = "maintenance.requisition.line.failure"
    _description = "Failure of a Requisition Line"

    failure = fields.Json(
        readonly=True,
        copy=False,
        help="What is in the way: a code, and what Odoo or a person has said.",
    )
    failure_reason = fields.Char(
        string="Cannot Be Ordered",
        compute="_compute_failure_reason",
        search="_search_failure_reason",
        help="Why it is not ordered. It is tried again every night, unless a person "
        "has to decide.",
    )

    @api.depends("failure", "product_id", "source_warehouse_id", "vendor_id")
    @api.depends_context("lang", "uid")
    def _compute_failure_reason(self):
        for line in self:
            failure = line.failure
            is_known = isinstance(failure, dict) and "code" in failure
            line.failure_reason = is_known and line._tell_failure(failure)

    def _search_failure_reason(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        return [("failure", operator, value)]

    def _tell_failure(self, failure):
        """Return in words what is in the way of this line, and the remedy."""
        self.ensure_one()
        # who decides about parts need not see every warehouse
        line_sudo = self.sudo()
        text = self._get_failure_texts().get(failure["code"], "")
        return text % {
            "part": self.product_id.display_name,
            "vendor": self.vendor_id.display_name,
            "warehouse": line_sudo.warehouse_id.display_name,
            "source": line_sudo.source_warehouse_id.display_name,
            "text": failure.get("text"),
        }

    def _get_failure_texts(self):
        """Return {code of a failure: how it is told}."""
        can_enter_vendors = self.env["product.supplierinfo"]._can_be_entered()
        return {
            "archived_part": self.env._(
                "“%(part)s” is archived: unarchive it, or say what supersedes it."
            ),
            "archived_source": self.env._(
                "The warehouse “%(source)s” is archived: choose another."
            ),
            "archived_vendor": self.env._(
                "The vendor “%(vendor)s” is archived: choose another."
            ),
            "archived_warehouse": self.env._(
                "The warehouse “%(warehouse)s” is archived: unarchive it, or cancel "
                "this line."
            ),
            "no_order": self.env._(
                "Odoo made no purchase line: look at the routes of “%(part)s”."
            ),
            "no_transfer": self.env._(
                "Odoo made no transfer: look at the routes from “%(source)s”."
            ),
            "no_vendor": (
                self.env._(
                    "Nobody sells “%(part)s”: add a vendor on the Purchase tab of the "
                    "part."
                )
                if can_enter_vendors
                else self.env._(
                    "Nobody sells “%(part)s”: ask purchasing to add a vendor to the "
                    "part."
                )
            ),
            "not_purchasable": self.env._(
                "“%(part)s” may not be purchased: tick Purchase on the part, or say "
                "what supersedes it."
            ),
            "odoo": "%(text)s",
            "undone": self.env._(
                "It was cancelled in %(text)s: approve this line to get it all the "
                "same, or cancel it."
            ),
            "vendor_unit": (
                self.env._(
                    "“%(part)s” is sold in a unit that does not convert to its own: "
                    "correct it on the Purchase tab of the part."
                )
                if can_enter_vendors
                else self.env._(
                    "“%(part)s” is sold in a unit that does not convert to its own: "
                    "ask purchasing to correct it on the part."
                )
            ),
        }

    def _write_failures(self, failures):
        """Note on each of these lines why it cannot be ordered, or that it can.

        :param failures: {line: failure}
        """
        for line in self:
            failure = failures.get(line, False)
            if (line.failure or False) != failure:
                line.failure = failure

    # --- what is in the way ---------------------------------------------------------

    def _find_obstacles(self):
        """Return {line: failure} of those that cannot be got.

        Odoo would say nothing, and get nothing.
        """
        found = {line: line._find_obstacle() for line in self}
        unsold = self.filtered(lambda line: found[line] == "no_vendor")
        for company, lines in unsold.grouped("company_id").items():
            parts = lines.product_id.with_company(company)
            sourcing = parts._get_part_sourcing()
            for line in lines:
                if sourcing[line.product_id.id].is_unit_wrong:
                    found[line] = "vendor_unit"
        return {line: {"code": code} for line, code in found.items() if code}

    def _find_obstacle(self):
        """Return the code of what is in the way of this line by itself, or None."""
        self.ensure_one()
        if not self.product_id.active:
            return "archived_part"
        if not self.warehouse_id.active:
            return "archived_warehouse"
        if self.action == "transfer":
            return None if self.source_warehouse_id.active else "archived_source"
        if not self.product_id.purchase_ok:
            return "not_purchasable"
        if not self.supplierinfo_id:
            return "no_vendor"
        return None if self.vendor_id.active else "archived_vendor"

    # --- what a person has undone ---------------------------------------------------

    def _is_undone(self):
        """Return whether a person has cancelled what was ordered for this line, and a
        person has to decide what now.
        """
        self.ensure_one()
        return bool(self.failure) and self.failure["code"] == "undone"

    def _note_undone(self, documents):
        """Somebody has cancelled these documents: nothing is made again by itself of
        what a person entered, or another warehouse does not give.

        What is bought for needs is asked for again, as Odoo does: somebody waits for
        it, and a buyer decides about it as ever.

        :param documents: the orders or transfers
        """
        names = ", ".join(sorted(documents.mapped("name")))
        lines = self.filtered(
            lambda line: (
                line.state == "approved" and (line.is_manual or line.action != "buy")
            )
        )
        if lines:
            lines._set_undecided("draft")
            lines.write({"failure": {"code": "undone", "text": names}})
