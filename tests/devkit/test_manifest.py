import pytest
from devkit import manifest, testing
from devkit.console import Failure


@pytest.fixture
def addons(make_addon, tmp_path):
    make_addon("bom", "stock_maintenance")
    make_addon("consumption", "bom", "stock_account")
    make_addon("requisition", "consumption", "purchase_stock")
    make_addon("register", "bom")
    make_addon("everything", "requisition", "register")
    make_addon("draft", "mrp", installable=False)
    return manifest.read_addons(tmp_path / "addons")


def test_an_addon_that_is_not_installable_does_not_count(addons):
    assert "draft" not in addons


def test_the_closure_holds_only_our_addons(addons):
    assert manifest.closure(addons, ["requisition"]) == {
        "requisition",
        "consumption",
        "bom",
    }


def test_outside_dependencies_are_collected_over_the_closure(addons):
    assert manifest.outside_depends(addons, ["requisition"]) == {
        "stock_maintenance",
        "stock_account",
        "purchase_stock",
    }
    assert manifest.outside_depends(addons, ["register"]) == {"stock_maintenance"}


def test_a_bridge_names_the_addons_of_others_that_it_needs(make_addon, tmp_path):
    make_addon("register", "bom")
    make_addon("bridge", "register", "purchase_request")
    folder = tmp_path / "addons"
    (folder / "bridge" / "requirements.txt").write_text("odoo-addon-x==19.0.1.0.0\n")
    addons = manifest.read_addons(folder)
    assert {name: addon.is_bridge for name, addon in addons.items()} == {
        "bridge": True,
        "register": False,
    }


def test_an_addon_without_dependencies_depends_on_base(make_addon, tmp_path):
    make_addon("lonely")
    addons = manifest.read_addons(tmp_path / "addons")
    assert manifest.outside_depends(addons, addons) == {"base"}


def test_a_broken_manifest_is_named(make_addon, tmp_path):
    folder = make_addon("broken")
    (folder / "__manifest__.py").write_text("{'name': ")
    with pytest.raises(Failure, match="broken/__manifest__.py is not a manifest"):
        manifest.read_addons(tmp_path / "addons")


def test_alone_goes_from_small_to_large_and_leaves_out_the_whole(addons):
    assert testing.alone_addons(addons) == [
        "bom",
        "consumption",
        "register",
        "requisition",
    ]


def test_the_only_addon_is_tested_alone(make_addon, tmp_path):
    make_addon("bom", "stock_maintenance")
    addons = manifest.read_addons(tmp_path / "addons")
    assert testing.alone_addons(addons) == ["bom"]
