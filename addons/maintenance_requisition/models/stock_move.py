from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move.arrival", "stock.move", "stock.move.purpose"]

    maintenance_requisition_line_id = fields.Many2one(
        "maintenance.requisition.line",
        string="Requisition Line",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        help="The requisition line that this transfer brings parts for.",
    )

    parts_moved_to = fields.Datetime(
        string="Receipt Moved To",
        readonly=True,
        help="The day to which somebody has moved this receipt since the buyer last "
        "wrote a date on the order. Empty: it comes when the order says.",
    )

    def write(self, vals):
        if "date" not in vals or "state" in vals:
            return super().write(vals)
        dates = {move: move.date for move in self if move.purchase_line_id}
        result = super().write(vals)
        # who moves a receipt need not have rights on orders
        for move in self.sudo().filtered("purchase_line_id"):
            if move.state not in ("done", "cancel") and move.date != dates[move]:
                promised = move.purchase_line_id.date_planned
                move.parts_moved_to = move.date != promised and move.date
        return result

    @api.constrains("maintenance_requisition_line_id")
    def _check_requisition_company(self):
        # Odoo leaves the companies of moves unchecked
        self._check_company(["maintenance_requisition_line_id"])

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        names = super()._prepare_merge_moves_distinct_fields()
        return [*names, "maintenance_requisition_line_id"]

    @api.model
    def _get_plan_links(self):
        return super()._get_plan_links() | {"maintenance_requisition_line_id": False}

    def _get_parts_receipt_date(self):
        """The last word counts: of the buyer, who keeps on the order what the vendor
        promised, or of whoever has moved the receipt since. Odoo moves neither with the
        other.
        """
        return (
            self.parts_moved_to
            or self.purchase_line_id.date_planned
            or super()._get_parts_receipt_date()
        )

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        moves = done.filtered(lambda move: move.equipment_id and move.state == "done")
        if moves:
            # who moves a part says with it that the part was replaced
            as_superuser(moves)._record_replacements()
        return done

    def _trigger_assign(self):
        """What was bought for jobs that are near is set aside for them, before Odoo
        gives it to others that wait for the same part.
        """
        # who receives parts need not have rights on jobs and requisitions
        came_sudo = self.sudo()._filter_for_requisitions()
        if came_sudo._is_waited_for_by_others():
            shares = came_sudo._deal_to_lines()
            lines = self.env["maintenance.requisition.line"].sudo().union(*shares)
            jobs = lines.share_ids.request_id.filtered(
                lambda job: job._is_open() and job._is_near()
            )
            jobs._reserve_each()
        return super()._trigger_assign()

    def _is_waited_for_by_others(self):
        """Return whether others than planned parts wait for what these moves bring."""
        return bool(
            self
            and self.search_count(
                [
                    ("state", "in", ("confirmed", "partially_available")),
                    ("procure_method", "=", "make_to_stock"),
                    ("product_id", "in", self.product_id.ids),
                    ("location_id", "in", self.location_dest_id.ids),
                    ("maintenance_request_part_id", "=", False),
                ],
                limit=1,
            )
        )

    def _action_cancel(self):
        result = super()._action_cancel()
        # who cancels a transfer need not have rights on requisitions
        bringing_sudo = as_superuser(self).filtered("maintenance_requisition_line_id")
        for line in bringing_sudo.maintenance_requisition_line_id:
            line._note_undone((line.move_ids & bringing_sudo).picking_id)
        return result

    def _record_replacements(self):
        """Note which positions got their part by these issues.

        An issue that has come back whole replaced nothing: what was known before counts
        again.
        """
        issues = self.filtered(lambda move: move._is_parts_issue())
        replacements = self.env["maintenance.part.replacement"]
        replacements.create(
            [
                move._prepare_replacement(*place)
                for move, place in issues._find_fitted_places().items()
            ]
        )
        undone = self.origin_returned_move_id.filtered(
            lambda move: move._is_returned_whole()
        )
        if undone:
            replacements.search([("move_id", "in", undone.ids)]).unlink()

    def _is_returned_whole(self):
        self.ensure_one()
        back = self.returned_move_ids.filtered(lambda move: move.state == "done")
        returned = sum(back.mapped("product_qty"))
        return self.product_id.uom_id.compare(returned, self.product_qty) >= 0

    def _find_fitted_places(self):
        """Return {issue: (path, position, id of the BOM line)} of where its part was
        fitted.

        Where the job planned it; what was not planned for a place, in the only one that
        the asset has for it. Of the others nobody knows.
        """
        planned = self.maintenance_request_part_id
        added = planned._find_added_places()
        unplanned = {
            move: (move.equipment_id.id, move.product_id.id, False)
            for move in self
            if not move.maintenance_request_part_id
        }
        places = self.env["maintenance.part.replacement"]._match_single_places(
            unplanned.values()
        )
        found = {}
        for move in self:
            part = move.maintenance_request_part_id
            if part.path:
                found[move] = part.path, part.position, part.bom_line_id.id
                continue
            place = added.get(part) or places.get(unplanned.get(move))
            if place:
                found[move] = place.path, place.position, place.bom_line_id
        return found

    def _prepare_replacement(self, path, position, bom_line_id):
        """Return the values of the replacement that this issue is."""
        self.ensure_one()
        return {
            "equipment_id": self.equipment_id.id,
            "product_id": self.product_id.id,
            "path": path,
            "position": position,
            "bom_line_id": bom_line_id,
            "replaced_on": self.company_id._get_local_day(self.date),
            "source": "issue",
            "move_id": self.id,
            "request_id": self.maintenance_request_id.id,
        }
