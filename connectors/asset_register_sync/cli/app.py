"""``asset-register-sync``: the command line."""

import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from .. import __version__
from ..engine.applying import Options, apply
from ..engine.checking import check
from ..engine.context import Context, open_context
from ..engine.planning import apply_plan, plan
from ..engine.pushing import push
from ..engine.reading import Selection
from ..engine.running import run
from ..errors import EXIT_OK, EXIT_REJECTED, ConfigError, SyncError
from . import results
from .asking import ask_and_write
from .output import Output

DEFAULT = Path("asset-register-sync.toml")
INTERRUPTED = 130

app = typer.Typer(
    name="asset-register-sync",
    help="Keep an asset register in step with Odoo.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigPath = Annotated[Path, typer.Argument(help="The configuration, a TOML file.")]
Json = Annotated[
    bool | None,
    typer.Option("--json/--no-json", help="JSON lines; by itself if no terminal."),
]
Limit = Annotated[int, typer.Option(min=0, help="At most so many records.")]
Only = Annotated[
    list[str] | None, typer.Option(help="Only this external id; may be repeated.")
]
Since = Annotated[
    str | None, typer.Option(help="Only what changed since: 2026-03-31T14:00.")
]
Full = Annotated[bool, typer.Option("--full", help="All records, not only changes.")]


@app.command("check")
def check_command(config: ConfigPath = DEFAULT, json: Json = None) -> None:
    """Look whether a sync would work; change nothing."""

    def work(context: Context, output: Output) -> int:
        return results.show_checked(output, check(context))

    _execute(config, json, work)


@app.command("plan")
def plan_command(
    config: ConfigPath = DEFAULT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Save the plan, for apply.")
    ] = None,
    workbook: Annotated[
        Path | None, typer.Option(help="Save it as a workbook, for people.")
    ] = None,
    limit: Limit = 0,
    only: Only = None,
    since: Since = None,
    full: Full = False,
    json: Json = None,
) -> None:
    """Show what apply would do; change nothing."""

    def work(context: Context, out: Output) -> int:
        options = _get_options(limit, only, since, full)
        with results.plan_workbook(workbook) as keep:

            def show(line: Any) -> None:
                keep(line)
                results.show_line(out, line)

            planned = plan(context, options, output, show)
        return results.show_planned(out, planned)

    _execute(config, json, work)


@app.command("apply")
def apply_command(
    config: ConfigPath = DEFAULT,
    plan_path: Annotated[
        Path | None, typer.Option("--plan", help="Do what this saved plan says.")
    ] = None,
    limit: Limit = 0,
    only: Only = None,
    since: Since = None,
    full: Full = False,
    json: Json = None,
) -> None:
    """Bring what the register has into Odoo."""

    def work(context: Context, output: Output) -> int:
        if plan_path:
            return results.show_applied(output, apply_plan(context, plan_path))
        options = _get_options(limit, only, since, full)
        return results.show_applied(output, apply(context, options))

    _execute(config, json, work)


@app.command("push")
def push_command(
    config: ConfigPath = DEFAULT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count only; write nothing.")
    ] = False,
    limit: Limit = 0,
    json: Json = None,
) -> None:
    """Carry what has changed in Odoo to the register."""

    def work(context: Context, output: Output) -> int:
        pushed = push(context, dry_run=dry_run, limit=limit)
        return results.show_pushed(output, pushed)

    _execute(config, json, work)


@app.command("run")
def run_command(
    config: ConfigPath = DEFAULT,
    limit: Limit = 0,
    only: Only = None,
    since: Since = None,
    full: Full = False,
    json: Json = None,
) -> None:
    """Apply, then push: for cron or a timer."""

    def work(context: Context, output: Output) -> int:
        ran = run(context, _get_options(limit, only, since, full))
        code = results.show_applied(output, ran.applied)
        return max(code, results.show_pushed(output, ran.pushed))

    _execute(config, json, work)


@app.command("init")
def init_command(config: ConfigPath = DEFAULT) -> None:
    """Ask some questions and write a configuration."""
    try:
        ask_and_write(config)
    except SyncError as error:
        _fail(Output(as_json=False), error)


@app.command("version")
def version_command() -> None:
    """Say which version this is."""
    print(__version__)


def main() -> None:
    """Run the command line."""
    # a timer that stops us is no error of ours: what is done stays, and is remembered
    signal.signal(signal.SIGTERM, _interrupt)
    app()


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _execute(
    config: Path, json: bool | None, work: Callable[[Context, Output], int]
) -> NoReturn:
    as_json = not sys.stdout.isatty() if json is None else json
    with Output(as_json=as_json) as output:
        try:
            with open_context(config, output) as context:
                code = work(context, output)
        except SyncError as error:
            _fail(output, error)
        except KeyboardInterrupt:
            output.error("Interrupted", "interrupted; the next run goes on from here")
            raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(code)


def _fail(output: Output, error: SyncError) -> NoReturn:
    output.error(type(error).__name__, str(error))
    raise typer.Exit(error.exit_code) from None


def _get_options(
    limit: int, only: list[str] | None, since: str | None, full: bool
) -> Options:
    moment = None
    if since:
        try:
            moment = datetime.fromisoformat(since)
        except ValueError:
            raise ConfigError(f"--since: “{since}” is no moment") from None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return Options(Selection(limit, frozenset(only or ())), moment, full)


__all__ = ["EXIT_OK", "EXIT_REJECTED", "app", "main"]
