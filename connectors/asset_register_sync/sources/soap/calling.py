"""One SOAP service: its WSDL, its credentials, its errors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lxml.etree
import requests
import zeep
import zeep.exceptions
import zeep.helpers
from zeep.cache import SqliteCache
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from ...config.secrets import get_secret
from ...config.soap import SoapSource
from ...errors import SourceAnswer, SourceRefused, SourceUnreachable
from ...retry import Patience
from ...web import UNREACHABLE, make_session
from ..rest.auth import make_auth

PRESETS = Path(__file__).resolve().parents[2] / "presets"


class _Transport(Transport):
    """Lets only answers through that may be of SOAP: a fault comes with 500."""

    def post(self, address: str, message: Any, headers: Any) -> requests.Response:
        parent: Any = super()
        response: requests.Response = parent.post(address, message, headers)
        if response.status_code not in (200, 202, 500):
            raise zeep.exceptions.TransportError(status_code=response.status_code)
        return response


class Service:
    """Calls operations. The WSDL is read at the first call."""

    def __init__(
        self,
        config: SoapSource,
        folder: Path,
        patience: Patience,
        session: requests.Session | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._config = config
        self._folder = folder
        self._patience = patience
        self._session = session or make_session(config.ca_file)
        self._session.auth = make_auth(config.auth, self._session, environment)
        self._wsse: Any = None
        if security := config.security:
            self._wsse = UsernameToken(
                security.user,
                get_secret(security.env, environment),
                use_digest=security.digest,
            )
        self._service: Any = None

    def close(self) -> None:
        self._session.close()

    def call(self, operation: str, arguments: Mapping[str, Any]) -> Any:
        """Return the answer of an operation as nested tables.

        :raises SourceError: if there is none
        """
        return self._patience.call(
            lambda: self._call(operation, arguments), harmless=True
        )

    def _call(self, operation: str, arguments: Mapping[str, Any]) -> Any:
        try:
            if self._service is None:
                self._service = self._open()
            answer = self._service[operation](**arguments)
            return zeep.helpers.serialize_object(answer, dict)
        except zeep.exceptions.Fault as fault:
            text = " ".join(str(fault.message or fault.code or "a fault").split())
            raise SourceRefused(f"the register refuses {operation}: {text}") from None
        except zeep.exceptions.TransportError as error:
            raise _judge(error.status_code) from None
        except (zeep.exceptions.XMLSyntaxError, lxml.etree.XMLSyntaxError):
            raise SourceUnreachable("the register's answer is no XML") from None
        except requests.exceptions.SSLError as error:
            raise SourceRefused(f"no valid certificate: {error}") from None
        except requests.exceptions.RequestException as error:
            raise SourceUnreachable(
                f"the register does not answer: {type(error).__name__}"
            ) from None
        except AttributeError as error:
            raise SourceAnswer(f"the WSDL has no operation {operation}") from error
        except (zeep.exceptions.Error, TypeError, ValueError, OSError) as error:
            text = " ".join(str(error).split())[:300]
            raise SourceAnswer(
                f"{operation} does not fit the WSDL, or its answer does not: {text}"
            ) from error

    def _open(self) -> Any:
        config = self._config
        cache = (
            SqliteCache(path=str(self._folder / config.cache)) if config.cache else None
        )
        make_transport: Any = _Transport
        transport = make_transport(
            session=self._session,
            cache=cache,
            timeout=config.timeout,
            operation_timeout=config.timeout,
        )
        client = zeep.Client(
            self._get_wsdl(),
            transport=transport,
            wsse=self._wsse,
            settings=zeep.Settings(strict=config.strict),
        )
        if config.binding and config.endpoint:
            return client.create_service(config.binding, config.endpoint)
        if config.endpoint:
            # that of the WSDL is often the one of the machine that it was made on
            client.service._binding_options["address"] = config.endpoint
        return client.service

    def _get_wsdl(self) -> str:
        wsdl = self._config.wsdl
        if "://" in wsdl:
            return wsdl
        own = PRESETS / wsdl
        if "/" not in wsdl and own.exists():
            return str(own)
        return str(self._folder / wsdl)


def _judge(status: int) -> Exception:
    if status in UNREACHABLE:
        return SourceUnreachable(f"the register asks for patience ({status})")
    if status in (401, 403):
        return SourceRefused(f"the register refuses the credentials ({status})")
    return SourceAnswer(f"the register answers with {status}")
