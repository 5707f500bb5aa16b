from collections import defaultdict

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import Line, OwnLine, allocate_slots, path_from_text, path_to_text

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


class MaintenanceBomComponentStore(models.AbstractModel):
    """Reading the lines in sets, and writing the difference that an explosion makes."""

    _name = "maintenance.bom.component.store"
    _description = "Storage of the Maintenance BOM Components"

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
