"""What others build on: it changes on purpose, or not at all."""

from pathlib import Path

# in scripts/devkit/inside
import surface

from odoo.tests import TransactionCase, tagged

from .common import ROOT, find_our_addons

SURFACE = Path(__file__).resolve().with_name("surface.txt")
# so many differences are told
MOST = 30


def describe(agreed, found):
    """Say how two lists of lines differ: what is gone after ``-``, what is new after
    ``+``; nothing if they have the same lines.
    """
    changes = sorted(
        [(line, "-") for line in set(agreed) - set(found)]
        + [(line, "+") for line in set(found) - set(agreed)]
    )
    told = [f"{sign} {line}" for line, sign in changes[:MOST]]
    if len(changes) > MOST:
        told.append(f"… and {len(changes) - MOST} more")
    return "\n".join(told)


@tagged("post_install", "-at_install")
class TestSurface(TransactionCase):
    def test_models_fields_methods_rights_and_menus_are_as_agreed(self):
        found = surface.lines(self.env, find_our_addons(self.env))
        if changes := describe(SURFACE.read_text().splitlines(), found):
            self.fail(
                f"The public surface has changed:\n{changes}\n"
                "If that is meant, also in docs/api.md, write the list anew:\n"
                f"scripts/surface {SURFACE.relative_to(ROOT)}"
            )

    def test_a_difference_is_told_in_short(self):
        self.assertEqual(describe(["a", "b"], ["a", "b"]), "")
        self.assertEqual(describe(["a", "b"], ["a", "c"]), "- b\n+ c")
        told = describe([], [f"{number:03}" for number in range(MOST + 2)])
        self.assertEqual(len(told.splitlines()), MOST + 1)
        self.assertTrue(told.endswith("… and 2 more"))
