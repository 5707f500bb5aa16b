"""A pytest plugin: what many classes of tests set up alike is set up once.

A class with ``set_up_once = True`` in its body sets up for all that inherit it: in a
transaction of its own, which is committed, before the first of them. They find the
records. Odoo's own runner, which does not know this, sets up for each class.

Such classes of tests run after all others, which must not see the records, and those
that need less before those that need more.
"""

import functools

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.sql_db import Cursor
from odoo.tests.common import TransactionCase


def pytest_pycollect_makeitem(obj):
    for base in _bases(obj):
        _set_up_once(base)


def pytest_collection_modifyitems(items):
    def what_is_found(item):
        bases = _bases(item.cls)
        return [str(base) for base in bases if _can_share(item.cls, base)]

    items.sort(key=what_is_found)


def _bases(case):
    """The classes that set up once, the lowest first."""
    mro = reversed(case.__mro__ if isinstance(case, type) else ())
    return [base for base in mro if vars(base).get("set_up_once")]


def _can_share(cls, base):
    """Whether the class is of no other day, and none comes between and sets up more."""
    return not cls.freeze_time and _below(cls, base) == _below(base, base)


def _below(cls, base):
    """Those that set up a class after ``base`` has asked them to."""
    mro = cls.__mro__
    return [case for case in mro[mro.index(base) :] if "setUpClass" in vars(case)]


@functools.cache
def _set_up_once(base):
    set_up_class = base.setUpClass.__func__
    prepare = functools.cache(functools.partial(_prepare, base, set_up_class))

    @functools.wraps(set_up_class)
    def setUpClass(cls):
        if not _can_share(cls, base):
            set_up_class(cls)
            return
        prepared = prepare()
        TransactionCase.setUpClass.__func__(cls)
        own = set(vars(cls)) - {"env"}
        for name, value in prepared.items():
            if name not in own:
                setattr(cls, name, _of(cls, value))

    base.setUpClass = classmethod(setUpClass)


def _prepare(base, set_up_class):
    """Set up and commit; the attributes that the class got."""
    case = type(base.__name__, (base,), {"__module__": base.__module__})
    try:
        set_up_class(case)
        Cursor.commit(case.cr)
        return dict(vars(case))
    finally:
        case.doClassCleanups()
        # what was known before is no longer so
        if case.registry:
            case.registry.clear_all_caches()


def _of(cls, value):
    """The same records with the cursor of this class."""
    if isinstance(value, Environment):
        return Environment(cls.cr, value.uid, value.context, value.su)
    if isinstance(value, BaseModel):
        return value.with_env(_of(cls, value.env))
    if isinstance(value, dict):
        return {key: _of(cls, item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_of(cls, item) for item in value)
    return value
