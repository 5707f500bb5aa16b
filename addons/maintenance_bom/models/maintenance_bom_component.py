from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import CycleError, ancestors, descendants, explode, path_from_text
from .locking import lock_alone
from .maintenance_bom_line import EXPLODED_FIELDS

PENDING = "maintenance_bom.pending_rebuild"


@dataclass
class PendingRebuild:
    """Whose parts changed, as ids; ``must_apply``: own lines that need a target."""

    boms: set[int] = field(default_factory=set)
    equipment: set[int] = field(default_factory=set)
    must_apply: set[int] = field(default_factory=set)


class MaintenanceBomComponent(models.Model):
    """The explosion of each BOM, and of each asset that has own lines.

    Derived from the lines: written by :meth:`_rebuild` only, never by hand. The rows of
    one parts list share a ``parts_key``: the id of the BOM, or minus the id of the
    asset if the asset has own lines. An asset points to its list by the same number.
    """

    _name = "maintenance.bom.component"
    _description = "Maintenance BOM Component"
    _inherit = ["maintenance.checked.values", "maintenance.bom.component.store"]
    _order = "parts_key, sequence, id"
    _log_access = False

    parts_key = fields.Integer(required=True, readonly=True)
    slot = fields.Integer(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    path = fields.Char(
        required=True,
        readonly=True,
        help="The ids of the lines that lead from the BOM to the part (12/45/).",
    )
    bom_id = fields.Many2one(
        "maintenance.bom",
        string="BOM",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Set on the parts of an asset that has own lines.",
    )
    line_id = fields.Many2one(
        "maintenance.bom.line",
        string="BOM Line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    origin_bom_id = fields.Many2one(
        "maintenance.bom",
        string="Comes From",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="The BOM in which the line stands: this one or one of its assemblies.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    product_qty = fields.Float(
        string="Quantity",
        required=True,
        readonly=True,
        help="In the part's own unit, not rounded.",
    )
    position = fields.Char(readonly=True)
    criticality = fields.Selection(
        lambda self: self._selection_of_line("criticality"), readonly=True
    )
    maintenance_type = fields.Selection(
        lambda self: self._selection_of_line("maintenance_type"),
        string="Used In",
        readonly=True,
    )
    every_nth = fields.Integer(string="Every Nth Job", readonly=True)
    date_from = fields.Date(string="Valid From", readonly=True)
    date_to = fields.Date(string="Valid Until", readonly=True)
    is_own = fields.Boolean(string="Own Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    _list_path_uniq = models.UniqueIndex("(parts_key, path)")
    _list_slot_uniq = models.UniqueIndex("(parts_key, slot)")
    _product_list_idx = models.Index("(product_id, parts_key)")

    def _selection_of_line(self, field_name):
        return self.env["maintenance.bom.line"]._fields[field_name].selection

    @contextmanager
    def _rebuilding(self):
        """Rebuild once, at the end of the outermost block, what was marked inside.

        Yields the :class:`PendingRebuild` to add ids to. Nothing is rebuilt if the
        block raises: the change itself is rolled back then.
        """
        cache = self.env.cr.cache
        if PENDING in cache:
            yield cache[PENDING]
            return
        pending = cache[PENDING] = PendingRebuild()
        try:
            yield pending
        finally:
            cache.pop(PENDING, None)
        if pending.boms or pending.equipment:
            # nobody writes components; the lines that they follow from are checked
            self.sudo()._rebuild(pending)

    def _rebuild(self, pending):
        """Bring the explosions of the given BOMs and assets, and of all that contain
        them, in line with their lines. Only rows that differ are written.

        :raises ValidationError: if an own line in ``must_apply`` has no target there
        """
        self._flush_sources()
        graph = self._get_assembly_graph()
        boms = ancestors(graph, pending.boms)
        assets = self._get_own_lines(boms, pending.equipment)
        asset_boms = self._get_bom_of_assets(assets.keys() | pending.equipment)
        read = descendants(
            graph,
            boms
            | {bom_id for bom_id in asset_boms.values() if bom_id}
            | {own.child_bom_id for own_lines in assets.values() for own in own_lines}
            - {None},
        )
        # two who edit nested BOMs at once would both be right, and wrong together
        lock_alone(self.env["maintenance.bom"].browse(read))
        lines = self._get_lines(read)
        lists, dangling, applied = {}, set(), set()
        try:
            for bom_id in boms:
                lists[bom_id] = explode(bom_id, lines).components
            for equipment_id, bom_id in asset_boms.items():
                own_lines = assets.get(equipment_id, [])
                exploded = explode(bom_id, lines, own_lines)
                lists[-equipment_id] = exploded.components if own_lines else []
                applied |= exploded.applied
                dangling |= {own.id for own in own_lines} - exploded.applied
        except CycleError as error:
            # a loop that an own line closes; that of BOMs alone is refused before
            self.env["maintenance.bom"]._raise_cycle(error.loop)
        self._refuse_missing_targets(dangling & pending.must_apply)
        self._store(lists, asset_boms)
        self._store_dangling(dangling, applied)
        self._invalidate_derived()

    def _flush_sources(self):
        self.env["maintenance.bom.line"].flush_model(
            [*EXPLODED_FIELDS, "product_qty", "is_dangling"]
        )
        self.env["maintenance.bom"].flush_model(["company_id"])
        self.env["maintenance.equipment"].flush_model(
            ["bom_id", "company_id", "parts_key"]
        )

    @api.model
    def _get_assembly_graph(self):
        """Return {id of a BOM: ids of the BOMs that its lines fit}."""
        self.env["maintenance.bom.line"].flush_model(["bom_id", "child_bom_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT bom_id, array_agg(DISTINCT child_bom_id)
                     FROM maintenance_bom_line
                    WHERE child_bom_id IS NOT NULL AND bom_id IS NOT NULL
                 GROUP BY bom_id"""
            )
        )
        return dict(rows)

    def _refuse_missing_targets(self, line_ids):
        for line in self.env["maintenance.bom.line"].browse(sorted(line_ids)):
            raise ValidationError(
                self.env._(
                    "“%(part)s” is not among the parts of “%(asset)s”, so it cannot be "
                    "replaced or excluded there. Choose one of the asset's inherited "
                    "parts, and clear “Only at” unless it names a place of that part.",
                    part=line.target_line_id.display_name,
                    asset=line.equipment_id.display_name,
                )
            )

    def _store_dangling(self, dangling, applied):
        self.env.cr.execute(
            SQL(
                """UPDATE maintenance_bom_line SET is_dangling = (id = ANY(%(bad)s))
                    WHERE (id = ANY(%(bad)s) AND is_dangling IS NOT TRUE)
                       OR (id = ANY(%(good)s) AND is_dangling)""",
                bad=list(dangling),
                good=list(applied),
            )
        )

    def _invalidate_derived(self):
        self.invalidate_model()
        self.env["maintenance.equipment.part"].invalidate_model()
        for model, names in {
            "maintenance.bom": ["component_ids", "part_count"],
            "maintenance.bom.line": ["is_dangling"],
            "maintenance.equipment": ["part_ids", "part_count", "dangling_count"],
            "product.product": ["where_used_count"],
        }.items():
            self.env[model].invalidate_model(names)

    @api.model
    def _get_target_line_ids(self, equipment):
        """Return {asset id: ids of the lines that its own lines can be about}.

        Those are all lines on the way to a part, so the lines of assemblies too.
        """
        # of an asset that one may write on, one may choose among the inherited lines
        components = self.sudo().search_fetch(
            [
                "|",
                ("bom_id", "in", equipment.bom_id.ids),
                ("equipment_id", "in", equipment.ids),
            ],
            ["parts_key", "path"],
        )
        by_list = defaultdict(set)
        for component in components:
            by_list[component.parts_key].update(path_from_text(component.path))
        return {
            asset.id: (by_list[asset.bom_id.id] | by_list[-asset.id])
            - set(asset.own_line_ids.ids)
            for asset in equipment._origin
        }
