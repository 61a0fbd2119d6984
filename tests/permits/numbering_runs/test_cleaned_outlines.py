"""Outlines are cleaned for the walk as far as their accuracy allows; every move is told, the register's stay."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import shapely
from django.db import ProgrammingError, transaction
from django.urls import reverse
from shapely.affinity import translate

from geo.errors import DomainError
from geo.municipalities.scope import territory
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely, to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.register.models import BoundaryVersion, Parcel
from parcels.register.services import NewParcel, enter_parcels
from permits.numbering_runs.models import CleanedOutline, Cleaning
from permits.numbering_runs.outlines import walked_outlines
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import revise
from tests.factories.numbering import blocks_of, hold_days, staff, started
from tests.factories.places import ORIGIN
from tests.grid import drawn

pytestmark = pytest.mark.django_db
SNAP, NOISE = "0.05", "0.30"
#: How far the third parcel of the row was digitised from its place, metres: north, so that it overlaps nobody.
OFF = 0.12


@pytest.fixture
def row(places):
    """Four parcels in a row; the third was digitised beside its place."""
    staff(places)
    hold_days()
    shapes = drawn("ABCD\nABCD", cell_m=10, west=ORIGIN[0] + 20, south=ORIGIN[1] + 20)
    shapes["C"] = translate(shapes["C"], 0, OFF)
    return places.west, shapes


def values(snap=SNAP, noise=NOISE):
    for code, value in (("corner_snap", snap), ("sliver_width", noise)):
        ReferenceValue.objects.create(
            code=code, value=Decimal(value), unit="m", valid_from=date(2020, 1, 1), cites=f"ref {code}", status="test"
        )


def run_on(office, shapes, accuracy):
    with territory([office.body.pk]):
        new = [NewParcel(geom=to_surface(shape), source_id=letter) for letter, shape in shapes.items()]
        enter_parcels(plan=office.plan, parcels=new, source="test", accuracy_m=accuracy and Decimal(accuracy))
    return started(office)


def cleaning_of(office, run):
    with territory([office.body.pk]):
        return last_revision(run).cleaning


def corners(shapes):
    return {tuple(place) for shape in shapes for place in shapely.get_coordinates(shape).round(3)}


def moved(office):
    with territory([office.body.pk]):
        rows = CleanedOutline.objects.select_related("parcel").order_by("parcel__source_id")
        return {row.parcel.source_id: (row.corners, row.farthest_m) for row in rows}


def test_what_a_coarse_survey_set_apart_is_put_together_and_told(row):
    office, shapes = row
    values()
    run = run_on(office, shapes, "0.05")
    cleaning = cleaning_of(office, run)
    assert (cleaning.accuracy_m, cleaning.tolerance_m) == (Decimal("0.050"), 0.2)
    assert cleaning.cites == "ref corner_snap; ref sliver_width"
    assert moved(office), "the third parcel lies aside"
    assert all(0 < far <= OFF + 1e-6 for _corners, far in moved(office).values())
    with territory([office.body.pk]):
        held = {v.parcel_id: to_shapely(v.geom) for v in BoundaryVersion.objects.all()}
        third = Parcel.objects.get(source_id="C").pk
        assert held[third].equals(to_shapely(to_surface(shapes["C"]))), "the register's outline stays as it is"
        order = blocks_of(office, run)[0].order
        walked = {one.key: one.geometry for one in walked_outlines(order, cleaning)}
    assert len(corners(walked.values())) < len(corners(held.values())), "corners set apart are one"


def test_a_good_survey_is_left_as_it_is(row):
    office, shapes = row
    values()
    run = run_on(office, shapes, "0.01")
    assert cleaning_of(office, run).tolerance_m == 0.05
    assert moved(office) == {}


def test_unknown_accuracy_moves_nothing_beyond_the_least(row):
    office, shapes = row
    values()
    cleaning = cleaning_of(office, run_on(office, shapes, None))
    assert (cleaning.accuracy_m, cleaning.tolerance_m) == (None, 0.05)


def test_a_map_of_which_only_the_whole_is_inaccurate_does_not_close_alleys(row):
    office, shapes = row
    values()
    assert cleaning_of(office, run_on(office, shapes, "0.5")).tolerance_m == 0.3


def test_without_a_dated_tolerance_nothing_is_cleaned_and_that_is_said(client, row):
    office, shapes = row
    run = run_on(office, shapes, "0.05")
    assert cleaning_of(office, run).tolerance_m is None
    assert moved(office) == {}
    client.force_login(office.surveyor)
    assert client.get(reverse("numbering_runs:cleaned", args=[run.pk])).status_code == 200


def test_page_table_and_report_list_every_move(client, row):
    office, shapes = row
    values()
    run = run_on(office, shapes, "0.05")
    client.force_login(office.surveyor)
    page = client.get(reverse("numbering_runs:run", args=[run.pk]))
    assert page.context["cleaned"]["parcels"] == len(moved(office))
    assert reverse("numbering_runs:cleaned", args=[run.pk]) in page.content.decode()
    listed = client.get(reverse("numbering_runs:cleaned", args=[run.pk])).context["rows"]
    assert [entry["move"].farthest_m for entry in listed] == sorted(
        (far for _corners, far in moved(office).values()), reverse=True
    )
    body = client.get(reverse("numbering_runs:table", args=[run.pk])).content.decode("utf-8-sig")
    counts = [int(entry[11]) for entry in list(csv.reader(io.StringIO(body)))[1:]]
    assert sorted(filter(None, counts)) == sorted(count for count, _far in moved(office).values())
    assert client.get(reverse("numbering_runs:report", args=[run.pk])).content.startswith(b"%PDF-")


def test_a_revision_walks_on_the_same_outlines(row):
    office, shapes = row
    values()
    run = run_on(office, shapes, "0.05")
    order = blocks_of(office, run)[0].order[::-1]
    with territory([office.body.pk]):
        made = revise(run=run, block_place=1, order=order, by=office.surveyor, base_revision=1, reason="ميدان")
        assert made.cleaning == last_revision(run).cleaning
        assert Cleaning.objects.count() == 1


def test_the_log_of_moves_is_kept_by_the_database(row):
    office, shapes = row
    values()
    run_on(office, shapes, "0.05")
    with territory([office.body.pk]):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            CleanedOutline.objects.update(farthest_m=0)
        row = CleanedOutline.objects.first()
        row.pk, row.farthest_m = None, 9.0
        with pytest.raises(DomainError), refusals_explained():
            row.save(force_insert=True)
