"""Fixtures for tests about all our addons together."""

from pathlib import Path

# of the repository; the addon may be reached by a link
ROOT = Path(__file__).resolve().parents[4]


def find_our_addons(env):
    """The names of maintenance_bom and of the installed addons that build on it.

    Addons that are nothing but tests are left out.
    """
    modules = env["ir.module.module"]
    first = modules.search([("name", "=", "maintenance_bom")])
    found = first | first.downstream_dependencies(
        exclude_states=("uninstallable", "uninstalled", "to remove")
    )
    return {name for name in found.mapped("name") if not name.startswith("test_")}
