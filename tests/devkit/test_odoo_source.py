import pytest
from devkit import debian, layout, odoo_source
from devkit.console import Failure


def make_tree(root, version="(19, 0, 0, FINAL, 0, '')", web="addons/web"):
    (root / "odoo").mkdir(parents=True)
    (root / "odoo" / "release.py").write_text(f"version_info = {version}\n")
    (root / web).mkdir(parents=True)
    return root


def test_upstream_keeps_its_addons_beside_the_package(tmp_path):
    source = odoo_source.from_home(make_tree(tmp_path / "odoo-19"))
    assert source.python_path == tmp_path / "odoo-19"
    assert source.addons_paths == (tmp_path / "odoo-19" / "addons",)


def test_debian_keeps_them_inside(tmp_path):
    root = make_tree(tmp_path / odoo_source.DIST_PACKAGES, web="odoo/addons/web")
    source = odoo_source.from_home(tmp_path)
    assert source.python_path == root
    assert source.addons_paths == ()


def test_another_version_is_refused(tmp_path):
    make_tree(tmp_path / "old", version="(18, 0, 0, FINAL, 0, '')")
    with pytest.raises(Failure, match="is Odoo 18; these addons need Odoo 19"):
        odoo_source.from_home(tmp_path / "old")


def test_a_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(Failure, match="holds no Odoo source tree"):
        odoo_source.from_home(tmp_path)


def test_the_key_follows_the_place(tmp_path):
    first = odoo_source.from_home(make_tree(tmp_path / "a"))
    second = odoo_source.from_home(make_tree(tmp_path / "b"))
    assert first.key != second.key


def test_the_lock_pins_odoo_by_its_sum():
    pins = {pin.name: pin for pin in debian.read_lock(odoo_source.LOCK)}
    assert pins["odoo-19"].suite == "sid"
    assert all(len(pin.sha256) == 64 for pin in pins.values())


def test_a_bad_line_in_a_lock_is_told(tmp_path):
    lock = tmp_path / "debs.lock"
    lock.write_text("# comment\nodoo-19 19.0\n")
    with pytest.raises(Failure, match="not 'name suite version sha256'"):
        debian.read_lock(lock)


def test_a_download_with_another_sum_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "DEBS", tmp_path)
    monkeypatch.setattr(
        debian, "_apt", lambda *_: (tmp_path / "odoo-19_1_all.deb").write_text("forged")
    )
    pin = debian.Pin("odoo-19", "sid", "1", "0" * 64)
    with pytest.raises(Failure, match="Nothing was unpacked"):
        debian._download(pin)
    assert not list(tmp_path.iterdir())


def test_everything_that_is_made_lies_in_one_folder():
    assert odoo_source.UNPACKED.is_relative_to(layout.DEV)
    assert debian.APT.is_relative_to(layout.DEV)
