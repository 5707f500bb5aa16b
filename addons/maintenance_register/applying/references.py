"""From the names that a register writes to the records that they mean."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.rights import as_superuser


@dataclass(frozen=True)
class Reference:
    """Where the names of a key are looked up.

    ``names`` are the fields that are compared, those that say it most exactly first.
    """

    model: str
    names: tuple[str, ...]
    domain: Domain = Domain.TRUE


class References:
    """Looks up the names of one batch: a few queries for each key.

    Who may apply records need not see all that they name, so this is read with the
    rights of the register.
    """

    def __init__(self, register, env):
        self.register = register
        self.env = env
        self.references = register._get_references()
        # {key: {name in lower case: [ids]}}
        self._found = {}
        self._names = {}
        # {key: {name: id}} of what was created
        self.created = {}

    def look_up(self, wanted):
        """Look up names.

        :param wanted: {key: set of names}
        """
        for key, names in wanted.items():
            found = self._found.setdefault(key, {})
            missing = {
                name.lower(): name for name in names if name.lower() not in found
            }
            if not missing:
                continue
            found.update(self._search(self.references[key], missing))

    def _search(self, reference, missing):
        """Return {name in lower case: ids}.

        :param missing: {name in lower case: name}
        """
        found = {}
        records = self.env[reference.model].with_context(active_test=True)
        for field in reference.names:
            left = {low: name for low, name in missing.items() if not found.get(low)}
            if not left:
                break
            domain = reference.domain & _get_name_domain(field, left)
            for record in records.search_fetch(domain, [field]):
                value = (record[field] or "").strip()
                found.setdefault(value.lower(), []).append((value, record.id))
        return {
            low: _prefer_exact(found.get(low, []), name)
            for low, name in missing.items()
        }

    def get(self, key, name):
        """Return the ids of the records with a name."""
        created = self.created.get(key, {}).get(name.lower())
        if created:
            return [created]
        return self._found.get(key, {}).get(name.lower(), [])

    def may_create(self, key):
        """Return whether the register may create what a key names."""
        return self.register.creates_missing and bool(
            self.register._prepare_missing(key, "x")
        )

    def create_missing(self, wanted):
        """Create what is named and is not there.

        :param wanted: {key: names}
        """
        for key, names in wanted.items():
            distinct = {name.lower(): name for name in reversed(names)}
            # the register may, by its settings
            records = as_superuser(self.env[self.references[key].model])
            created = records.create(
                [
                    self.register._prepare_missing(key, name)
                    for name in distinct.values()
                ]
            )
            self.created.setdefault(key, {}).update(
                zip(distinct, created.ids, strict=True)
            )

    def drop_unused(self, used):
        """Take away what was created for records that were rejected in the end.

        :param used: {key: ids that are used}
        """
        for key, created in self.created.items():
            unused = set(created.values()) - used.get(key, set())
            if unused:
                records = as_superuser(self.env[self.references[key].model])
                records.browse(sorted(unused)).unlink()

    def read_names(self, ids_by_key):
        """Read the names of records, for people.

        :param ids_by_key: {key: set of ids}
        """
        for key, ids in ids_by_key.items():
            names = self._names.setdefault(key, {})
            left = sorted(ids - names.keys())
            if left:
                records = self.env[self.references[key].model].browse(left).exists()
                names.update({record.id: record.display_name for record in records})

    def get_name(self, key, record_id):
        """Return the name of a record, ``False`` for none."""
        if not record_id:
            return False
        return self._names.get(key, {}).get(record_id) or str(record_id)


def _get_name_domain(field, names):
    """Return the domain of the records whose name is one of these.

    :param names: {name in lower case: name}
    """
    lower, exact = list(names), list(names.values())

    def to_sql(model, alias, query):
        column = model._field_to_sql(alias, field, query)
        return SQL(
            "(%(column)s = ANY(%(exact)s) OR lower(%(column)s) = ANY(%(lower)s))",
            column=column,
            exact=exact,
            lower=lower,
        )

    return Domain.custom(to_sql=to_sql)


def _prefer_exact(found, name):
    """Return the ids of those written as ``name``; of all, if none is."""
    exact = [record_id for value, record_id in found if value == name]
    return exact or [record_id for _value, record_id in found]
