"""Which value a column holds, by its heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.headings import (
    HEADINGS,
    IGNORED,
    count_known,
    match,
    squeeze,
)

ALL = [(key, heading) for key, headings in HEADINGS.items() for heading in headings]


@pytest.mark.parametrize(("key", "heading"), ALL, ids=lambda word: word)
def test_every_heading_means_its_key(key, heading):
    assert match([heading]) == [key]


def test_no_heading_means_two_keys():
    keys = {}
    for key, heading in ALL:
        keys.setdefault(squeeze(heading), set()).add(key)
    assert not {heading: found for heading, found in keys.items() if len(found) > 1}


@given(
    st.sampled_from(ALL), st.sampled_from([" ", "_", "-", ". ", "  "]), st.booleans()
)
def test_case_and_punctuation_of_a_heading_say_nothing(pair, mark, upper):
    key, heading = pair
    written = mark.join(heading.split(" "))
    written = written.upper() if upper else written.title()
    assert match([f" {written}:* "]) == [key]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        # Snipe-IT
        (
            [
                "ID",
                "Asset Tag",
                "Asset Name",
                "Serial",
                "Model",
                "Model No.",
                "Category",
                "Status",
                "Checked Out To",
                "Location",
                "Default Location",
                "Supplier",
                "Purchase Cost",
                "Purchase Date",
                "Warranty Expires",
                "Notes",
                "MAC",
            ],
            [
                "external_id",
                "code",
                "name",
                "serial_no",
                "model",
                "",
                "category",
                "status",
                "owner",
                "location",
                "",
                "vendor",
                "cost",
                "in_service_date",
                "warranty_date",
                "note",
                "",
            ],
        ),
        # NetBox
        (
            ["id", "name", "status", "device_type", "site", "serial", "asset_tag"],
            ["external_id", "name", "status", "model", "location", "serial_no", "code"],
        ),
        # ServiceNow
        (
            ["sys_id", "asset_tag", "display_name", "serial_number", "install_status"],
            ["external_id", "code", "name", "serial_no", "status"],
        ),
        # Maximo
        (
            ["ASSETNUM", "DESCRIPTION", "SERIALNUM", "LOCATION", "PURCHASEPRICE"],
            ["code", "name", "serial_no", "location", "cost"],
        ),
        # SAP, in German
        (
            [
                "Equipment",
                "Bezeichnung des Objekts",
                "Techn. Platz",
                "Hersteller",
                "Herstellerseriennummer",
                "Anschaffungswert",
                "Inbetr.Datum",
            ],
            [
                "code",
                "name",
                "location",
                "vendor",
                "serial_no",
                "cost",
                "in_service_date",
            ],
        ),
        (
            [
                "Inventar-Nr.",
                "Gerätename",
                "Seriennr.",
                "Standort",
                "Garantie bis",
                "Zustand",
                "Status",
                "Kaufpreis (€)",
            ],
            [
                "code",
                "name",
                "serial_no",
                "location",
                "warranty_date",
                "condition",
                "status",
                "cost",
            ],
        ),
        (
            [
                "N° d'inventaire",
                "Désignation",
                "N° de série",
                "Emplacement",
                "Date d’achat",
                "Prix d'achat (EUR)",
                "État",
            ],
            [
                "code",
                "name",
                "serial_no",
                "location",
                "in_service_date",
                "cost",
                "condition",
            ],
        ),
        (
            [
                "Nº de inventario",
                "Descripción",
                "Número de serie",
                "Ubicación",
                "Fecha de compra",
                "Precio de compra",
                "Estado",
            ],
            [
                "code",
                "name",
                "serial_no",
                "location",
                "in_service_date",
                "cost",
                "status",
            ],
        ),
    ],
    ids=["snipe-it", "netbox", "servicenow", "maximo", "sap", "de", "fr", "es"],
)
def test_headings_of_registers_and_languages(headings, keys):
    assert match(headings) == keys


def test_of_two_columns_the_one_that_says_it_most_exactly_is_taken():
    assert match(["Site", "Location"]) == [IGNORED, "location"]
    assert match(["Location", "Location"]) == ["location", IGNORED]
    assert match(["Purchase date", "Install date"]) == [IGNORED, "in_service_date"]


def test_what_a_person_decided_before_counts_more_than_any_word():
    remembered = {squeeze("Location"): IGNORED, squeeze("Hall"): "location"}
    assert match(["Location", "hall", "Site"], None, remembered) == ["", "location", ""]


def test_the_name_of_a_key_in_the_language_of_the_user_is_a_heading():
    labels = {"last_replaced": "Zuletzt gewechselt"}
    assert match(["Zuletzt gewechselt"], labels) == ["last_replaced"]
    assert match(["last_replaced"], labels) == ["last_replaced"]


def test_a_key_counts_once():
    assert count_known(["Location", "Site", "Standort", "Name", "Pump 7"]) == 2


@given(st.lists(st.text(max_size=15), max_size=12))
def test_any_headings_give_each_key_at_most_once(headings):
    keys = [key for key in match(headings) if key]
    assert len(keys) == len(set(keys))
