"""``[fields]``: which value of a row becomes which field of an asset."""

from typing import Literal

from pydantic import Field, model_validator

from .base import Part, Text

# {key of a record of Odoo: what its value is}
KEYS: dict[str, str] = {
    "external_id": "text",
    "name": "text",
    "serial_no": "text",
    "code": "text",
    "model": "text",
    "category": "text",
    "bom": "text",
    "location": "text",
    "owner": "text",
    "vendor": "text",
    "status": "text",
    "condition": "text",
    "cost": "amount",
    "in_service_date": "date",
    "warranty_date": "date",
    "retirement_date": "date",
    "modified": "moment",
    "last_replaced": "replacements",
    "note": "lines",
}
CHOICES = {
    "status": ("planned", "in_service", "out_of_service", "retired"),
    "condition": ("new", "good", "worn", "defective"),
}

Scalar = str | int | float | bool


class FieldRule(Part):
    """How one field gets its value.

    ``path``: where it stands in a row; of several paths the first with a value, or with
    ``join`` all of them with that text between. ``constant``: always this value.
    ``default``: if the row has none. ``values``: a table from the register's words to
    those of Odoo (upper and lower case are the same); ``otherwise`` is for a word that
    is not in it: ``"reject"`` the row, ``"keep"`` the word, ``"empty"``. ``format``:
    how a date (``iso``, ``dmy``, ``mdy``, ``ymd``, or a pattern such as ``%d.%m.%Y``)
    or an amount (``1234.56``, ``1,234.56``, ``1.234,56``) is written. ``empty``: what
    stands for no value. ``unescape``: the text is HTML-escaped. ``part``, ``date`` and
    ``position`` are of ``last_replaced`` alone: paths in each row of the list at
    ``path``.
    """

    path: Text | tuple[Text, ...] = ()
    join: str | None = None
    constant: Scalar | None = None
    default: Scalar | None = None
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: Literal["reject", "keep", "empty"] = "reject"
    format: str = ""
    empty: tuple[str, ...] = ()
    unescape: bool = False
    part: str = ""
    date: str = ""
    position: str = ""
    required: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path,) if isinstance(self.path, str) else self.path

    @model_validator(mode="after")
    def _check_source(self) -> "FieldRule":
        if bool(self.paths) == (self.constant is not None):
            raise ValueError("give either a path or a constant")
        if self.join is not None and len(self.paths) < 2:
            raise ValueError("join needs several paths")
        return self


def expand(value: object) -> object:
    """Return a rule as a table: a text, or several, alone are paths."""
    return {"path": value} if isinstance(value, str | list) else value


class Fields(Part):
    """The rules, by the keys of a record of Odoo."""

    rules: dict[str, FieldRule]

    @model_validator(mode="before")
    @classmethod
    def _collect(cls, data: object) -> object:
        if not isinstance(data, dict):
            raise ValueError("this must be a table")
        # false takes away what a preset maps
        return {
            "rules": {
                key: expand(rule) for key, rule in data.items() if rule is not False
            }
        }

    @model_validator(mode="after")
    def _check_keys(self) -> "Fields":
        for key, rule in self.rules.items():
            if key not in KEYS:
                known = ", ".join(KEYS)
                raise ValueError(f"“{key}” is no field of an asset; there are: {known}")
            if (key == "last_replaced") != bool(rule.part and rule.date):
                raise ValueError("part and date are of last_replaced, which needs both")
            for word in rule.values.values():
                if key in CHOICES and word and word not in CHOICES[key]:
                    choices = ", ".join(CHOICES[key])
                    raise ValueError(f"“{word}” is no {key}; there are: {choices}")
        if "external_id" not in self.rules:
            raise ValueError("external_id is missing: what tells one row from another?")
        return self
