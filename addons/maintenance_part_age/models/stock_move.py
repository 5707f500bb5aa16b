from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        moves = done.filtered(lambda move: move.equipment_id and move.state == "done")
        if moves:
            # with all rights: who moves parts may lack write access to replacements
            as_superuser(moves)._record_replacements()
        return done

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
        the asset has for it. The places of others are unknown.
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
