"""The values of assets: as they are compared, as they are read, as they are stored."""

from odoo.tools import html2plaintext

from ..tools.keys import CHOICE, DATE, NOTE, NUMBER, REFERENCE
from ..tools.records import get_number, read_note
from .item import Missing


class Values:
    """Reads the values of assets for one batch."""

    def __init__(self, batch):
        self.batch = batch

    def get_ours(self, asset, key):
        """Return the value of an asset as it is compared."""
        name = self.batch.names.get(key)
        if not name:
            return False
        value = asset[name]
        kind = self.batch.kinds[key]
        if kind == REFERENCE:
            return value.id
        if kind == DATE:
            return value.isoformat() if value else False
        if kind == NUMBER:
            return get_number(value or 0.0)
        if kind == NOTE:
            if not value:
                return False
            return read_note(html2plaintext(value, include_references=False))
        return (value or "").strip() or False

    def get_shown(self, key, value):
        """Return a value as people and programs read it."""
        if isinstance(value, Missing):
            return value.name
        if self.batch.kinds[key] == REFERENCE:
            return self.batch.references.get_name(key, value)
        return value

    def get_text(self, key, value):
        """Return a value as a person reads it, an empty text for nothing."""
        if self.batch.kinds[key] == CHOICE and value:
            field = self.batch.env["maintenance.equipment"]._fields[
                self.batch.names[key]
            ]
            return dict(field._description_selection(self.batch.env)).get(value, value)
        if self.batch.kinds[key] == NUMBER:
            return f"{value:g}" if value else ""
        return self.get_shown(key, value) or ""

    def get_raw(self, item, key, value):
        """Return a value as it is stored: of a reference its id and its name."""
        if self.batch.kinds[key] != REFERENCE:
            return value
        if isinstance(value, Missing):
            return {"id": False, "text": value.name}
        text = self.get_shown(key, value)
        if value and value == item.theirs.get(key):
            text = item.record.values.get(key) or text
        return {"id": value, "text": text} if value else False

    def read_assets(self, assets):
        """Return {asset id: {key: plain value}}."""
        assets = assets.with_env(self.batch.env_sudo)
        ids = {}
        found = {
            asset.id: {key: self.get_ours(asset, key) for key in self.batch.names}
            for asset in assets
        }
        for key, kind in self.batch.kinds.items():
            if kind == REFERENCE:
                ids[key] = {values[key] for values in found.values() if values[key]}
        self.batch.references.read_names(ids)
        return {
            asset_id: {key: self.get_shown(key, value) for key, value in values.items()}
            for asset_id, values in found.items()
        }
