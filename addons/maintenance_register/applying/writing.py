"""What a batch writes on assets."""

import logging

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.maintenance_bom.models.isolation import NOT_OF_RECORDS

from ..tools.keys import CHOICE, DATE, NOTE, NUMBER, REFERENCE
from .reasons import describe_failure

_logger = logging.getLogger(__name__)

# what identifies an asset beside its record, the strongest first
HINTS = ("serial_no", "code")
# what retires an asset is never written, but proposed
RETIRED = "retired"
# what is decided beside the merge
APART = ("retirement_date",)


class Writer:
    """Writes what has been decided for the records of one batch."""

    def __init__(self, batch):
        self.batch = batch

    def attempt(self, items):
        """Write these or none of them; return why it fails, if it does."""
        try:
            with self.batch.env.cr.savepoint():
                self.write_items(items)
                self.batch.env_sudo.flush_all()
            return None
        except NOT_OF_RECORDS:
            raise
        except Exception as error:
            self.batch.env.invalidate_all()
            reason = describe_failure(self.batch.env, error)
            if len(items) == 1:
                ids = [item.external_id for item in items]
                is_told = isinstance(error, UserError)
                _logger.info("Left out: %s: %s", ids, reason, exc_info=not is_told)
            return reason

    def write_items(self, items):
        assets = self.batch.env_sudo["maintenance.equipment"]
        new = [item for item in items if item.is_new]
        owner = self.batch.names.get("owner")
        if new:
            vals_list = [self._prepare_asset(item) for item in new]
            owners = [vals.pop(owner, False) for vals in vals_list]
            for item, asset in zip(new, assets.create(vals_list), strict=True):
                item.asset = asset
            self._write_groups(
                [
                    (item.asset, {owner: user})
                    for item, user in zip(new, owners, strict=True)
                    if user
                ]
            )
        known = [item for item in items if not item.is_new]
        self._free_numbers(known)
        self._set_statuses(items)
        self._write_known(known)
        self._write_groups(
            [
                (item.asset, {"in_service_date": item.taken["in_service_date"]})
                for item in new
                if item.taken.get("status") == "in_service"
                and (item.taken.get("in_service_date") or "")
                > self.batch.today.isoformat()
            ]
        )
        self.batch.register._apply_others(self.batch, items)

    def _write_known(self, items):
        """Write what has changed of assets that are there.

        What many have in common, such as their category, is written for all of them at
        once: it has consequences that take queries.
        """
        common = {
            self.batch.names[key]
            for key, kind in self.batch.kinds.items()
            if kind in (REFERENCE, CHOICE) and key in self.batch.names
        }
        own, shared = [], {}
        for item in items:
            vals = self._prepare_write(item)
            for name in common & vals.keys():
                shared.setdefault(name, []).append((item.asset, {name: vals.pop(name)}))
            own.append((item.asset, vals))
        self._write_groups(own)
        for pairs in shared.values():
            self._write_groups(pairs)

    def _prepare_asset(self, item):
        vals = self._prepare_write(item)
        vals["company_id"] = self.batch.register.company_id.id
        return {name: value for name, value in vals.items() if value is not False}

    def _prepare_write(self, item):
        vals = {}
        for key, value in item.taken.items():
            name = self.batch.names.get(key)
            if not name or key in ("status", *APART):
                continue
            if self.batch.kinds[key] == DATE:
                value = fields.Date.to_date(value) if value else False
            elif self.batch.kinds[key] == NUMBER:
                value = value or 0.0
            elif self.batch.kinds[key] == NOTE and value:
                value = plaintext2html(value)
            vals[name] = value
        return self.batch.register._complete_asset(vals)

    def _write_groups(self, pairs):
        """Write on each asset, on those that get the same at once."""
        groups = {}
        for asset, vals in pairs:
            if vals:
                groups.setdefault(repr(sorted(vals.items())), (vals, []))[1].append(
                    asset.id
                )
        assets = self.batch.env_sudo["maintenance.equipment"]
        everything = assets.browse([asset.id for asset, _vals in pairs])
        for vals, ids in groups.values():
            assets.browse(ids).with_prefetch(everything._prefetch_ids).write(vals)

    def _free_numbers(self, items):
        """Let assets give up the numbers that others of this batch take over."""
        for key in HINTS:
            wanted = {item.taken[key] for item in items if item.taken.get(key)}
            givers = [
                item.asset.id
                for item in items
                if key in item.taken and item.ours.get(key) in wanted
            ]
            if givers:
                assets = self.batch.env_sudo["maintenance.equipment"].browse(givers)
                assets.write({self.batch.names[key]: False})
                assets.flush_recordset([self.batch.names[key]])

    def _set_statuses(self, items):
        """Lead assets through their life by the actions that a person would use."""
        assets = self.batch.env_sudo["maintenance.equipment"]
        groups, retiring = {}, {}
        for item in items:
            status = item.taken.get("status")
            if item.is_new and item.retired_on:
                retiring.setdefault(item.retired_on, []).append(item.asset.id)
            if status and status != RETIRED:
                if item.asset.lifecycle_state != status:
                    groups.setdefault(status, []).append(item.asset.id)
        for status, ids in groups.items():
            chosen = assets.browse(ids)
            if status == "planned":
                chosen.action_plan()
            elif status == "in_service":
                chosen.action_put_in_service()
            else:
                retired = chosen.filtered(
                    lambda asset: asset.lifecycle_state == RETIRED
                )
                retired.action_put_in_service()
                chosen.action_take_out_of_service()
        for day, ids in retiring.items():
            assets.browse(ids).action_retire(day)
