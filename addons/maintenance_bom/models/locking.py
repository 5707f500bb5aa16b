"""What checks first and acts then does so alone: nobody else changes it in between.

Odoo's transactions are REPEATABLE READ: each sees the database as it was when it began.
Two of them that check the same thing at the same time both find it as it was, and both
act: one part comes back three times. To wait for each other is not enough. Who waited
still sees what was there before, and PostgreSQL lets him pass if the row that he waited
for is locked, and not changed, by the other.

So the row that stands for what is checked (the asset, the job, the warehouse) is
*written*, with the values that it has. Whoever began before that was committed and
comes to the same row fails with a SerializationFailure; Odoo runs him again, up to five
times, and then he sees what the other did. Past the ORM: nobody changed the record, so
its date of change and its cache stay as they are.
"""

from functools import wraps
from time import monotonic
from weakref import WeakKeyDictionary, WeakSet

from psycopg2.errors import SerializationFailure
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.tools import SQL

from .arguments import to_records

# somebody else was faster: what began before that is to be run again
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
# seconds until somebody is told that others are always faster
LONGEST_WAIT = 20

# {cursor: how often what it was opened for has failed by now}: Odoo tries again on it
_failures = WeakKeyDictionary()
# the cursors on which such a method is at work
_at_work = WeakSet()


def lock_alone(*recordsets):
    """Let nobody else who calls this for one of these records work at the same time.

    It lasts until the transaction ends. Who comes second waits. Others may still read
    the records and refer to them.

    Always in this order, so that two do not wait for each other: assets, jobs, serial
    numbers; what lies on the shelf comes last (``stock.move._lock_source_quants``).

    :param recordsets: one for each model; what is not stored is left out
    :raises SerializationFailure: if one was locked or changed by a transaction that
        ended after this one began
    """
    for records in recordsets:
        if ids := _get_stored_ids(records):
            records.env.cr.execute(
                SQL(
                    """UPDATE %(table)s SET id = id
                        WHERE id IN (SELECT id FROM %(table)s WHERE id = ANY(%(ids)s)
                                   ORDER BY id FOR NO KEY UPDATE)""",
                    table=SQL.identifier(records._table),
                    ids=ids,
                ),
                log_exceptions=False,
            )


def lock_rows(records):
    """Let nobody else change these rows until the transaction ends.

    For rows that are checked and then changed themselves, such as what lies on a shelf.
    Whoever waited for one that the other changed fails as in :func:`lock_alone`; one
    that the other left alone is as it was.
    """
    if ids := _get_stored_ids(records):
        records.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(records._table),
                ids,
            ),
            log_exceptions=False,
        )


def _get_stored_ids(records):
    # over RPC an id may be anything; what is none is refused by the method itself
    return sorted({id_ for id_ in records._ids if type(id_) is int})


def one_at_a_time(method):
    """Let a public method work alone on its records: see the head of this module.

    The model says in ``_get_records_to_lock()`` which they are: a tuple of recordsets
    for :func:`lock_alone`, the last of which is what the user calls it on. If others
    are faster again and again, the user is told so in words.
    """

    @wraps(method)
    def call(self, *args, **kwargs):
        # refused before it is asked what to lock
        self = to_records(self)
        cr = self.env.cr
        if cr in _at_work:
            # called by another such method, which began and will end
            lock_alone(*self._get_records_to_lock())
            return method(self, *args, **kwargs)
        _at_work.add(cr)
        try:
            _begin(self)
            result = method(self, *args, **kwargs)
            # what is written only now meets the others only now
            self.env.flush_all()
        except CONFLICTS as error:
            _failures[cr] = _failures.get(cr, 0) + 1
            if _failures[cr] < MAX_TRIES_ON_CONCURRENCY_FAILURE:
                # Odoo tries again
                raise
            _failures.pop(cr)
            raise _get_busy_error(self) from error
        finally:
            _at_work.discard(cr)
        _failures.pop(cr, None)
        return result

    call.is_one_at_a_time = True
    return call


def _begin(records):
    """Lock what ``records`` need; wait for the others as long as it takes.

    Who waited has to begin a new transaction to see what the others did. Odoo does that
    after some seconds, when the next is at work already. Here it is done at once where
    nothing can be lost by it: where this is the first that happens in the transaction,
    as it is whenever Odoo tries again.

    :raises SerializationFailure: elsewhere
    :raises UserError: if others are always faster
    """
    cr, transaction = records.env.cr, records.env.transaction
    is_first = cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE
    patience = monotonic() + LONGEST_WAIT
    while True:
        records.check_access("read")
        try:
            lock_alone(*records._get_records_to_lock())
        except SerializationFailure as error:
            if not is_first:
                raise
            if monotonic() > patience:
                raise _get_busy_error(records) from error
            cr.rollback()
            transaction.clear()
        else:
            return


def begin_anew(env):
    """Begin a new transaction if Odoo tries again what has failed by a conflict.

    To be called where nothing but the login has been read. Then the method is the first
    that happens in its transaction, see :func:`_begin`.
    """
    if env.cr in _failures:
        env.cr.rollback()
        env.transaction.clear()


def try_at_night(records, work):
    """Call ``work`` in a scheduled action that commits what was before; repeat it if
    somebody was faster. Odoo would give up until the next night.

    :param work: function of those of ``records`` that still exist
    :raises: what it ends with when others are faster as often as Odoo tries
    """
    for tries_left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
        try:
            return work(records.exists())
        except CONFLICTS:
            if not tries_left:
                raise
            # to see what they did
            records.env.cr.rollback()
            records.env.transaction.clear()
    return None


def _get_busy_error(records):
    """Return the error that tells who was not fast enough so.

    The name is read in another transaction, as this one has failed.
    """
    with records.env.registry.cursor() as cr:
        records = records.with_env(records.env(cr=cr)).exists()
        subject = records._get_records_to_lock()[-1][:1]
        name = subject.display_name or subject._description
    return UserError(
        records.env._("Somebody else is changing “%s” at this moment. Try again.", name)
    )
