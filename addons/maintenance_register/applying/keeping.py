"""What is remembered of a batch."""

from ..tools.keys import REFERENCE
from .item import Known
from .writing import APART


def keep(batch, done):
    """Remember what was agreed on, who is in conflict, and who else is to hear."""
    _keep_bindings(batch, done)
    conflicts = batch.env_sudo["maintenance.register.conflict"]
    conflicts._refresh(batch, done)
    changes = batch.env_sudo["maintenance.register.change"]
    changed = {}
    for item in done:
        keys = set(item.taken) - set(APART)
        if keys and not item.is_new:
            changed.setdefault(tuple(sorted(keys)), []).append(item.asset.id)
    for keys, ids in changed.items():
        changes._log(ids, keys, batch.register.id)
    matched = [item.binding.id for item in done if item.is_matched]
    changes._log_bound(matched)


def _get_kept(batch, item):
    """Return what both sides agree on, as it is stored."""
    kept = dict(item.agreed)
    for key, value in item.base.items():
        if batch.kinds.get(key) != REFERENCE or not value:
            kept[key] = value
        elif item.theirs.get(key) == value and key in item.record.values:
            kept[key] = {"id": value, "text": item.record.values[key]}
    return kept


def _keep_bindings(batch, done):
    changed = [item for item in done if item.binding]
    new = [item for item in done if not item.binding]
    bindings = batch.env_sudo["maintenance.register.binding"]
    for item, binding_id in zip(
        new,
        bindings._insert(
            batch.register, [_get_row(batch, item) for item in new], batch.run
        ),
        strict=True,
    ):
        item.binding = Known(binding_id, "bound", "", 0, "", {}, None, 0)
    bindings._update(
        [(item.binding.id, *_get_row(batch, item)) for item in changed], batch.run
    )
    batch.kept.update(item.binding.id for item in done)
    back = [item.binding.id for item in changed if item.binding.state == "vanished"]
    back += [item.binding.id for item in changed if item.retired_on is False]
    if back:
        batch.env_sudo["maintenance.register.proposal"]._drop_obsolete(back)


def _get_row(batch, item):
    """Return external id, asset, agreed values, digest, state and day of retiring."""
    retired_on = item.retired_on
    if retired_on is None:
        retired_on = (item.binding and item.binding.retired_on) or False
    is_retired = retired_on and retired_on <= batch.today
    if batch.register.retired_policy == "ignore":
        is_retired = False
    return (
        item.external_id,
        item.asset.id,
        _get_kept(batch, item),
        None if item.disputed else item.digest or None,
        "retired" if is_retired else "bound",
        retired_on or None,
    )
