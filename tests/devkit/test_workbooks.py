"""Workbooks of others come only where tests ask for them, and never half."""

import pytest
from devkit import workbooks
from devkit.console import Failure


@pytest.fixture
def fetched(monkeypatch, tmp_path):
    monkeypatch.setattr(workbooks, "ensure", lambda: tmp_path)
    return {workbooks.VARIABLE: str(tmp_path)}


def test_tests_that_mention_them_get_them(fetched, tmp_path):
    asks, other = tmp_path / "asks", tmp_path / "other"
    for folder, text in ((asks, f"os.environ['{workbooks.VARIABLE}']"), (other, "")):
        folder.mkdir()
        (folder / "test_reading.py").write_text(text)
    assert workbooks.get_environment(["-k", "x", str(asks)]) == fetched
    assert workbooks.get_environment([f"{asks / 'test_reading.py'}::test_x"]) == fetched
    assert workbooks.get_environment([str(other), "--odoo-http"]) == {}
    assert workbooks.get_environment(["nowhere"]) == {}


def test_a_package_without_workbooks_is_a_failure(tmp_path):
    with pytest.raises(Failure, match="holds no workbook"):
        workbooks._keep(tmp_path / "empty", [])


def test_two_files_of_one_name_are_a_failure(tmp_path):
    with pytest.raises(Failure, match="several files"):
        workbooks._keep(tmp_path / "both", [("a.xlsx", b"1"), ("a.xlsx", b"2")])
