from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import (
    CycleError,
    Line,
    OwnLine,
    allocate_slots,
    ancestors,
    descendants,
    explode,
    path_from_text,
    path_to_text,
)
from .locking import lock_alone
from .maintenance_bom_line import EXPLODED_FIELDS

PENDING = "maintenance_bom.pending_rebuild"
# Rows of one parts list. The id of a row of maintenance.equipment.part is
# equipment id × SLOTS + slot: with 2**13 it stays below 2**31, the largest number that
# XML-RPC carries, for the first 262,143 assets.
SLOTS = 8192
COLUMNS = (
    "parts_key",
    "path",
    "slot",
    "sequence",
    "bom_id",
    "equipment_id",
    "line_id",
    "origin_bom_id",
    "product_id",
    "product_qty",
    "position",
    "criticality",
    "maintenance_type",
    "every_nth",
    "date_from",
    "date_to",
    "is_own",
    "company_id",
)


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
    _inherit = "maintenance.checked.values"
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

    # Reading and writing in sets

    def _get_own_lines(self, bom_ids, equipment_ids):
        """Return {asset id: its :class:`OwnLine` in order} for the given assets and for
        those that the given BOMs reach, by their own BOM or through an own assembly."""
        rows = self.env.execute_query(
            SQL(
                """SELECT l.equipment_id, l.id, l.product_qty, l.product_id,
                          l.child_bom_id, l.position, l.criticality, l.maintenance_type,
                          l.every_nth, l.date_from, l.date_to, l.effect,
                          l.target_line_id, l.target_path
                     FROM maintenance_bom_line l
                    WHERE l.equipment_id IN (
                              SELECT o.equipment_id
                                FROM maintenance_bom_line o
                                JOIN maintenance_equipment e ON e.id = o.equipment_id
                               WHERE e.id = ANY(%(equipment)s)
                                  OR e.bom_id = ANY(%(boms)s)
                                  OR o.child_bom_id = ANY(%(boms)s))
                 ORDER BY l.equipment_id, l.sequence, l.id""",
                equipment=list(equipment_ids),
                boms=list(bom_ids),
            )
        )
        assets = defaultdict(list)
        for (
            equipment_id,
            line_id,
            quantity,
            product_id,
            child_id,
            position,
            *rest,
        ) in rows:
            *shared, effect, target_id, target_path = rest
            assets[equipment_id].append(
                OwnLine(
                    line_id,
                    quantity,
                    product_id,
                    child_id,
                    None,
                    position or "",
                    *shared,
                    effect=effect,
                    target_line_id=target_id,
                    target_path=path_from_text(target_path),
                )
            )
        return assets

    def _get_bom_of_assets(self, equipment_ids):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, bom_id FROM maintenance_equipment WHERE id = ANY(%s)",
                    list(equipment_ids),
                )
            )
        )

    def _get_lines(self, bom_ids):
        """Return {BOM id: its :class:`Line` in order}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT bom_id, id, product_qty, product_id, child_bom_id, position,
                          criticality, maintenance_type, every_nth, date_from, date_to
                     FROM maintenance_bom_line
                    WHERE bom_id = ANY(%s)
                 ORDER BY bom_id, sequence, id""",
                list(bom_ids),
            )
        )
        lines = defaultdict(list)
        for bom_id, line_id, quantity, product_id, child_id, position, *rest in rows:
            lines[bom_id].append(
                Line(
                    line_id,
                    quantity,
                    product_id,
                    child_id,
                    bom_id,
                    position or "",
                    *rest,
                )
            )
        return lines

    def _store(self, lists, asset_boms):
        """Write what ``lists`` ({parts key: components}) differs in from the table.

        :param asset_boms: {asset id: id of its BOM}: a part keeps the number that it
            has in the BOM, so that the asset's rows keep their ids
        """
        keys = set(lists) | {bom_id for bom_id in asset_boms.values() if bom_id}
        stored = defaultdict(dict)
        for row_id, *values in self.env.execute_query(
            SQL(
                """SELECT id, %s FROM maintenance_bom_component
                    WHERE parts_key = ANY(%s)""",
                SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
                list(keys),
            )
        ):
            stored[values[0]][values[1]] = (row_id, tuple(values))
        companies = self._get_companies(lists)
        # BOMs first: assets take over their numbers
        to_insert, to_update, to_delete = [], [], []
        slots_of = {
            key: {path: values[2] for path, (_id, values) in rows.items()}
            for key, rows in stored.items()
        }
        for key in sorted(lists, reverse=True):
            components = lists[key]
            paths = [path_to_text(component.path) for component in components]
            before = slots_of.get(key, {})
            try:
                slots = allocate_slots(
                    paths, before, slots_of.get(asset_boms.get(-key), {}), SLOTS
                )
            except OverflowError:
                self._raise_too_many_parts(key, len(paths))
            slots_of[key] = slots
            rows = stored.get(key, {})
            to_delete += [
                row_id for path, (row_id, _v) in rows.items() if path not in slots
            ]
            for rank, (path, component) in enumerate(
                zip(paths, components, strict=True)
            ):
                values = _row(key, path, slots[path], rank, component, companies[key])
                if path not in rows:
                    to_insert.append(values)
                elif rows[path][1] != values:
                    to_update.append((rows[path][0], *values))
        self._write_rows(to_insert, to_update, to_delete)

    def _get_companies(self, lists):
        """Return {parts key: company id or None}."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT id, company_id FROM maintenance_bom WHERE id = ANY(%s)
                        UNION ALL
                       SELECT -id, company_id FROM maintenance_equipment
                        WHERE id = ANY(%s)""",
                    [key for key in lists if key > 0],
                    [-key for key in lists if key < 0],
                )
            )
        )

    def _write_rows(self, to_insert, to_update, to_delete):
        cr = self.env.cr
        if to_delete:
            cr.execute(
                SQL(
                    "DELETE FROM maintenance_bom_component WHERE id = ANY(%s)",
                    to_delete,
                )
            )
        columns = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        if to_update:
            cr.execute(
                SQL(
                    """UPDATE maintenance_bom_component c SET (%s) = ROW(%s)
                         FROM (%s) AS v (id, %s) WHERE c.id = v.id""",
                    columns,
                    SQL(", ").join(SQL.identifier("v", name) for name in COLUMNS),
                    self._unnest(("id", *COLUMNS), to_update),
                    columns,
                )
            )
        if to_insert:
            cr.execute(
                SQL(
                    "INSERT INTO maintenance_bom_component (%s) %s",
                    columns,
                    self._unnest(COLUMNS, to_insert),
                )
            )

    def _unnest(self, names, rows):
        """Return a SELECT of ``rows``, one typed array a column."""
        types = {name: self._fields[name].column_type[1] for name in names}
        arrays = [list(column) for column in zip(*rows, strict=True)]
        return SQL(
            "SELECT * FROM unnest(%s)",
            SQL(", ").join(
                SQL("%s::%s[]", array, SQL(types[name].split("(")[0]))
                for name, array in zip(names, arrays, strict=True)
            ),
        )

    def _raise_too_many_parts(self, key, count):
        model = "maintenance.bom" if key > 0 else "maintenance.equipment"
        raise ValidationError(
            self.env._(
                "“%(name)s” would have %(count)s fitted parts; at most %(limit)s are "
                "possible. Split it into several assets.",
                name=self.env[model].browse(abs(key)).display_name,
                count=count,
                limit=SLOTS,
            )
        )


def _row(key, path, slot, rank, component, company_id):
    return (
        key,
        path,
        slot,
        rank,
        key if key > 0 else None,
        -key if key < 0 else None,
        component.line_id,
        component.bom_id,
        component.product_id,
        component.quantity,
        component.position or None,
        component.criticality,
        component.maintenance_type,
        component.every_nth,
        component.date_from,
        component.date_to,
        component.is_own,
        company_id,
    )
