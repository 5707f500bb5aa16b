"""A pytest plugin: tests begin with what still holds, instead of computing it anew.

Odoo empties all caches of the registry after every test and every class of tests, and
computes access rights, record rules, defaults, XML ids and views anew in the next one.
What was written is rolled back then, so a cache that nobody has emptied meanwhile still
holds, and one that somebody has emptied holds again what it held before.

Odoo also looks through the code of all localisations for charts of accounts, for each
company that a test creates. They are the same for the whole run.
"""

import functools
import gc
import sys


class Warmth:
    """The caches of ``registry`` at the start of a test, or of a class of tests."""

    def __init__(self, registry):
        self._caches = registry._Registry__caches
        self._held = {name: lru.snapshot for name, lru in self._caches.items()}
        # in a cache as long as nobody has emptied that
        self._mark = object()
        for lru in self._caches.values():
            lru[self._mark] = True

    def keep(self):
        """Remember what holds at the end, before Odoo empties the caches."""
        for name, lru in self._caches.items():
            if lru.pop(self._mark, False):
                self._held[name] = lru.snapshot

    def restore(self):
        """Put it back afterwards."""
        for name, lru in self._caches.items():
            lru.clear()
            for key, value in self._held[name].items():
                lru[key] = value


def _warm(case):
    """Change a class of tests, and with it all that inherit it."""
    set_up, set_up_class = case.setUp, case.setUpClass.__func__

    def setUp(self):
        warmth = Warmth(self.registry)
        # the last that is added runs first
        self.addCleanup(warmth.restore)
        set_up(self)
        self.addCleanup(warmth.keep)

    def setUpClass(cls):
        from odoo.modules.registry import Registry
        from odoo.tests.common import get_db_name

        registry = Registry(get_db_name())
        _prepare()
        warmth = Warmth(registry)
        cls.addClassCleanup(warmth.restore)
        set_up_class(cls)
        cls.addClassCleanup(warmth.keep)

    case.setUp, case.setUpClass = setUp, classmethod(setUpClass)


@functools.cache
def _prepare():
    """What needs the registry, before the first class of tests."""
    module = sys.modules.get("odoo.addons.account.models.ir_module")
    if module:
        _remember_charts(module.IrModuleModule)
    # what is loaded by now stays
    gc.collect()
    gc.freeze()


def _remember_charts(model):
    compute = model._compute_account_templates
    known = {}

    @functools.wraps(compute)
    def _compute_account_templates(self):
        for module in self:
            key = (module.name, module.state)
            if key not in known:
                compute(module)
                known[key] = module.account_templates
            module.account_templates = known[key]

    model._compute_account_templates = _compute_account_templates


def pytest_collection_finish(session):
    from odoo.tests.common import TransactionCase

    _warm(TransactionCase)
