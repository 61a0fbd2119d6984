"""Permits of another system: all places of each, once, without names, and never among our numbers."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from geo.municipalities.scope import territory
from permits.applications.models import Permit, PublishedPermit
from permits.offices.history import import_calgary
from permits.offices.models import PastPermit, PastPlace

ROW = {
    "permitnum": "BP2024-1", "statuscurrent": "Completed", "applieddate": "2024-09-11T00:00:00.000",
    "issueddate": "2024-10-09T00:00:00.000", "completeddate": "", "permittype": "Single",
    "permittypemapped": "Building", "permitclass": "1106 - Single Family House", "permitclassgroup": "Single Family",
    "permitclassmapped": "Residential", "workclass": "New", "workclassgroup": "New", "workclassmapped": "New",
    "description": "SFD", "applicantname": "SECRET BUILDER",
    "contractorname": "SECRET BUILDER", "housingunits": "1", "estprojectcost": "239531.01", "totalsqft": "1319",
    "originaladdress": "380 HOMESTEAD GV NE", "communitycode": "HSD", "communityname": "HOMESTEAD", "latitude": "51.1",
    "longitude": "-113.9", "locationcount": "2", "locationtypes": "Titled Parcel;Building",
    "locationaddresses": "380 HOMESTEAD GV NE;382 HOMESTEAD GV NE",
    "locationswkt": "MULTIPOINT (-113.91649673616925 51.121259209484535,-113.91629820384573 51.12127310035102)",
}  # fmt: skip
HERE = {**ROW, "permitnum": "BP2024-2", "locationswkt": "MULTIPOINT (50.0 26.55,50.001 26.55)"}


@pytest.fixture
def bring(tmp_path, places):
    """Write rows into a file and bring them into west's history."""

    def brought(*rows: dict[str, str]):
        file = Path(tmp_path) / "permits.csv"
        with file.open("w", encoding="utf-8", newline="") as held:
            writer = csv.DictWriter(held, fieldnames=list(ROW))
            writer.writeheader()
            writer.writerows(rows)
        with territory([places.west.body.pk]):
            return import_calgary(file=file, office=places.west.body)

    return brought


def test_a_permit_comes_with_all_its_places_and_without_names(bring, places):
    done = bring(ROW)
    assert (done.read, done.brought, done.places, done.refused) == (1, 1, 2, [])
    with territory([places.west.body.pk]):
        permit = PastPermit.objects.get()
        found = [(each.place, each.kind, each.address, each.longitude) for each in permit.places.all()]
    assert found == [
        (1, "Titled Parcel", "380 HOMESTEAD GV NE", -113.91649673616925),
        (2, "Building", "382 HOMESTEAD GV NE", -113.91629820384573),
    ]
    assert (permit.number, permit.kind, permit.completed_on) == ("BP2024-1", "Building", None)
    assert "SECRET" not in str(permit.facts)


def test_the_same_file_brings_nothing_twice(bring):
    assert bring(ROW, HERE).brought == 2
    assert bring(ROW, HERE).brought == 0


def test_a_place_is_drawn_only_where_the_system_of_the_register_holds(bring, places):
    bring(ROW, HERE)
    with territory([places.west.body.pk]):
        there = PastPlace.objects.filter(permit__number="BP2024-1")
        here = PastPlace.objects.filter(permit__number="BP2024-2").first()
        assert [each.geom for each in there] == [None, None]
    assert here is not None
    assert here.geom is not None
    assert 395_000 < here.geom.x < 405_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"locationcount": "3"}, {"locationtypes": "Building"}, {"locationswkt": "MULTIPOINT EMPTY"},
        {"locationaddresses": "1 A ST"}, {"issueddate": "yesterday"}, {"permitnum": " "},
        {"locationswkt": "MULTIPOINT (-213.9 51.1,-113.9 51.1)"},
    ],
)  # fmt: skip
def test_a_row_that_does_not_tally_is_named_and_the_others_come(bring, wrong):
    done = bring({**ROW, **wrong}, HERE)
    assert (done.read, done.brought, [line for line, _reason in done.refused]) == (2, 1, [2])


def test_history_is_none_of_our_permits(bring, places):
    bring(ROW)
    with territory([places.west.body.pk]):
        assert not Permit.objects.exists()
    assert not PublishedPermit.objects.exists()


def test_history_of_one_office_is_not_seen_in_the_next(bring, places):
    bring(ROW)
    with territory([places.east.body.pk]):
        assert not PastPermit.objects.exists()
        assert not PastPlace.objects.exists()


def test_the_command_says_what_it_did_and_fails_when_rows_were_refused(tmp_path, places, capsys):
    with pytest.raises(CommandError, match="no municipal body"):
        call_command("import_permits", tmp_path / "x.csv", office="999")
    with pytest.raises(CommandError, match="no file"):
        call_command("import_permits", tmp_path / "x.csv", office="5011")
