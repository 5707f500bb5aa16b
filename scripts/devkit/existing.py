"""Whether installing the addons leaves the records of an existing database alone."""

from . import manifest, templates
from .console import say
from .workspace import Workspace

# Odoo's own administration of modules, rights, views and messages: installing any
# module writes there.
_ADMINISTRATION = ("base_", "bus_", "ir_", "mail_", "res_groups", "res_users", "web_")

# Giving the administrators their role touches their contacts.
_ROWS = {"res_partner": "WHERE id NOT IN (SELECT partner_id FROM public.res_users)"}

_COLUMNS = """
    SELECT c.table_name, string_agg(quote_ident(c.column_name), ', '
                                    ORDER BY c.column_name)
      FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  GROUP BY c.table_name
"""


def changed_tables(ws: Workspace) -> list[str]:
    """Install all addons over Odoo's demo data; the native tables that changed.

    A table changed if a row is gone or has another value in a column that was there
    before, ``write_date`` included. New rows and new columns are no change.
    """
    names = sorted(ws.addons)
    outside = manifest.outside_depends(ws.addons, names)
    database = templates.run_name()
    templates.copy(ws, templates.core(ws, outside, demo=True), database)
    try:
        tables = {
            table: columns
            for table, columns in ws.databases.query(_COLUMNS, database=database)
            if not table.startswith(_ADMINISTRATION)
        }
        ws.databases.query(*_snapshots(tables), "SELECT 1", database=database)
        say("installing all addons on a database that is in use")
        ws.install(database, names, strict=False, log="existing")
        rows = ws.databases.query(_comparison(tables), database=database)
    finally:
        ws.databases.drop(database)
    return sorted(table for table, missing in rows if missing)


def _snapshots(tables: dict[str, str]) -> list[str]:
    return [
        "CREATE SCHEMA before",
        # otherwise our demo data would come along and touch what it uses
        "UPDATE ir_module_module SET demo = false",
        *(
            f'CREATE TABLE before."{table}" AS SELECT {columns} FROM public."{table}" '
            + _ROWS.get(table, "")
            for table, columns in tables.items()
        ),
    ]


def _comparison(tables: dict[str, str]) -> str:
    """For each table the number of rows that are no longer there as they were."""
    return " UNION ALL ".join(
        f"""SELECT '{table}', count(*) FROM (
                SELECT ROW({columns})::text FROM before."{table}"
                EXCEPT ALL
                SELECT ROW({columns})::text FROM public."{table}") AS gone"""
        for table, columns in tables.items()
    )
