"""What the addons show, and the documentation, use the labels of docs/labels.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# the one that lists the replaced words
LABELS = ROOT / "docs" / "labels.md"
DOCUMENTS = [
    ROOT / "README.md",
    *sorted(ROOT.glob("addons/*/README.md")),
    *sorted({*ROOT.glob("docs/*.md")} - {LABELS}),
]
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
    "set aside",
    "understock",
    "value anew",
    "valued anew",
)
# names of models, fields and values stay
_CODE = re.compile(r"^```.*?^```|`[^`]*`", re.MULTILINE | re.DOTALL)
_STRING = re.compile(r'^msgid ((?:".*"\n)+)', re.MULTILINE)


def get_strings(template):
    """The strings of a translation template."""
    for found in _STRING.finditer(template):
        yield "".join(re.findall(r'"(.*)"', found[1]))


def find_replaced(text):
    """The words in ``text`` that have been replaced by others."""
    return [word for word in REPLACED if re.search(rf"\b{word}\b", text, re.I)]


def get_prose(document):
    """What a Markdown document says in words, without code and line breaks."""
    return " ".join(_CODE.sub(" ", document).split())


@pytest.mark.parametrize(
    "template", sorted(ROOT.glob("addons/*/i18n/*.pot")), ids=lambda path: path.stem
)
def test_strings_use_the_labels(template):
    strings = list(get_strings(template.read_text()))
    assert strings
    assert not {text: find_replaced(text) for text in strings if find_replaced(text)}


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)
def test_documents_use_the_labels(document):
    assert not find_replaced(get_prose(document.read_text()))


def test_code_in_documents_is_left_out():
    document = "A `drift`\nis\n```sh\ndrift\n```\nvalued\nanew"
    assert find_replaced(get_prose(document)) == ["valued anew"]


def test_replaced_words_are_found():
    assert find_replaced("3 Drifting charges") == ["drifting"]
    assert not find_replaced("Recommended amendments")
