import pytest
from devkit import fingerprint


@pytest.fixture
def addon(make_addon):
    return make_addon("bom", "stock")


def write(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    "name",
    ["models/bom.py", "views/bom.xml", "i18n/de.po", "static/tests/tours/bom.js"],
)
def test_what_an_installation_reads_counts(addon, name):
    before = fingerprint.of_addon(addon)
    write(addon / name)
    assert fingerprint.of_addon(addon) != before


@pytest.mark.parametrize(
    "name",
    ["tests/test_bom.py", "README.rst", "readme/USAGE.md", "models/__pycache__/a.pyc"],
)
def test_tests_and_documentation_do_not_count(addon, name):
    before = fingerprint.of_addon(addon)
    write(addon / name)
    assert fingerprint.of_addon(addon) == before


def test_a_renamed_file_counts(addon):
    write(addon / "models" / "bom.py")
    before = fingerprint.of_addon(addon)
    (addon / "models" / "bom.py").rename(addon / "models" / "part.py")
    assert fingerprint.of_addon(addon) != before


def test_parts_do_not_run_together():
    assert fingerprint.of_parts("ab", "c") != fingerprint.of_parts("a", "bc")
