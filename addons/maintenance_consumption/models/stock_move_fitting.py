from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import judge_place


class StockMoveFitting(models.AbstractModel):
    """Where in the asset a part goes, and what kind of move that is."""

    _name = "stock.move.fitting"
    _description = "Part Put into an Asset"

    maintenance_kind = fields.Selection(
        [
            ("issue", "Issued"),
            ("return", "Returned Unused"),
            ("salvage", "Removed, into Stock"),
            ("scrap", "Removed, Scrapped"),
        ],
        readonly=True,
        help="What a move that is done meant to the asset. Empty if it is about none.",
    )
    equipment_position = fields.Char(string="Position")
    equipment_position_qty = fields.Float(
        string="Pieces at the Position",
        copy=False,
        help="How many pieces the position held when the part was put in, in the "
        "part's own unit. Zero if nobody knew.",
    )

    def _trace_lots(self):
        """Trace which serials and batches are in the assets after these moves."""
        tracked = self.filtered(lambda move: move.product_id.tracking != "none")
        if tracked:
            # which serial is where follows from the moves, whoever may do them
            stays_sudo = as_superuser(self.env["maintenance.equipment.lot.out"])
            stays_sudo._trace(tracked.sudo())

    def _set_maintenance_kind(self):
        """Tell issues from returns; a removal was called one when it was made."""
        removed = ("salvage", "scrap")
        for kind, moves in self.grouped(
            lambda move: (
                (
                    "issue"
                    if move._is_parts_issue()
                    else move.maintenance_kind in removed and move.maintenance_kind
                )
                or "return"
            )
        ).items():
            moves.filtered(lambda move, kind=kind: move.maintenance_kind != kind).write(
                {"maintenance_kind": kind}
            )

    def _set_places(self):
        """Note at which position the issued parts go in, and how many it holds."""
        issues = self.filtered(
            lambda move: (
                move.maintenance_kind == "issue"
                and (not move.equipment_position or move.product_id.tracking != "none")
            )
        )
        if not issues:
            return
        on_bom = issues._get_bom_positions()
        for move in issues:
            # who moves parts need not see the plan of the job
            part = move.sudo().maintenance_request_part_id
            position, capacity = judge_place(
                part.position or move.equipment_position or "",
                on_bom[move],
                part.product_qty,
                move._get_parts_qty(),
            )
            move.equipment_position = position or False
            move.equipment_position_qty = capacity

    def _get_bom_positions(self):
        """Return {move: {position, "" for none: quantity}} of its part on its asset.

        Parts that supersede each other have the same places.
        """
        # who moves parts need not see BOMs
        families = self.sudo().product_id._get_part_families()
        products = self.product_id.union(*families.values())
        # nor what the asset consists of
        parts = self.env["maintenance.equipment.part"].sudo()
        rows = parts._read_group(
            Domain("equipment_id", "in", self.equipment_id.ids)
            & Domain("product_id", "in", products.ids)
            & parts._get_valid_domain(fields.Date.context_today(self)),
            ["equipment_id", "product_id", "position"],
            ["product_qty:sum"],
        )
        held = defaultdict(list)
        for asset, product, position, quantity in rows:
            held[asset.id, product.id].append((position or "", quantity))
        positions = {}
        for move in self:
            found = positions[move] = defaultdict(float)
            for product in families[move.product_id]:
                for position, quantity in held[move.equipment_id.id, product.id]:
                    found[position] += quantity
        return positions
