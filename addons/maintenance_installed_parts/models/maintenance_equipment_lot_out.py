from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import PutIn, TakenOut, trace


class MaintenanceEquipmentLotOut(models.Model):
    """What ended the stay of a serial or batch in an asset.

    Derived from the done moves of the asset, and traced anew with each of them: see
    ``tools/fitting.py``. The view ``maintenance.equipment.lot`` shows it.
    """

    _name = "maintenance.equipment.lot.out"
    _description = "Serial Taken Out of an Asset"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _log_access = False

    line_id = fields.Many2one(
        "stock.move.line",
        string="Put In By",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    quantity = fields.Float(
        readonly=True, digits="Product Unit", help="In the part's own unit."
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Ended By",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The return or the removal, or the issue of what took its place.",
    )
    fate_move_id = fields.Many2one(
        "stock.move",
        string="Removed By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What became of a piece whose place another took.",
    )

    @api.model
    def _trace(self, moves):
        """Trace the tracked parts of done moves anew, and write what differs.

        A serial that is put in here is no longer in another asset, whatever the
        documents of that asset say.
        """
        families = self._get_families(moves.product_id)
        touched = {
            (move.equipment_id, families[move.product_id])
            for move in moves | self._get_moves_elsewhere(moves)
        }
        histories = self._get_histories(touched, families)
        lines = self.env["stock.move.line"].union(*histories.values())
        elsewhere = self._get_lines_elsewhere(lines).grouped("lot_id")
        wanted = []
        for (asset, _family), own in histories.items():
            others = own.union(*(elsewhere.get(lot, own) for lot in own.lot_id))
            wanted += trace(
                self._prepare_event(line, asset)
                for line in others.sorted(_by_time)
                if line in own or line.move_id.equipment_id != asset
            )
        self._write_differences(lines, wanted)
        # the view shows it in the same transaction, too
        self.env["maintenance.equipment.lot"].invalidate_model()

    def _get_families(self, products):
        """Return {product: all products of its family}, for all of those as well."""
        return {
            member: family
            for family in products._get_part_families().values()
            for member in family
        }

    def _get_issues_domain(self):
        return Domain("maintenance_kind", "=", "issue") & Domain("state", "=", "done")

    def _get_moves_elsewhere(self, moves):
        """Return the issues, to any asset, of the serials that these issues put in."""
        serials = moves.filtered(
            lambda move: (
                move.maintenance_kind == "issue"
                and move.product_id.tracking == "serial"
            )
        ).move_line_ids.lot_id
        if not serials:
            return moves.browse()
        return moves.search(
            self._get_issues_domain()
            & Domain("move_line_ids", "any", [("lot_id", "in", serials.ids)])
        )

    def _get_histories(self, touched, families):
        """Return {(asset, family): lines with a lot of all its done moves}."""
        moves = self.env["stock.move"].search_fetch(
            [
                ("equipment_id", "in", [asset.id for asset, _family in touched]),
                ("product_id", "in", [product.id for product in families]),
                ("state", "=", "done"),
            ],
            [
                "date",
                "equipment_id",
                "equipment_position",
                "equipment_position_qty",
                "maintenance_kind",
                "origin_returned_move_id",
                "product_id",
            ],
        )
        return {
            key: of_history.move_line_ids.filtered("lot_id")
            for key, of_history in moves.grouped(
                lambda move: (move.equipment_id, families[move.product_id])
            ).items()
            if key in touched
        }

    def _get_lines_elsewhere(self, lines):
        """Return the lines that put the serials of ``lines`` into an asset."""
        serials = lines.lot_id.filtered(lambda lot: lot.product_id.tracking == "serial")
        return (
            self.env["stock.move.line"].search(
                Domain("lot_id", "in", serials.ids)
                & Domain("move_id", "any", self._get_issues_domain())
            )
            if serials
            else lines.browse()
        )

    def _prepare_event(self, line, asset):
        """Return what ``line`` means to ``asset``."""
        move = line.move_id
        if move.maintenance_kind == "issue" and move.equipment_id == asset:
            return PutIn(
                line.id,
                move.id,
                line.lot_id.id,
                line.quantity_product_uom,
                move.equipment_position or "",
                move.equipment_position_qty,
                line.product_id.tracking == "serial",
            )
        return TakenOut(
            move.id,
            line.lot_id.id,
            line.quantity_product_uom,
            move.equipment_position or "",
            move.maintenance_kind == "return",
            move.origin_returned_move_id.id or 0,
        )

    def _write_differences(self, lines, wanted):
        """Let the stays of ``lines`` end as is ``wanted``, and touch nothing else."""
        values = defaultdict(float)
        for out in wanted:
            values[out.line, out.move, out.fate] += out.quantity
        obsolete = self.browse()
        for row in self.search([("line_id", "in", lines.ids)]):
            quantity = values.pop(row._get_key(), 0.0)
            if not quantity:
                obsolete |= row
            elif row.quantity != quantity:
                row.quantity = quantity
        obsolete.unlink()
        self.create(
            [
                {
                    "line_id": line_id,
                    "move_id": move_id,
                    "fate_move_id": fate_id,
                    "quantity": quantity,
                }
                for (line_id, move_id, fate_id), quantity in values.items()
            ]
        )

    def _get_key(self):
        return (self.line_id.id, self.move_id.id, self.fate_move_id.id or 0)


def _by_time(line):
    return (line.move_id.date, line.move_id.id, line.id)
