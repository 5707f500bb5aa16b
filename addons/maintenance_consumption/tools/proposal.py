"""Which parts of its BOM a job uses."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of the asset, fitted at ``path``.

    ``is_used``: by this kind of maintenance; ``replaces``: the path of the part that it
    took the place of on this asset, None if of none.
    """

    path: str
    every_nth: int = 1
    date_from: date | None = None
    date_to: date | None = None
    is_used: bool = True
    replaces: str | None = None

    def is_valid_on(self, day: date) -> bool:
        starts, ends = self.date_from or day, self.date_to or day
        return starts <= day <= ends

    def is_due(self, job_number: int, day: date) -> bool:
        return self.is_valid_on(day) and is_used_on_job(self.every_nth, job_number)


def is_used_on_job(every_nth: int, job_number: int) -> bool:
    """Say whether a part that is used on every Nth planned job is used on this one.

    :param job_number: 1 for the first planned job of the asset
    """
    return job_number % max(every_nth, 1) == 0


def choose_proposed(
    parts: Iterable[Mapping],
    planned: Iterable[str],
    job_number: int | None,
) -> list[Mapping]:
    """Return which of ``parts`` a job proposes: those that it does not plan yet.

    :param parts: with ``path`` and ``every_nth``
    :param planned: the paths of what the job plans
    :param job_number: of the planned jobs of the asset, None for a corrective job
    """
    planned = set(planned)
    return [
        part
        for part in parts
        if part["path"] not in planned
        and (job_number is None or is_used_on_job(part["every_nth"], job_number))
    ]


def next_plan(
    planned: Iterable[tuple[Hashable, str | None]],
    listed: Mapping[str, Listed],
    job_number: int,
    day: date,
    last_day: date,
    is_proposed: bool = False,
) -> tuple[list, list[str]]:
    """Return what a recurring job hands on: (kept keys, paths of parts to add).

    What a person left out stays out; a part that the job before had no use for comes at
    its turn: one that is used on every Nth job, or valid only now. What was planned by
    hand goes on. What the asset does not have any more, or not on that day, does not;
    what took its place does.

    :param planned: (key, path) of the parts of the job before, without a path if they
        were planned by hand
    :param listed: all parts of the asset, by path
    :param job_number: of the planned jobs of the asset, the one to come
    :param day: on which it comes
    :param last_day: on which the job before came
    :param is_proposed: the plan follows the BOM, even if it takes no part from it now.
        Nothing is added to a plan that never did
    """
    planned = list(planned)
    seen = {path for _key, path in planned if path}
    heirs = {part.replaces: part for part in listed.values() if part.replaces}
    is_proposed = is_proposed or bool(seen)
    kept, added = [], []
    for key, path in planned:
        part = listed.get(path)
        heir = heirs.get(path)
        if not path or (part and part.is_due(job_number, day)):
            kept.append(key)
        elif not part and heir and heir.path not in seen:
            seen.add(heir.path)
            if heir.is_due(job_number, day):
                added.append(heir.path)
    if is_proposed:
        added += [
            part.path
            for part in listed.values()
            if part.path not in seen
            and part.is_used
            and (part.every_nth > 1 or not part.is_valid_on(last_day))
            and part.is_due(job_number, day)
        ]
    return kept, added
