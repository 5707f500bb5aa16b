"""Views whose ``id`` is an expression: PostgreSQL finds a row of theirs through the
indexes of the tables behind the view only if it is asked for the keys inside the id.
"""

from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ..models.maintenance_bom_component import SLOTS


def get_row_ids(condition):
    """Return the ids that a condition of a domain asks for, None if it is no such
    condition.

    :param condition: of ``Domain.map_conditions()``
    """
    if condition.field_expr != "id" or condition.operator not in ("=", "in"):
        return None
    ids = [condition.value] if condition.operator == "=" else condition.value
    if not isinstance(ids, (list, tuple, set, frozenset, OrderedSet)):
        return None
    ids = [row_id for row_id in ids if row_id]
    return ids if all(isinstance(row_id, int) for row_id in ids) else None


def find_existing(rows):
    """Return those of ``rows`` of a view that exist."""
    # that a row exists is no matter of rights: who may not read it must be told so
    found = set(rows.sudo()._search([("id", "in", rows.ids)]))
    return rows.browse(row_id for row_id in rows._ids if row_id in found)


def by_slot(condition):
    """Turn a condition on ``id`` into one on the two keys inside it."""
    ids = get_row_ids(condition)
    if ids is None:
        return condition
    keys = [divmod(row_id, SLOTS) for row_id in ids]
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "(%s, %s) IN (SELECT * FROM unnest(%s::int[], %s::int[]))",
            SQL.identifier(alias, "equipment_id"),
            SQL.identifier(alias, "slot"),
            [equipment_id for equipment_id, _slot in keys],
            [slot for _equipment_id, slot in keys],
        )
    )
