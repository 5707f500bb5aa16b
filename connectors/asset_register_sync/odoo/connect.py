"""From the configuration to a client."""

from collections.abc import Mapping

import requests

from ..config.models import Odoo
from ..config.secrets import get_secret
from ..web import make_session
from .client import OdooClient
from .json2 import Json2Client
from .xmlrpc import XmlRpcClient


def connect(
    odoo: Odoo,
    session: requests.Session | None = None,
    environment: Mapping[str, str] | None = None,
) -> OdooClient:
    """Return a client; nothing is asked of Odoo yet.

    :raises SecretMissing: if the environment does not hold the key
    """
    session = session or make_session(odoo.ca_file)
    key = get_secret(odoo.key_env, environment)
    if odoo.protocol == "json2":
        return Json2Client(session, odoo.url, odoo.database, key, odoo.timeout)
    return XmlRpcClient(session, odoo.url, odoo.database, odoo.login, key, odoo.timeout)
