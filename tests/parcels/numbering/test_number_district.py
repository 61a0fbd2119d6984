"""An old district of the register numbered by a policy: proposed, written to a file, allotted."""

import json
from io import StringIO

import geopandas
import pytest
from django.core.management import CommandError, call_command

from geo.municipalities.scope import everywhere
from parcels.register import codes
from parcels.register.models import Parcel
from tests.factories.numbering import enter_quarter
from tests.factories.places import make_places


@pytest.fixture
def district(db: None) -> str:
    """Nine proposed parcels of two blocks in the old district of an office."""
    office = make_places().west
    enter_quarter(office)
    return f"{office.district.authority.code}/{office.district.code}"


def run(command: str, *arguments: str, **options) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def numbered() -> int:
    with everywhere():
        return Parcel.objects.exclude(code=None).count()


def test_a_dry_run_writes_report_and_file_and_leaves_the_register_alone(district, tmp_path):
    said = run(
        "number_district", district, policy="odd_even", dry_run=True, report=tmp_path / "r.json",
        out=tmp_path / "o.gpkg",
    )  # fmt: skip
    assert "2 blocks, 9 parcels" in said
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["policy"]["code"] == "odd_even"
    layer = geopandas.read_file(tmp_path / "o.gpkg")
    assert layer.groupby("block_no").size().tolist() == [6, 3]
    assert all(codes.is_valid(code) for code in layer.code)
    assert layer.parcel_id.is_unique
    assert numbered() == 0


def test_a_serpentine_is_allotted_as_it_was_proposed(district, tmp_path):
    run("number_district", district, policy="serpentine:start=SE", out=tmp_path / "o.gpkg")
    layer = geopandas.read_file(tmp_path / "o.gpkg")
    with everywhere():
        given = {str(parcel.pk): parcel.code for parcel in Parcel.objects.exclude(code=None)}
    assert given == dict(zip(layer.parcel_id, layer.code, strict=True))
    assert len(given) == 9


def test_a_policy_that_does_not_count_is_not_allotted(district):
    with pytest.raises(CommandError, match="odd_even"):
        run("number_district", district, policy="odd_even")
    assert numbered() == 0


def test_an_unknown_district_is_refused(district):
    with pytest.raises(CommandError, match="998"):
        run("number_district", "998", dry_run=True)


def test_the_simulator_plays_on_a_district(district):
    told = json.loads(run("simulate_numbering", district, years=2, splits=0.2, json=True))
    assert {one["way"] for one in told["years"]} == {"suffix", "append", "renumber"}
    assert told["years"][-1]["splits"] == 4
    assert numbered() == 0
