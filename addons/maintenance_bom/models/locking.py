"""Lock records that a method checks before it acts.

Odoo's transactions are REPEATABLE READ: each sees the database as it was when the
transaction began. Two concurrent transactions that make the same check both pass it,
and both act: one part is returned twice. A lock alone does not prevent this: the
second transaction waits, and then still reads what it saw before.

So the row of the record that is checked (asset, job, warehouse) is *written*, with the
values that it has. A concurrent transaction that writes the same row gets a
serialization failure, and Odoo runs it again, up to five times, on the new data. The
row is written by SQL, so that the record's date of change and its cache stay as they
are.
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

# errors of concurrent transactions, after which the transaction is to be run again
CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
# seconds to try again before the user gets an error
LONGEST_WAIT = 20

# {cursor: number of failed tries}: Odoo tries again with the same cursor
_failures = WeakKeyDictionary()
# the cursors on which such a method is running
_at_work = WeakSet()


def lock_alone(*recordsets):
    """Write these rows, so that concurrent transactions that do so too fail or wait.

    The lock lasts until the transaction ends: a second transaction waits for it. Others
    may still read the records and refer to them.

    To avoid deadlocks, lock in this order: assets, jobs, serial numbers, and last the
    quants (``stock.move._lock_source_quants``).

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
    """Lock these rows against changes until the transaction ends, without writing them.

    For rows that are checked and then changed themselves, such as quants. A transaction
    that waited gets a serialization failure if the other one changed the row, as in
    :func:`lock_alone`; if the other did not, it goes on.
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
    # over RPC an id may be of any type; the method itself refuses an invalid one
    return sorted({id_ for id_ in records._ids if type(id_) is int})


def one_at_a_time(method):
    """Lock the records of a public method before it runs: see the head of this module.

    ``_get_records_to_lock()`` of the model returns the records: a tuple of recordsets
    for :func:`lock_alone`, the last of which is the one that the user calls the method
    on. After the last failed try the user gets a ``UserError``.
    """

    @wraps(method)
    def call(self, *args, **kwargs):
        # refuse invalid ids before asking what to lock
        self = to_records(self)
        cr = self.env.cr
        if cr in _at_work:
            # called by another such method, which handles the conflicts
            lock_alone(*self._get_records_to_lock())
            return method(self, *args, **kwargs)
        _at_work.add(cr)
        try:
            _begin(self)
            result = method(self, *args, **kwargs)
            # write what is pending, to get its conflicts here
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
    """Lock what ``records`` need, and try again for up to ``LONGEST_WAIT`` seconds.

    After a conflict only a new transaction sees what the other one did. Odoo begins it
    after some seconds, when the next conflict may have happened. Here it begins at
    once if this is the first statement of the transaction, so that nothing is lost. It
    is the first whenever Odoo tries again.

    :raises SerializationFailure: if it is not the first statement
    :raises UserError: if all tries fail
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
    """Begin a new transaction if Odoo runs this request again after a conflict.

    To be called where nothing but the login has been read. The method is then the first
    statement of its transaction, see :func:`_begin`.
    """
    if env.cr in _failures:
        env.cr.rollback()
        env.transaction.clear()


def try_at_night(records, work):
    """Call ``work`` in a scheduled action, and call it again after a conflict.

    Odoo itself runs a scheduled action again only the next night. The caller has
    committed what it did before: a conflict rolls back.

    :param work: function of those of ``records`` that still exist
    :raises: the error of the last try
    """
    for tries_left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
        try:
            return work(records.exists())
        except CONFLICTS:
            if not tries_left:
                raise
            # a new transaction sees what the other one did
            records.env.cr.rollback()
            records.env.transaction.clear()
    return None


def _get_busy_error(records):
    """Return the error for a user whose tries have all failed.

    The name is read in another transaction, as this one has failed.
    """
    with records.env.registry.cursor() as cr:
        records = records.with_env(records.env(cr=cr)).exists()
        subject = records._get_records_to_lock()[-1][:1]
        name = subject.display_name or subject._description
    return UserError(
        records.env._("Somebody else is changing “%s” at this moment. Try again.", name)
    )
