"""Where work comes from: recurring jobs, single ones, age, failures."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from maintenance_consumption_tools.proposal import is_used_on_job
from maintenance_part_age_tools.ages import judge_age
from maintenance_part_age_tools.intervals import occurrence
from maintenance_planning_tools.recurrence import occurrences

from .catalogue import AGE, REPAIR, SERVICE, Catalogue
from .settings import DAYS_A_YEAR, Settings
from .work import SIGHT, Log, Work, make_assets

# the shape of the lives of parts that wear out, and the mean of such a life of scale 1
_WEAR, _MEAN_LIFE = 3.0, 0.893
_DAYS_A_MONTH = DAYS_A_YEAR / 12


def make_work(settings: Settings, catalogue: Catalogue, seed: int) -> Work:
    jobs, expectations = [], []
    for asset in make_assets(settings, catalogue, seed):
        log = Log(settings, catalogue, asset)
        for source in (log_recurring, log_single, log_ages, log_failures):
            # dice for each, so that one of them can change and the others do not
            source(log, random.Random(f"{seed} {asset.number} {source.__name__}"))
        jobs += log.jobs
        expectations += log.expectations
    jobs.sort(key=lambda job: (job.day, job.key))
    return Work(tuple(jobs), tuple(expectations))


@dataclass(frozen=True, slots=True)
class _Epoch:
    """From ``since`` on, occurrence ``number`` of a job is expected at ``anchor``."""

    since: date
    anchor: datetime
    number: int


def log_recurring(log: Log, dice: random.Random):
    """A job that comes back, counted from where somebody moved it last."""
    lines = [line for line in log.asset.kind.lines if line.use == SERVICE]
    days, epochs = _walk(log, dice)
    mended_on = [_mended_on(log.settings, dice, line, days) for line in lines]
    for number, day in enumerate(days, 1):
        plan = [
            (line, line.listed if day <= mended else line.fitted)
            for line, mended in zip(lines, mended_on, strict=True)
            if is_used_on_job(line.every_nth, number)
        ]
        log.happens_as(("recurring", number), day, plan, planned=True)
    ends = [following.since for _epoch, following in pairwise(epochs)]
    for epoch, end in zip(epochs, [*ends, log.until], strict=True):
        for index, mended in enumerate(mended_on):
            _expect_line(log, index, lines[index], epoch, end, mended)


def _walk(log, dice):
    """Return the days of all occurrences, and the epochs in which they were seen."""
    kind, enters = log.asset.kind, log.asset.enters
    first = occurrence(_noon(enters), kind.unit, kind.interval, 1).date()
    anchor = _noon(enters + timedelta(dice.randint(1, (first - enters).days)))
    epochs, days, step = [_Epoch(enters, anchor, 1)], [], 0
    while True:
        day = occurrence(anchor, kind.unit, kind.interval, step).date()
        earliest = days[-1] if days else enters
        moved_on, moved_to = _perhaps_moved(log.settings, dice, day, earliest)
        if moved_to != day:
            day, step, anchor = moved_to, 0, _noon(moved_to)
            epochs.append(_Epoch(moved_on, anchor, len(days) + 1))
        if day >= log.until:
            return days, epochs
        days.append(day)
        step += 1


def _perhaps_moved(settings, dice, day, earliest):
    """Return when it was moved and the day it got, both ``day`` if it was not."""
    notice, by = dice.randint(*settings.moved_notice), dice.randint(*settings.moved_by)
    if dice.random() >= settings.moved_share:
        return day, day
    moved_on = max(day - timedelta(notice), earliest)
    return moved_on, max(day + timedelta(by), moved_on + timedelta(1))


def _expect_line(log, index, line, epoch, end, mended_on):
    """Expect one line of all occurrences that are seen in one epoch."""
    kind = log.asset.kind
    coming = occurrences(epoch.anchor, kind.unit, kind.interval, -1, _noon(end) + SIGHT)
    for number, (_step, moment) in enumerate(coming, epoch.number):
        if not is_used_on_job(line.every_nth, number):
            continue
        key, day = ("recurring", number, index), moment.date()
        until = min(day, end)
        log.expects(key, line, line.listed, day, epoch.since, min(until, mended_on))
        log.expects(key, line, line.fitted, day, max(epoch.since, mended_on), until)


def _mended_on(settings, dice, line, days):
    """Return the day from which on the plans of the coming jobs have the line right."""
    for number, day in enumerate(days, 1):
        is_seen = is_used_on_job(line.every_nth, number) and not line.is_right
        if is_seen and dice.random() < settings.mended_share:
            return day
    return date.max


def log_single(log: Log, dice: random.Random):
    """Jobs that somebody plans once: findings, conversions, overhauls."""
    settings, lines = log.settings, log.asset.kind.lines
    for number, known in enumerate(_moments(log, dice, settings.single_jobs)):
        day = known + timedelta(dice.randint(*settings.single_notice))
        moved_on, moved_to = _perhaps_moved(settings, dice, day, known)
        indexes = dice.sample(range(len(lines)), dice.randint(1, 3))
        key = ("single", number)
        called_off = dice.random() < settings.cancelled_share
        gone_on = known + (moved_to - known) * dice.random() if called_off else moved_to
        for index in indexes:
            line = lines[index]
            parts = (*key, index), line, line.listed
            log.expects(*parts, day, known, min(moved_on, gone_on))
            log.expects(*parts, moved_to, moved_on, gone_on)
        if not called_off:
            needed = [lines[index] for index in indexes]
            log.happens(key, moved_to, needed, planned=True)


def log_ages(log: Log, dice: random.Random):
    """Parts replaced at an age, if it is known and they do not fail before."""
    for index, line in enumerate(log.asset.kind.lines):
        if line.use == AGE:
            _log_position(log, dice, index, line)


def _log_position(log, dice, index, line):
    settings, asset = log.settings, log.asset
    age = line.replace_after * _DAYS_A_MONTH
    start, is_known = asset.enters, True
    if start == settings.first_day:
        start -= timedelta(dice.randrange(int(age)))
        is_known = dice.random() >= settings.unknown_ages
    cycle = 0
    while start < log.until:
        key = ("age", index, cycle)
        fails = _failure(settings, dice, age, start, asset.enters)
        # without a line in the list there is no rule for it
        replaced_on = start if is_known and line.listed else None
        due = judge_age(replaced_on, None, line.replace_after, "month", 0, start).due_on
        end = min(due or fails, fails)
        log.happens(key, end, [line], planned=due is not None and due <= fails)
        if due:
            seen_until = min(end, log.until)
            log.expects(key, line, line.listed, due, start, seen_until)
        start, is_known, cycle = end, True, cycle + 1


def _failure(settings, dice, age, start, alive_on):
    """Return the day on which a part fails that is new on ``start``."""
    scale = settings.life * age / _MEAN_LIFE
    while True:
        life = timedelta(1 + round(dice.weibullvariate(scale, _WEAR)))
        if start + life > alive_on:
            return start + life


def log_failures(log: Log, dice: random.Random):
    """What breaks without a warning."""
    lines = log.asset.kind.lines
    wearing = [line for line in lines if line.use == REPAIR] or lines
    for number, day in enumerate(_moments(log, dice, log.settings.failures)):
        log.happens(("failure", number), day, [dice.choice(wearing)], planned=False)


def _moments(log, dice, a_year):
    """Yield days that come at random, so many a year on average."""
    day = log.asset.enters
    while a_year:
        day += timedelta(max(round(dice.expovariate(a_year / DAYS_A_YEAR)), 1))
        if day >= log.until:
            return
        yield day


def _noon(day):
    return datetime.combine(day, time(12))
