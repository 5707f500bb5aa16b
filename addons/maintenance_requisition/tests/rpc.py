"""Fixtures for tests about what clients send; also for other addons' tests."""

import json

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw

# what a client is told in words
TOLD = (AccessError, MissingError, UserError)


class RpcMixin:
    """Calls as a client makes them: through the door of RPC, with plain values."""

    def rpc(self, user, records, method, *args, context=None, **kwargs):
        """Call ``method`` of ``records`` as ``user``, in the client's own context."""
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env(user=user, context={}, su=False)[records._name]
        is_model = getattr(getattr(model, method), "_api_model", False)
        sent = [list(args), {**kwargs, "context": context or {}}]
        args, kwargs = json.loads(json.dumps(sent))
        args = args if is_model else [records.ids, *args]
        result = call_kw(model, method, args, kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def refused_or_done(self, user, records, method, *args, context=None, **kwargs):
        """Call as :meth:`rpc`; return whether it was done, and undo what was not."""
        try:
            with self.env.cr.savepoint():
                self.rpc(user, records, method, *args, context=context, **kwargs)
        except TOLD:
            self.env.invalidate_all()
            return False
        return True
