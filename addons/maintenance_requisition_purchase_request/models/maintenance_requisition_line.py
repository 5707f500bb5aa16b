from odoo import api, fields, models

# what the requested line is written from
WRITTEN = {"date_planned", "quantity"}


class MaintenanceRequisitionLine(models.Model):
    """Some parts are requested, and bought by those who decide about requests."""

    _inherit = "maintenance.requisition.line"

    purchase_request_line_ids = fields.One2many(
        "purchase.request.line", "maintenance_requisition_line_id"
    )

    @api.depends(
        "allocation_ids.quantity",
        "purchase_request_line_ids.cancelled",
        "purchase_request_line_ids.product_qty",
        "purchase_request_line_ids.purchase_lines",
        "purchase_request_line_ids.request_state",
    )
    def _compute_state(self):
        result = super()._compute_state()
        for line in self:
            decided = line.state in ("approved", "received")
            if decided and line._get_requested_quantity():
                line.state = "ordered"
        return result

    @api.depends(
        "purchase_request_line_ids.cancelled",
        "purchase_request_line_ids.product_qty",
        "purchase_request_line_ids.purchase_lines",
        "purchase_request_line_ids.request_state",
    )
    def _compute_quantities(self):
        result = super()._compute_quantities()
        for line in self:
            line.ordered_qty += line._get_requested_quantity()
        return result

    @api.depends("purchase_request_line_ids.request_state")
    def _compute_order_names(self):
        result = super()._compute_order_names()
        for line in self:
            # with all rights: approvers see the names of purchase requests
            names = line.sudo()._get_open_requests().request_id.mapped("name")
            line.order_names = ", ".join(filter(None, [line.order_names, *names]))
        return result

    def _get_open_requests(self):
        """Return the request lines of which something may still come."""
        return self.purchase_request_line_ids.filtered(lambda one: one._is_open())

    def _get_requested_quantity(self):
        """Return what is requested and in no request for quotation yet, in the unit of
        the part.
        """
        # with all rights: who looks at a requisition may lack access to purchase
        # requests
        requests_sudo = self.sudo().purchase_request_line_ids
        return sum(one._get_requested_quantity() for one in requests_sudo)

    # --- ordering -------------------------------------------------------------------

    def _find_obstacle(self):
        """To find a vendor is up to those who decide about the request."""
        code = super()._find_obstacle()
        is_theirs = code in ("archived_vendor", "no_vendor")
        return None if is_theirs and self.product_id.purchase_request else code

    def _has_order(self):
        return super()._has_order() or bool(self._get_open_requests())

    def _prepare_request_line(self):
        """Return what the line of the purchase request says beside Odoo's values."""
        self.ensure_one()
        return {
            "maintenance_requisition_line_id": self.id,
            "date_required": self.date_planned,
        }

    # --- following ------------------------------------------------------------------

    def _is_following(self, untouched=None):
        requests = self._get_open_requests()
        if self.state == "ordered" and requests:
            bought = self.allocation_ids.filtered(lambda one: one.state != "cancel")
            return not bought and all(one._is_untouched() for one in requests)
        return super()._is_following(untouched)

    def _is_order_kept(self, changes):
        if self._get_open_requests():
            return not WRITTEN & changes.keys()
        return super()._is_order_kept(changes)

    def _withdraw(self):
        """Take these lines out of their draft purchase requests too."""
        mine = self.purchase_request_line_ids.filtered(
            lambda one: one._is_open() and one._is_untouched()
        )
        requests = mine.request_id
        mine.unlink()
        requests.filtered(lambda request: not request.line_ids).unlink()
        return super()._withdraw()

    # --- what is decided about the request ------------------------------------------

    def _refuse_request(self, requests):
        """Cancel these lines, as a person wants: ``requests`` are rejected."""
        for line in self.filtered(lambda line: line.state == "approved"):
            names = ", ".join(
                (requests & line.purchase_request_line_ids).request_id.mapped("name")
            )
            reason = self.env._("%s is rejected", names)
            line._set_cancelled(reason, self.env.user)
            line.requisition_id._note_decision(line, self.env._("Cancelled"), reason)

    def _renew_request(self):
        """Let these lines be approved again: their request is a draft again."""
        self.filtered(lambda line: line.decision == "cancel")._set_approved(
            self.env.user
        )
