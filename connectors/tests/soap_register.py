"""A SOAP server of others (spyne) with Maximo's shape; the rows are in ``ASSETS``."""

import re

from spyne import (
    Application,
    ComplexModel,
    DateTime,
    Decimal,
    Fault,
    Integer,
    ServiceBase,
    Unicode,
    XmlAttribute,
    XmlData,
    rpc,
)
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

NAMESPACE = "http://www.ibm.com/maximo"
ASSETS = {}


class Model(ComplexModel):
    __namespace__ = NAMESPACE


class Domain(Model):
    value = XmlData(Unicode)
    maxvalue = XmlAttribute(Unicode)


class Asset(Model):
    ASSETNUM = Unicode
    SITEID = Unicode
    ASSETTAG = Unicode
    CHANGEDATE = DateTime
    DESCRIPTION = Unicode
    INSTALLDATE = DateTime
    LOCATION = Unicode
    PURCHASEPRICE = Decimal
    SERIALNUM = Unicode
    STATUS = Domain
    VENDOR = Unicode
    action = XmlAttribute(Unicode)


class AssetSet(Model):
    ASSET = Asset.customize(max_occurs="unbounded")


class Query(Model):
    WHERE = Unicode
    orderby = XmlAttribute(Unicode)


class QueryMXASSET(Model):
    MXASSETQuery = Query
    rsStart = XmlAttribute(Integer)
    maxItems = XmlAttribute(Integer)


class QueryMXASSETResponse(Model):
    MXASSETSet = AssetSet
    rsStart = XmlAttribute(Integer)
    rsCount = XmlAttribute(Integer)
    rsTotal = XmlAttribute(Integer)


class SyncMXASSET(Model):
    MXASSETSet = AssetSet


class SyncMXASSETResponse(Model):
    messageID = XmlAttribute(Unicode)


_ONE = re.compile(r"assetnum = '([^']*)' and siteid = '([^']*)'")
_SINCE = re.compile(r"changedate >= TIMESTAMP '([^']*)'")


def select(where):
    """Return the assets that a condition names, in the order of their keys."""
    rows = [row for _key, row in sorted(ASSETS.items())]
    if found := _ONE.fullmatch(where):
        return [row for row in rows if (row.ASSETNUM, row.SITEID) == found.groups()]
    if found := _SINCE.fullmatch(where):
        return [row for row in rows if row.CHANGEDATE.isoformat() >= found[1]]
    return rows


class Service(ServiceBase):
    @rpc(
        QueryMXASSET,
        _returns=QueryMXASSETResponse,
        _body_style="bare",
    )
    def QueryMXASSET(self, query):
        rows = select(query.MXASSETQuery.WHERE or "")
        start, count = query.rsStart or 0, query.maxItems or len(rows)
        page = rows[start : start + count]
        return QueryMXASSETResponse(
            MXASSETSet=AssetSet(ASSET=page),
            rsStart=start,
            rsCount=len(page),
            rsTotal=len(rows),
        )

    @rpc(SyncMXASSET, _returns=SyncMXASSETResponse, _body_style="bare")
    def SyncMXASSET(self, sync):
        for given in sync.MXASSETSet.ASSET:
            known = ASSETS.get((given.ASSETNUM, given.SITEID))
            if not known:
                raise Fault("Server", "BMXAA4191E - The asset is not valid.")
            if given.LOCATION:
                known.LOCATION = given.LOCATION
            if given.STATUS and given.STATUS.value != "IGNORED":
                known.STATUS = make_status(given.STATUS.value)
        return SyncMXASSETResponse(messageID="1")


def make_status(value):
    return Domain(value=f"translated {value}", maxvalue=value)


application = Application(
    [Service],
    tns=NAMESPACE,
    in_protocol=Soap11(validator="soft"),
    out_protocol=Soap11(),
)
wsgi = WsgiApplication(application)
__all__ = ["ASSETS", "Asset", "make_status", "wsgi"]
