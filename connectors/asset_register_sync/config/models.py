"""The whole configuration."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import MOST_SECONDS, EnvName, Part, Text, Url
from .fields import Fields
from .push import Push
from .rest import RestSource
from .soap import SoapSource
from .workbook import WorkbookSource

Source = Annotated[
    RestSource | SoapSource | WorkbookSource, Field(discriminator="kind")
]


class Odoo(Part):
    """Where Odoo is, and how to get in.

    ``json2`` sends the API key of ``key_env``; ``xmlrpc`` sends ``login`` and the
    password, or key, of ``key_env``. ``batch_size``: how many records go in one call.
    ``ca_file``: the certificates to trust, if not those of the system.
    """

    url: Url
    database: Text
    protocol: Literal["json2", "xmlrpc"] = "json2"
    login: str = ""
    key_env: EnvName = "ODOO_API_KEY"
    batch_size: int = Field(500, ge=1, le=1000)
    timeout: float = Field(180, gt=0, le=MOST_SECONDS)
    ca_file: str = ""

    @model_validator(mode="after")
    def _check_login(self) -> "Odoo":
        if self.protocol == "xmlrpc" and not self.login:
            raise ValueError("login is missing: XML-RPC needs one")
        return self


class Config(Part):
    """One register and its Odoo. ``register`` is the code of the register there."""

    register_code: Text = Field(alias="register")
    preset: str = ""
    state: str = ""
    odoo: Odoo
    source: Source
    fields: Fields
    push: Push | None = None
