"""Why a record was rejected, in the words of the user."""

from odoo.addons.maintenance_bom.models.isolation import describe_error

from ..tools import records


def get_reason(env, problem, labels):
    """Return in words what is wrong with a record.

    :param problem: of ``tools.records``
    :param labels: {key: its name}
    """
    if problem.code == records.NO_DICT:
        return env._("“%s” is not a record. Send a dict.", problem.shown)
    if problem.code == records.NO_ID:
        return env._("The record has no external_id. Send what identifies it.")
    if problem.code == records.UNKNOWN_KEY:
        return env._(
            "“%(key)s” is not known. Known are: %(keys)s.",
            key=problem.key,
            keys=", ".join(labels),
        )
    return env._(
        "%(key)s: %(problem)s", key=problem.key, problem=_describe(env, problem)
    )


def _describe(env, problem):
    shown, limit = problem.shown, problem.limit
    if problem.code == records.NO_TEXT:
        return env._("“%s” is not text.", shown)
    if problem.code == records.BAD_CHARACTER:
        return env._("“%s” has characters that cannot be shown. Remove them.", shown)
    if problem.code == records.TOO_LONG:
        return env._(
            "%(length)s characters are too long. Send at most %(limit)s.",
            length=shown,
            limit=limit,
        )
    if problem.code == records.NO_NUMBER:
        return env._("“%s” is not a number.", shown)
    if problem.code == records.OUT_OF_RANGE:
        return env._("%(value)s is out of range (%(limit)s).", value=shown, limit=limit)
    if problem.code == records.NO_DATE:
        return env._("“%s” is no date. Write it as year-month-day: 2026-03-31.", shown)
    if problem.code == records.NO_MOMENT:
        return env._(
            "“%s” is no date and time. Write it as 2026-03-31T14:30:00Z.", shown
        )
    if problem.code == records.NO_CHOICE:
        return env._(
            "“%(value)s” is not a choice. Choose one of: %(choices)s.",
            value=shown,
            choices=limit,
        )
    return env._("“%s” cannot be used.", shown)


def describe_failure(env, error):
    """Return in words why a record could not be written."""
    table = getattr(getattr(error, "diag", None), "table_name", None)
    for name, model in env.registry.items() if table else ():
        if model._table == table and not model._abstract:
            return " ".join(env[name]._sql_error_to_message(error).split())
    return describe_error(error)
