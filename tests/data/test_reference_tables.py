"""Reference tables are dated, sourced, whole in both languages, and agree with the sample and with PROJ."""

from datetime import date

import pytest
from pyproj import Geod
from pyproj.transformer import TransformerGroup

from geo.accounts.enums import Role
from tests.data.files import DATA, read_csv

DATED = ["terms", "weekend", "holidays", "tolerances"]
TABLES = [*DATED, "roles", "land_uses", "operations"]


def table(name):
    return read_csv(DATA / "reference" / f"{name}.csv")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_complete_and_named_in_both_languages(name):
    rows = table(name)
    assert rows
    for row in rows:
        assert None not in row and None not in row.values(), row
        assert any("\u0621" <= c <= "\u064a" for c in row["name_ar"]), row
        assert row["name_en"].isascii() and row["name_en"], row


@pytest.mark.parametrize("name", DATED)
def test_dated_rows_have_a_beginning_a_jurisdiction_a_source_and_a_state(name):
    for row in table(name):
        start = date.fromisoformat(row["valid_from"])
        assert not row["valid_to"] or date.fromisoformat(row["valid_to"]) > start
        assert row["jurisdiction"] in {"SA", "SA-01", "SA-04"}
        if name == "tolerances":
            assert row["source"] and row["status"] in {"verified", "unverified", "proposal"}
        else:
            assert row["cites"] and row["verified"] in {"yes", "no"}


@pytest.mark.parametrize("name", [name for name in TABLES if name != "weekend"])
def test_no_code_is_given_twice_for_one_day_and_place(name):
    rows = table(name)
    keys = [(row["code"], row.get("jurisdiction"), row.get("valid_from")) for row in rows]
    assert len(set(keys)) == len(keys)


def test_terms_can_be_computed():
    rows = {row["code"]: row for row in table("terms")}
    for row in rows.values():
        assert int(row["amount"]) > 0
        assert row["calendar"] in {"hijri", "gregorian"}
        assert row["unit"] in {"year", "month", "day", "working_day", "hour"}
    assert "fencing_permit_validity" in rows


def test_every_role_that_a_membership_gives_is_described():
    assert set(Role.values) <= {row["code"] for row in table("roles")}


def test_the_weekend_is_friday_and_saturday():
    assert sorted(row["iso_weekday"] for row in table("weekend")) == ["5", "6"]


def test_the_fence_tolerance_is_five_centimetres():
    (row,) = [row for row in table("tolerances") if row["code"] == "fence_on_boundary"]
    assert (float(row["value"]), row["unit"]) == (0.05, "m")


def test_every_use_in_the_sample_is_a_listed_land_use(layers):
    codes = {row["code"] for row in table("land_uses")}
    assert set(layers["parcels"].land_use.dropna()) | set(layers["buildings"].use) <= codes
    assert {row["zone_use"] for row in table("land_uses")} == set(layers["zones"].use)


def operations(available):
    return [row for row in table("operations") if row["available"] == available]


@pytest.mark.parametrize("row", operations("yes"), ids=lambda row: row["code"])
def test_an_available_operation_has_the_accuracy_and_effect_that_proj_gives(row):
    source, target = int(row["source_srid"]), int(row["target_srid"])
    group = TransformerGroup(source, target, always_xy=True, allow_ballpark=False)
    wanted = "Ain el Abd to KSA-GRF17 (1)" if "UTM" in row["name_en"] else row["name_en"]
    (found,) = [t for t in group.transformers if wanted in t.description]
    assert found.accuracy == float(row["accuracy_m"])
    if row["shift_at_qatif_m"] and not found.source_crs.is_projected:
        moved = found.transform(50.0, 26.55)
        assert Geod(ellps="GRS80").inv(50.0, 26.55, *moved)[2] == pytest.approx(
            float(row["shift_at_qatif_m"]), abs=0.001
        )


def test_the_operation_marked_unavailable_needs_a_grid_that_is_not_here():
    (row,) = operations("no")
    group = TransformerGroup(int(row["source_srid"]), int(row["target_srid"]), allow_ballpark=False)
    missing = [operation.name for operation in group.unavailable_operations]
    assert any(row["name_en"] in name for name in missing)
