"""One batch of records of a register, from what was sent to what became of it.

What is there is read in a few queries for the whole batch, each record is decided in
plain Python, and what has changed is written at once. Where that fails, the records are
tried in smaller pieces, so that a bad one does not spoil its neighbours.
"""

from collections import Counter

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.maintenance_equipment import NO_CODES
from odoo.addons.maintenance_bom.models.rights import OwnValue, as_superuser

from ..tools.attempts import try_all
from ..tools.keys import (
    BY_ASKING,
    BY_NEWEST,
    BY_ODOO,
    CONFLICT,
    CREATED,
    REFERENCE,
    REJECTED,
    RESULTS,
    UNCHANGED,
    UPDATED,
)
from ..tools.matching import (
    AMBIGUOUS,
    BOUND,
    FOREIGN,
    MATCH,
    Candidate,
    Match,
    match_asset,
)
from ..tools.merge import merge
from ..tools.records import get_digest, get_id, read_record
from .item import Item, Known, Missing, is_same_text
from .keeping import keep
from .reasons import get_reason
from .references import References
from .values import Values
from .writing import APART, HINTS, RETIRED, Writer

# the key of the context by which the assets hear which register writes on them
SOURCE = "maintenance_register_source"


class Batch:
    def __init__(self, register, dry_run=False, run=None):
        self.env = register.env
        if run is None:
            run = self.env["maintenance.register.run"]
        self.register = register
        self.dry_run = dry_run
        self.run = run
        # whoever may apply records may write what they say; the register says where
        self.env_sudo = as_superuser(
            register.with_company(register.company_id).with_context(
                active_test=False,
                lang=register.company_id.partner_id.lang or None,
                tracking_disable=True,
                **{SOURCE: OwnValue(register.id)},
                **({NO_CODES: OwnValue()} if dry_run else {}),
            )
        ).env
        self.kinds = register._get_kinds()
        self.names = register._get_field_names()
        self.owners = register._get_owners()
        self.labels = register._get_labels()
        self.references = References(register, self.env_sudo)
        self.values = Values(self)
        self.writer = Writer(self)
        self.items = []
        # the bindings that have been noted as seen
        self.kept = set()
        self.now = fields.Datetime.now()
        self.today = fields.Date.context_today(register)

    # --- all of it --------------------------------------------------------------------

    def apply(self, raws, rows=None):
        """Apply records; return what became of each, in their order.

        :param raws: what was sent
        :param rows: the number of the row of each in its workbook
        """
        self.take(raws, rows)
        self.find_known()
        self.find_unchanged()
        self.read_records()
        self.resolve()
        self.match()
        self.decide()
        self.reject_taken()
        self.write_assets()
        for item in self.items:
            if item.first and item.first.result == REJECTED:
                item.reject(item.first.reason)
        return self.items

    def get_open(self):
        return [item for item in self.items if item.is_open]

    def take(self, raws, rows):
        """Take what was sent, without reading more of it than what identifies it."""
        is_dated = BY_NEWEST in self.owners.values()
        by_id = {}
        for index, raw in enumerate(raws):
            item = Item(index, raw, get_id(raw), rows[index] if rows else 0)
            self.items.append(item)
            if item.external_id:
                # where the newest counts, the same value may count later
                item.digest = get_digest(raw, is_dated)
                by_id.setdefault(item.external_id, []).append(item)
        for same in by_id.values():
            if len(same) > 1:
                self._read_repeated(same)

    def read_records(self):
        """Read the records that may say something new."""
        readers = self.register._get_readers()
        for item in self.get_open():
            item.record = read_record(item.raw, self.kinds, readers)
            if item.record.problem:
                item.reject(get_reason(self.env, item.record.problem, self.labels))

    def _read_repeated(self, items):
        first = items[0]
        if first.digest and all(item.digest == first.digest for item in items):
            for item in items[1:]:
                item.first = first
                item.result = UNCHANGED
                item.reason = self.env._(
                    "It is the same as an earlier one of this call."
                )
            return
        for item in items:
            item.reject(
                self.env._(
                    "“%(id)s” is in this call %(count)s times with different values. "
                    "Send it once.",
                    id=item.external_id,
                    count=len(items),
                )
            )

    # --- what is there ----------------------------------------------------------------

    def find_known(self):
        self.env.flush_all()
        # also of what is rejected: the register has it still
        ids = [item.external_id for item in self.items]
        rows = self.env.execute_query(
            SQL(
                """SELECT external_id, id, state, digest, equipment_id, equipment_name,
                          CASE WHEN digest IS NULL THEN agreed_values END,
                          retired_on, last_run_id
                     FROM maintenance_register_binding
                    WHERE register_id = %s AND external_id = ANY(%s)""",
                self.register.id,
                ids,
            )
        )
        known = {external_id: Known(*values) for external_id, *values in rows}
        for item in self.items:
            item.binding = known.get(item.external_id)
            if item.is_open and item.binding and item.binding.is_tombstone:
                item.reject(
                    self.env._(
                        "The asset “%(asset)s” was deleted in Odoo. To have it created "
                        "anew, delete the record “%(id)s” of the register there first.",
                        asset=item.binding.name,
                        id=item.external_id,
                    )
                )

    def find_unchanged(self):
        """What came before, and nobody has changed since, is not looked at."""
        changed = []
        for item in self.get_open():
            if (
                item.binding
                and item.digest
                and item.binding.digest == item.digest
                and item.binding.state != "vanished"
            ):
                item.result = UNCHANGED
            elif item.binding and item.binding.digest:
                changed.append(item)
        if not changed:
            return
        agreed = dict(
            self.env.execute_query(
                SQL(
                    """SELECT id, agreed_values
                         FROM maintenance_register_binding WHERE id = ANY(%s)""",
                    [item.binding.id for item in changed],
                )
            )
        )
        for item in changed:
            item.binding.agreed = agreed[item.binding.id]

    def resolve(self):
        """Turn the names in records into the records of Odoo that they mean."""
        wanted, agreed = {}, {}
        for item in self.get_open():
            for key, value in item.record.values.items():
                if self.kinds[key] != REFERENCE or not value:
                    continue
                known = item.agreed.get(key)
                if is_same_text(known, value) and known["id"]:
                    agreed.setdefault(key, set()).add(known["id"])
                wanted.setdefault(key, set()).add(value)
        living = {
            key: set(
                self.env_sudo[self.references.references[key].model]
                .browse(sorted(ids))
                .exists()
                .ids
            )
            for key, ids in agreed.items()
        }
        self.references.look_up(wanted)
        for item in self.get_open():
            self._resolve_item(item, living)

    def _resolve_item(self, item, living):
        for key, value in item.record.values.items():
            if self.kinds[key] != REFERENCE or not value:
                item.theirs[key] = value
                continue
            known = item.agreed.get(key)
            # what the name meant before it still means, however it is called now
            if is_same_text(known, value) and (
                not known["id"] or known["id"] in living.get(key, ())
            ):
                item.theirs[key] = known["id"]
                continue
            found = self.references.get(key, value)
            if len(found) == 1:
                item.theirs[key] = found[0]
            elif self.owners.get(key) == BY_ODOO and item.binding:
                continue
            elif found:
                item.reject(
                    self.env._(
                        "%(key)s: “%(name)s” means %(count)s different ones. Write it "
                        "so that it means one, or rename the others.",
                        key=key,
                        name=value,
                        count=len(found),
                    )
                )
                return
            elif self.references.may_create(key):
                # made when it is known which records need it
                item.theirs[key] = Missing(value)
            else:
                item.reject(
                    self.env._(
                        "%(key)s: there is no “%(name)s”. Create it, or let the "
                        "register create what is missing.",
                        key=key,
                        name=value,
                    )
                )
                return

    # --- which asset ------------------------------------------------------------------

    def match(self):
        items = self.get_open()
        self.holders = self._find_holders(items)
        assets = self.env_sudo["maintenance.equipment"]
        for item in items:
            if item.binding:
                item.asset = assets.browse(item.binding.asset_id)
                continue
            hints = [
                (key, self.holders[key].get(item.theirs[key], {}))
                for key in HINTS
                if item.theirs.get(key)
            ]
            found = match_asset(self.register.company_id.id, hints)
            if found.kind == MATCH:
                item.asset = assets.browse(found.asset.id)
                item.is_matched = True
            elif found.kind in (BOUND, AMBIGUOUS, FOREIGN):
                item.reject(self._get_match_reason(found, item))
            else:
                item.is_new = True
        for item in items:
            if item.is_new and not item.theirs.get("name"):
                item.reject(
                    self.env._("name: a new asset needs a name. Send one with it.")
                )

    def _find_holders(self, items):
        """Return {hint: {value: {asset id: Candidate}}} of what the records name."""
        holders = {}
        assets = self.env_sudo["maintenance.equipment"]
        found = {}
        for key in HINTS:
            values = {item.theirs[key] for item in items if item.theirs.get(key)}
            found[key] = assets.search_fetch(
                [(self.names[key], "in", list(values))],
                [self.names[key], "company_id"],
                order="id",
            )
        bound = self._find_bound(assets.union(*found.values()))
        for key, matching in found.items():
            holders[key] = {}
            for asset in matching:
                candidate = Candidate(
                    asset.id, asset.company_id.id or None, bound.get(asset.id, "")
                )
                values = holders[key].setdefault(asset[self.names[key]], {})
                values[asset.id] = candidate
        return holders

    def _find_bound(self, assets):
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT equipment_id, external_id
                         FROM maintenance_register_binding
                        WHERE register_id = %s AND equipment_id = ANY(%s)""",
                    self.register.id,
                    assets.ids,
                )
            )
        )

    def _get_match_reason(self, found, item):
        if found.kind == FOREIGN:
            return self.env._(
                "serial_no: “%s” belongs to an asset of another company. A serial "
                "number is there once.",
                item.theirs["serial_no"],
            )
        asset = self._get_asset_name(found.asset)
        if found.kind == BOUND:
            return self.env._(
                "%(key)s: “%(value)s” is that of “%(asset)s”, which is “%(id)s” in the "
                "register. If that one was replaced, delete its record first.",
                key=found.key,
                value=item.theirs[found.key],
                asset=asset,
                id=found.asset.bound_to,
            )
        return self.env._(
            "Its serial number is that of “%(asset)s”, its code that of “%(other)s”. "
            "Correct one of them.",
            asset=asset,
            other=self._get_asset_name(found.other),
        )

    def _get_asset_name(self, candidate):
        asset = self.env_sudo["maintenance.equipment"].browse(candidate.id)
        return asset.display_name

    def reject_taken(self):
        """Reject what would give an asset the number of another one."""
        moving = {item.asset.id: item for item in self.get_open() if item.asset}
        for key in HINTS:
            first = {}
            for item in self.get_open():
                value = item.taken.get(key)
                if not value:
                    continue
                other = first.setdefault(value, item)
                if other is not item:
                    item.reject(
                        self.env._(
                            "%(key)s: “%(value)s” is that of “%(id)s” of this call, "
                            "too.",
                            key=key,
                            value=value,
                            id=other.external_id,
                        )
                    )
                    continue
                self._reject_held(item, key, value, moving)

    def _reject_held(self, item, key, value, moving):
        company = self.register.company_id.id
        for candidate in self.holders[key].get(value, {}).values():
            if item.asset and candidate.id == item.asset.id:
                continue
            if key == "code" and candidate.company != company:
                continue
            holder = moving.get(candidate.id)
            if holder and holder.taken.get(key, value) != value:
                # it gives the number up in this very call
                continue
            if candidate.company in (None, company):
                item.reject(
                    self.env._(
                        "%(key)s: “%(value)s” is that of “%(asset)s” already.",
                        key=key,
                        value=value,
                        asset=self._get_asset_name(candidate),
                    )
                )
            else:
                item.reject(self._get_match_reason(Match(FOREIGN), item))
            return

    # --- what becomes of it -----------------------------------------------------------

    def decide(self):
        items = self.get_open()
        assets = self.env_sudo["maintenance.equipment"].browse(
            [item.asset.id for item in items if item.asset]
        )
        assets.fetch(
            [self.names[key] for key in self.names if self.names[key] in assets._fields]
        )
        moments = self._find_moments(items)
        for item in items:
            if item.asset:
                # with its neighbours, so that what is read is read for all of them
                item.asset = item.asset.with_prefetch(assets._prefetch_ids)
                self._decide_known(item, moments)
            else:
                item.taken = dict(item.theirs)
                item.base = dict(item.theirs)
                self._read_retirement(item)

    def _decide_known(self, item, moments):
        self._read_retirement(item)
        for key in item.theirs:
            item.ours[key] = (
                self.values.get_ours(item.asset, key)
                if key in self.names
                # what is no value of the asset is as it was brought in last
                else item.agreed.get(key, False)
            )
        owners = self.owners
        theirs = {key: value for key, value in item.theirs.items() if key not in APART}
        if "status" in theirs:
            if theirs["status"] == RETIRED and item.ours["status"] != RETIRED:
                # a person decides, see the policy
                del theirs["status"]
            elif not theirs["status"]:
                # an asset is always in some state
                del theirs["status"]
            elif item.ours["status"] == RETIRED:
                # who has retired an asset here does not want it back unasked
                owners = owners | {"status": BY_ASKING}
        if "name" in theirs and not theirs["name"]:
            del theirs["name"]
        base = {
            key: value["id"] if isinstance(value, dict) else value
            for key, value in item.agreed.items()
        }
        merged = merge(
            owners,
            base,
            item.ours,
            theirs,
            moments.get(item.binding.id) if item.binding else None,
            item.record.modified,
        )
        item.taken, item.disputed, item.base = (
            merged.taken,
            merged.disputed,
            merged.base,
        )

    def _read_retirement(self, item):
        status, day = item.theirs.get("status"), item.theirs.get("retirement_date")
        if "status" not in item.theirs and "retirement_date" not in item.theirs:
            return
        if day:
            item.retired_on = fields.Date.to_date(day)
        elif status == RETIRED:
            item.retired_on = (item.binding and item.binding.retired_on) or self.today
        else:
            item.retired_on = False
        # in use there, whatever day it left before
        if status and status != RETIRED and day and item.retired_on <= self.today:
            item.retired_on = False

    def _find_moments(self, items):
        """Return {binding id: {key: when Odoo's value was changed}}."""
        if BY_NEWEST not in self.owners.values():
            return {}
        ids = [item.binding.id for item in items if item.binding]
        return self.env_sudo["maintenance.register.change"]._get_moments(ids)

    # --- written ----------------------------------------------------------------------

    def write_assets(self):
        items = self.get_open()
        self._create_missing(items)
        self._describe_changes(items)
        working = [item for item in items if item.is_new or item.taken]
        failed = {}
        try_all(working, self.writer.attempt, failed.__setitem__)
        for item, reason in failed.items():
            item.reject(reason)
        for item in items:
            if item.result == REJECTED:
                item.changes = []
            elif item.is_new:
                item.result = CREATED
            elif item.disputed:
                item.result = CONFLICT
                item.reason = self.env._(
                    "Changed in Odoo as well: %s.", ", ".join(item.disputed)
                )
            else:
                item.result = UPDATED if item.changes else UNCHANGED
        done = [item for item in items if item.result != REJECTED]
        if self.references.created:
            self._drop_unused(done)
        keep(self, done)

    def _create_missing(self, items):
        wanted = {}
        for item in items:
            for key, value in item.taken.items():
                if isinstance(value, Missing):
                    wanted.setdefault(key, []).append(value.name)
        if wanted:
            self.references.create_missing(wanted)
        for item in items:
            for values in (item.theirs, item.taken, item.base):
                for key, value in list(values.items()):
                    if isinstance(value, Missing):
                        # what nobody writes, such as what is in dispute, stays missing
                        if found := self.references.get(key, value.name):
                            values[key] = found[0]

    def _drop_unused(self, done):
        used = {}
        for item in done:
            for key, value in item.taken.items():
                used.setdefault(key, set()).add(value)
        self.references.drop_unused(used)

    def _describe_changes(self, items):
        shown = {}
        for item in items:
            if item.is_new:
                continue
            for key in [*item.taken, *item.disputed]:
                if self.kinds[key] == REFERENCE:
                    ids = {item.ours.get(key), item.theirs.get(key), item.base.get(key)}
                    shown.setdefault(key, set()).update(
                        value for value in ids if type(value) is int and value
                    )
        self.references.read_names(shown)
        for item in items:
            if item.is_new:
                continue
            item.changes = [
                {
                    "field": key,
                    "old": self.values.get_shown(key, item.ours.get(key, False)),
                    "new": self.values.get_shown(key, value),
                }
                for key, value in item.taken.items()
            ]

    # --- of a conflict ----------------------------------------------------------------

    def take_conflicts(self, conflicts):
        """Write what the register says in these conflicts.

        :raises UserError: for what cannot be written
        """
        items = {}
        for conflict in conflicts:
            item = items.setdefault(conflict.binding_id, Item(0))
            item.asset = conflict.equipment_id.with_env(self.env_sudo)
            key, value = conflict.field_name, conflict.register_raw
            item.ours[key] = self.values.get_ours(item.asset, key)
            if isinstance(value, dict):
                value = self._find_again(key, value)
            item.taken[key] = value or False
        self.writer.write_items(list(items.values()))
        changes = self.env_sudo["maintenance.register.change"]
        for item in items.values():
            changes._log(item.asset.ids, sorted(item.taken), self.register.id)

    def _find_again(self, key, value):
        """Return the id of what a register has named."""
        records = self.env_sudo[self.references.references[key].model]
        if value["id"] and records.browse(value["id"]).exists():
            return value["id"]
        self.references.look_up({key: {value["text"]}})
        found = self.references.get(key, value["text"])
        if not found and self.references.may_create(key):
            self.references.create_missing({key: [value["text"]]})
            found = self.references.get(key, value["text"])
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "%(key)s: there is no “%(name)s”. Create it, or let the register "
                    "create what is missing.",
                    key=self.labels.get(key, key),
                    name=value["text"],
                )
            )
        return found[0]

    # --- told -------------------------------------------------------------------------

    def count(self):
        """Return {result: number of records}."""
        counted = Counter(item.result for item in self.items)
        return {result: counted[result] for result in RESULTS}

    def get_results(self):
        """Return what became of each record, as plain values."""
        return [self._get_result(item) for item in self.items]

    def _get_result(self, item):
        source = item.first or item
        asset_id = False
        if source.result != REJECTED:
            if source.asset:
                asset_id = source.asset.id
            elif source.binding:
                asset_id = source.binding.asset_id
            if self.dry_run and source.is_new:
                asset_id = False
        return {
            "external_id": item.external_id or False,
            "result": item.result,
            "equipment_id": asset_id or False,
            "changes": item.changes,
            "reason": item.reason or False,
        }
