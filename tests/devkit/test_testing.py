import pytest
from devkit import layout, testing
from devkit.console import Failure


def parse(*words):
    return testing.parse(list(words), layout.ROOT)


def test_paths_go_to_the_runner_they_belong_to():
    request = parse("addons", "tests/devkit::test_x")
    assert request.addons == [str(layout.ADDONS)]
    assert request.pure == [f"{layout.ROOT}/tests/devkit::test_x"]


def test_the_rest_goes_to_pytest_and_values_are_no_paths():
    request = parse("-k", "tests", "-x")
    assert request.words == ["-k", "tests", "-x"]
    assert request.filtered and not request.chosen


def test_the_root_stands_for_everything():
    request = testing.parse(["."], layout.ROOT)
    assert request.addons and request.pure


def test_own_options_do_not_reach_pytest():
    request = parse("--alone", "--keep")
    assert request.modes == {"--alone", "--keep"} and not request.words


def test_the_tags_are_for_odoo():
    request = parse("--odoo-suite", "--fresh", "--test-tags=/repair")
    assert request.modes == {"--odoo-suite", "--fresh"}
    assert request.tags == "/repair" and not request.words


def test_addons_of_tests_only_need_their_own_database():
    request = parse("tests/addons/test_maintenance_beside")
    testing._check_addons_chosen({"--beside"}, request)
    for checks in (set(), {"--alone"}):
        with pytest.raises(Failure, match="--beside"):
            testing._check_addons_chosen(checks, request)


def test_a_path_that_does_not_exist_is_told():
    with pytest.raises(Failure, match="there is no addons/nonsense"):
        parse("addons/nonsense")


def test_a_path_outside_of_the_repository_is_refused(tmp_path):
    with pytest.raises(Failure, match="outside"):
        parse(str(tmp_path))


def test_only_alone_takes_addons_and_nothing_else():
    alone = {"--alone"}
    testing._check_addons_chosen(alone, parse("addons/maintenance_bom"))
    for words in (["--alone", "addons"], ["--alone", "tests"]):
        with pytest.raises(Failure, match="folders of addons"):
            testing._check_addons_chosen(alone, parse(*words))
    with pytest.raises(Failure, match="take no paths"):
        testing._check_addons_chosen({"--existing"}, parse("addons/maintenance_bom"))


def test_deep_gives_tests_the_time_that_they_need():
    request = parse("--deep", "-x", "tests/devkit")
    assert request.deep and request.words == ["-x"]
    assert testing.deep_words(request) == ["--timeout=14400"]
    assert testing.deep_words(parse("-x")) == []
