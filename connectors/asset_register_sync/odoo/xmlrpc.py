"""XML-RPC, for those who still are on it: login and password, or key."""

import xmlrpc.client
from datetime import UTC, datetime
from typing import Any, cast

import requests

from ..errors import OdooAnswer, OdooDenied, OdooUnreachable
from .client import Post
from .faults import judge_status, judge_xmlrpc


class XmlRpcClient:
    """Calls methods over XML-RPC. Logs in at the first call.

    :param url: that of Odoo, without a path
    :param timeout: seconds to wait for an answer
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        database: str,
        login: str,
        password: str,
        timeout: float = 180,
    ) -> None:
        self._http = Post(session, url, {"Content-Type": "text/xml"}, timeout)
        self._database = database
        self._login = login
        self._password = password
        self._uid = 0

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return the answer of a method; see ``OdooClient``."""
        return self._post(
            "object",
            "execute_kw",
            (self._database, self._get_uid(), self._password, model, method, [])
            + (arguments,),
        )

    def _get_uid(self) -> int:
        if not self._uid:
            credentials: tuple[Any, ...] = (
                self._database,
                self._login,
                self._password,
                {},
            )
            uid = self._post("common", "authenticate", credentials)
            if not isinstance(uid, int) or not uid:
                raise OdooDenied(f"Odoo refuses the login {self._login}")
            self._uid = uid
        return self._uid

    def _post(self, service: str, method: str, arguments: tuple[Any, ...]) -> Any:
        body = xmlrpc.client.dumps(arguments, method, allow_none=True)
        response = self._http.send(f"xmlrpc/2/{service}", body)
        status = response.status_code
        if problem := judge_status(status, response.headers, datetime.now(UTC)):
            raise problem
        if status != 200:
            raise OdooAnswer(
                f"there is no XML-RPC of Odoo at {self._http.url} ({status})"
            )
        try:
            answer, _method = xmlrpc.client.loads(
                response.content, use_builtin_types=True
            )
        except xmlrpc.client.Fault as fault:
            raise judge_xmlrpc(fault.faultCode, fault.faultString) from None
        except Exception as error:
            raise OdooUnreachable("Odoo's answer broke off") from error
        return cast(tuple[Any, ...], answer)[0]
