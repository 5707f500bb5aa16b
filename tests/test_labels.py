"""What the addons show uses the labels of docs/labels.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# no string that is shown contains these, whatever it is about
REPLACED = (
    "dear",
    "deviation",
    "drift",
    "drifting",
    "earmarked",
    "equipment parts",
    "mend",
    "said no",
    "understock",
    "value anew",
    "valued anew",
)
_STRING = re.compile(r'^msgid ((?:".*"\n)+)', re.MULTILINE)


def get_strings(template):
    """The strings of a translation template."""
    for found in _STRING.finditer(template):
        yield "".join(re.findall(r'"(.*)"', found[1]))


def find_replaced(text):
    """The words in ``text`` that have been replaced by others."""
    return [word for word in REPLACED if re.search(rf"\b{word}\b", text, re.I)]


@pytest.mark.parametrize(
    "template", sorted(ROOT.glob("addons/*/i18n/*.pot")), ids=lambda path: path.stem
)
def test_strings_use_the_labels(template):
    strings = list(get_strings(template.read_text()))
    assert strings
    assert not {text: find_replaced(text) for text in strings if find_replaced(text)}


def test_replaced_words_are_found():
    assert find_replaced("3 Drifting charges") == ["drifting"]
    assert not find_replaced("Recommended amendments")
