from psycopg2.extras import Json

from odoo import models
from odoo.tools import SQL

# rows a statement
BATCH = 1000


class MaintenanceDerived(models.AbstractModel):
    """A table that the planner derives: one key a row, written as a difference."""

    _name = "maintenance.derived"
    _description = "Derived Table"

    def _replace_rows(self, warehouse, columns, rows):
        """Bring the rows of ``warehouse`` in line with ``rows``; what is equal stays.

        :param columns: names of stored columns, without ``key`` and ``warehouse_id``
        :param rows: {key: tuple of values in the order of ``columns``}, None for NULL
        :return: (created, changed, removed)
        """
        self.flush_model()
        names = SQL(", ").join(map(SQL.identifier, columns))
        existing = {
            key: (row_id, tuple(values))
            for row_id, key, *values in self.env.execute_query(
                SQL(
                    "SELECT id, key, %s FROM %s WHERE warehouse_id = %s",
                    names,
                    SQL.identifier(self._table),
                    warehouse.id,
                )
            )
        }
        gone = [row_id for key, (row_id, _) in existing.items() if key not in rows]
        fresh = [(key, *row) for key, row in rows.items() if key not in existing]
        changed = [
            (existing[key][0], *row)
            for key, row in rows.items()
            if key in existing and existing[key][1] != row
        ]
        if gone:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self._table),
                    gone,
                )
            )
        if fresh:
            self._insert_rows(warehouse, names, fresh)
        if changed:
            self._update_rows(columns, changed)
        if gone or fresh or changed:
            self.invalidate_model()
        return len(fresh), len(changed), len(gone)

    def _insert_rows(self, warehouse, names, rows):
        head = SQL(
            "INSERT INTO %s (warehouse_id, key, %s) VALUES ",
            SQL.identifier(self._table),
            names,
        )
        rows = [(warehouse.id, *row) for row in rows]
        self._execute_values(f"{head.code}%s", rows)

    def _update_rows(self, columns, rows):
        settings = SQL(", ").join(
            SQL(
                "%s = new.%s::%s",
                SQL.identifier(name),
                SQL.identifier(name),
                SQL(self._fields[name].column_type[0]),
            )
            for name in columns
        )
        head = SQL(
            "UPDATE %s old SET %s FROM (VALUES ",
            SQL.identifier(self._table),
            settings,
        )
        tail = SQL(
            ") new (id, %s) WHERE old.id = new.id",
            SQL(", ").join(map(SQL.identifier, columns)),
        )
        self._execute_values(f"{head.code}%s{tail.code}", rows)

    def _execute_values(self, statement, rows):
        """Run a statement with one place for all rows, some at a time."""
        adapted = [
            tuple(Json(value) if isinstance(value, dict) else value for value in row)
            for row in rows
        ]
        self.env.cr.execute_values(statement, adapted, page_size=BATCH)

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
