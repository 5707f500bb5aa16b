"""All that a command needs to run Odoo: source, Python, PostgreSQL, addons."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import databases, layout, manifest, odoo_source, postgres, venv
from .console import Failure, lock, run_logged
from .odoo_log import Problem, problems


@dataclass(frozen=True)
class Workspace:
    """A prepared checkout. ``env`` is the environment for programs that use Odoo."""

    source: odoo_source.OdooSource
    server: postgres.Server
    env: Mapping[str, str]

    @cached_property
    def databases(self) -> databases.Databases:
        return databases.Databases(self.env)

    @cached_property
    def addons(self) -> dict[str, manifest.Addon]:
        """Addons of ours that need nothing but Odoo."""
        known = manifest.read_addons(layout.ADDONS)
        return {name: addon for name, addon in known.items() if not addon.is_bridge}

    @cached_property
    def bridges(self) -> dict[str, manifest.Addon]:
        """Addons of ours beside addons of others, which are tested alone."""
        known = manifest.read_addons(layout.ADDONS)
        return {name: addon for name, addon in known.items() if addon.is_bridge}

    @cached_property
    def all_addons(self) -> dict[str, manifest.Addon]:
        """All addons of ours."""
        return self.addons | self.bridges

    @cached_property
    def known_addons(self) -> dict[str, manifest.Addon]:
        """All of these, and those that are nothing but tests."""
        return self.all_addons | self.test_addons

    @cached_property
    def test_addons(self) -> dict[str, manifest.Addon]:
        """Addons that are nothing but tests, of ours beside modules of Odoo."""
        return manifest.read_addons(layout.TEST_ADDONS)

    def addons_paths(self, own: Path | None = layout.ADDONS) -> list[Path]:
        """Odoo's folders of addons and then ours (or a substitute, or none)."""
        return [*self.source.addons_paths, *([own] if own else [])]

    def odoo(self, *words: str | Path, log: str, stdin_text: str | None = None) -> Path:
        """Run an ``odoo`` command; the path of its log. Raises Failure."""
        command = [venv.PYTHON, venv.VENV / "bin" / "odoo", *words]
        return run_logged(command, log, env=self.env, stdin_text=stdin_text)

    def install(
        self,
        database: str,
        modules: list[str],
        *,
        own: Path | None = layout.ADDONS,
        upgrade: list[str] = (),
        demo: bool = False,
        strict: bool = True,
        log: str,
    ) -> list[Problem]:
        """Install and upgrade modules in a database, which is made when missing.

        Raises Failure when Odoo fails or, with ``strict``, when it logs a warning
        that is not known noise. Returns the warnings.
        """
        words: list[str | Path] = [
            *("server", "-c", databases.configuration(database, self.addons_paths(own)))
        ]
        if modules:
            words += ["-i", ",".join(modules)]
        if upgrade:
            words += ["-u", ",".join(upgrade)]
        if demo:
            words.append("--with-demo")
        path = self.odoo(*words, "--no-http", "--stop-after-init", log=log)
        return self.judge(path, strict=strict)

    def shell(
        self, database: str, code: str, *, own: Path | None = layout.ADDONS, log: str
    ) -> Path:
        """Run Python code with ``env`` in a database; the path of the log.

        Raises Failure on a warning. An exception in the code is only in the log:
        ``odoo shell`` does not tell.
        """
        conf = databases.configuration(database, self.addons_paths(own))
        path = self.odoo(
            *("shell", "-c", conf, "--no-http", "--log-level=warn"),
            log=log,
            stdin_text=code,
        )
        self.judge(path, strict=True)
        return path

    def judge(self, log: Path, *, strict: bool) -> list[Problem]:
        found = problems(log.read_text(errors="replace"))
        if found and strict:
            # The same warning often comes once for each time the models are loaded.
            listed = "\n\n".join(dict.fromkeys(str(problem) for problem in found))
            raise Failure(
                f"Odoo logged what it should not (all of it: {log}):\n{listed}"
            )
        return found


@contextlib.contextmanager
def prepared() -> Iterator[Workspace]:
    """Have everything in place and PostgreSQL running inside of the block."""
    with lock("setup"):
        source = odoo_source.get()
        venv.ensure(source)
    with postgres.running() as server:
        yield Workspace(source, server, postgres.environment(server))
