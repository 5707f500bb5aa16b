import csv
import io
import json
from itertools import islice

from odoo import fields, models
from odoo.tools import SQL

FRESH = SQL.identifier("maintenance_fresh_rows")
ROWS_AT_ONCE = 500


class MaintenanceDerived(models.AbstractModel):
    """A table that the planner derives: one key a row, written as a difference."""

    _name = "maintenance.derived"
    _description = "Derived Table"
    _inherit = ["maintenance.checked.values"]

    key = fields.Char(
        required=True,
        readonly=True,
        help="Key of the row: the same in each run of the planner.",
    )
    # found by the index of the keys
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    # a warehouse never changes its company: no column to write and to guard
    company_id = fields.Many2one(related="warehouse_id.company_id")

    _key_uniq = models.UniqueIndex("(warehouse_id, key)")

    def _replace_rows(self, warehouse, columns, rows, kept=None):
        """Bring the rows of ``warehouse`` in line with ``rows``; what is equal stays.

        :param columns: names of stored columns, without ``key`` and ``warehouse_id``
        :param rows: {key: tuple of values in the order of ``columns``}, None for NULL
        :param kept: SQL, the condition on rows ``old`` that are not removed either
        :return: (created, changed, removed)
        """
        self.flush_model()
        if not self._has_rows(warehouse):
            return self._create_rows(warehouse, columns, rows), 0, 0
        self._load_fresh_rows(columns, rows)
        removed = self._write(self._get_removal(warehouse, kept))
        changed = self._write(self._get_change(warehouse, columns))
        created = self._write(self._get_creation(warehouse, columns))
        self.env.cr.execute(SQL("DROP TABLE %s", FRESH))
        if created or changed or removed:
            self.invalidate_model()
        return created, changed, removed

    def _remove_rows(self, warehouses):
        """Remove all rows of ``warehouses``."""
        self.flush_model()
        removal = SQL(
            "DELETE FROM %s WHERE warehouse_id = ANY(%s)",
            SQL.identifier(self._table),
            warehouses.ids,
        )
        if self._write(removal):
            self.invalidate_model()

    def _create_rows(self, warehouse, columns, rows):
        """Store ``rows`` where there are none yet; return how many they are.

        There is nothing to compare with, which PostgreSQL may not know: it would go
        through what it has just stored, for each row.
        """
        if rows:
            table = SQL.identifier(self._table)
            self._copy_rows(table, columns, rows, warehouse_id=warehouse.id)
            self.invalidate_model()
        return len(rows)

    def _load_fresh_rows(self, columns, rows):
        """Put ``rows`` into a table of this transaction, in the types of this model."""
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS "
                "SELECT key, %s FROM %s WITH NO DATA",
                FRESH,
                _join(columns),
                SQL.identifier(self._table),
            )
        )
        self._copy_rows(FRESH, columns, rows)
        # whatever the database believes about tables that have just been filled
        self.env.cr.execute(SQL("CREATE UNIQUE INDEX ON %s (key)", FRESH))
        self.env.cr.execute(SQL("ANALYZE %s (key)", FRESH))

    def _has_rows(self, warehouse):
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE warehouse_id = %s LIMIT 1",
                    SQL.identifier(self._table),
                    warehouse.id,
                )
            )
        )

    def _copy_rows(self, table, columns, rows, **same):
        """Add ``rows`` to ``table``.

        :param same: what further columns are in all rows
        """
        texts = self._get_texts_of_rows(columns, rows)
        text = _Text((*row, *same.values()) for row in texts)
        copy = SQL(
            "COPY %s (%s) FROM STDIN (FORMAT csv)",
            table,
            _join(["key", *columns, *same]),
        )
        self.env.cr.copy_expert(copy.code, text)

    def _get_texts_of_rows(self, columns, rows):
        """Yield each row with its key in front, what is JSON as text."""
        json_columns = [
            number
            for number, name in enumerate(columns)
            if self._fields[name].type == "json"
        ]
        for key, values in rows.items():
            if json_columns:
                values = list(values)
                for number in json_columns:
                    values[number] = json.dumps(values[number])
            yield key, *values

    def _write(self, statement):
        """Execute ``statement``; return how many rows it wrote."""
        self.env.cr.execute(statement)
        return self.env.cr.rowcount

    def _get_removal(self, warehouse, kept=None):
        return SQL(
            """DELETE FROM %(table)s old
                WHERE warehouse_id = %(warehouse)s
                  AND NOT EXISTS (SELECT 1 FROM %(fresh)s new WHERE new.key = old.key)
                  AND NOT (%(kept)s)
            """,
            table=SQL.identifier(self._table),
            warehouse=warehouse.id,
            fresh=FRESH,
            kept=kept or SQL("FALSE"),
        )

    def _get_change(self, warehouse, columns):
        new = _join(columns, "new")
        return SQL(
            """UPDATE %(table)s old
                  SET (%(columns)s) = ROW (%(new)s)
                 FROM %(fresh)s new
                WHERE old.warehouse_id = %(warehouse)s
                  AND new.key = old.key
                  AND (%(old)s) IS DISTINCT FROM (%(new)s)""",
            table=SQL.identifier(self._table),
            columns=_join(columns),
            new=new,
            old=_join(columns, "old"),
            fresh=FRESH,
            warehouse=warehouse.id,
        )

    def _get_creation(self, warehouse, columns):
        return SQL(
            """INSERT INTO %(table)s (warehouse_id, key, %(columns)s)
               SELECT %(warehouse)s, key, %(columns)s
                 FROM %(fresh)s new
                WHERE NOT EXISTS (SELECT 1
                                    FROM %(table)s old
                                   WHERE old.warehouse_id = %(warehouse)s
                                     AND old.key = new.key)""",
            table=SQL.identifier(self._table),
            columns=_join(columns),
            fresh=FRESH,
            warehouse=warehouse.id,
        )

    def _get_ids_by_key(self, warehouse):
        """Return {key: id} of the rows of ``warehouse``."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT key, id FROM %s WHERE warehouse_id = %s",
                    SQL.identifier(self._table),
                    warehouse.id,
                )
            )
        )


def _join(columns, alias=None):
    names = [(alias, name) if alias else (name,) for name in columns]
    return SQL(", ").join(SQL.identifier(*name) for name in names)


class _Text:
    """Rows as CSV, written while they are read: PostgreSQL stores in the meantime."""

    def __init__(self, rows):
        self.rows = iter(rows)
        self.left = ""

    # that of a file: pylint takes it for that of a model
    def read(self, size):  # pylint: disable=method-required-super
        if not self.left:
            text = io.StringIO()
            # nothing is written for None, nor for empty text: both are NULL
            csv.writer(text).writerows(islice(self.rows, ROWS_AT_ONCE))
            self.left = text.getvalue()
        text, self.left = self.left[:size], self.left[size:]
        return text
