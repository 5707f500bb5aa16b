"""On which days a part will be due for replacement."""

from collections.abc import Iterable
from datetime import date

from odoo.addons.maintenance_part_age.tools import add_age, is_looked_after


def coming_ages(
    due_on: date,
    replace_after: int,
    unit: str,
    notice_days: int,
    planned: Iterable[date],
    today: date,
    until: date,
) -> list[date]:
    """Return the days up to ``until`` on which a part is due and no job replaces it.

    A part that is overdue is due ``today``. Whoever replaces it, on a day that is
    returned or with a job, restarts its clock. A job looks after an age if it comes no
    later than the notice after the part is due: one that is far off silences nothing.

    :param due_on: the day on which the part reaches its age
    :param replace_after: the age, above zero, in ``unit``
    :param planned: the days of the jobs that replace it, those overdue as today
    """
    found = []
    jobs = sorted(planned, reverse=True)
    while due_on <= until:
        day = max(due_on, today)
        if jobs and is_looked_after(day, notice_days, jobs[-1]):
            start = jobs.pop()
        else:
            found.append(day)
            start = day
        try:
            due_on = add_age(start, replace_after, unit)
        except ValueError:
            break
    return found
