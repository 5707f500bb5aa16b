"""``run``: apply, then push; for cron or a timer."""

from dataclasses import dataclass

from .applying import Applied, Options, apply_alone
from .context import Context
from .pushing import Pushed, push_alone


@dataclass(slots=True)
class Ran:
    """What became of both."""

    applied: Applied
    pushed: Pushed


def run(context: Context, options: Options) -> Ran:
    """Bring the register's records into Odoo, then Odoo's changes into the register."""
    with context.state.lock():
        applied = apply_alone(context, options)
        return Ran(applied, push_alone(context))
