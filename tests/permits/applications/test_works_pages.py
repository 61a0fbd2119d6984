"""Works on a plot are placed by distances, corners or a file, judged before anything is written, then asked for."""

import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from geo.municipalities.scope import act_as, territory
from geo.printing.maps import sides_of
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import geojson_lonlat, to_geos, to_shapely
from geo.spatial_rules.models import ReferenceValue
from parcels.register.models import BoundaryVersion
from permits.applications.building import BuildingWorks, FloorPlace
from permits.applications.errors import DetailsWrong, FootprintWrong
from permits.applications.footprint import at_distances, from_geojson, through_points
from permits.applications.inspecting import deviation_of
from permits.applications.models import PermitApplication
from permits.applications.particulars import read_particulars
from permits.applications.plot import PlotSide, SideRole
from permits.applications.services import Applicant, Asked, change_works, decide, open_application
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_NAME, build, enter_drawn, on_ground

WHO = {"name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": "٠٥٥٥١٢٣٩٨٧"}
WHAT = {"use": "residential", "upper_floors": "١", "height_m": "٧٫٥", "parking": "2", "units": "1"}
SQUARE = shapely.box(0, 0, 20, 20)


def edges(shape):
    return [PlotSide(role=SideRole.SIDE, edges=(edge,)) for edge in sides_of(shape)]


def test_a_footprint_by_distances_keeps_them_from_every_side():
    placed = to_shapely(at_distances(SQUARE, edges(SQUARE), [Decimal(3), Decimal(2), Decimal(1), Decimal("0")]))
    assert placed.equals(shapely.box(0, 1, 18, 17))


def test_distances_that_leave_nothing_are_no_building():
    with pytest.raises(FootprintWrong):
        at_distances(SQUARE, edges(SQUARE), [Decimal(11)] * 4)


@pytest.mark.parametrize(
    "points", [(), ((0, 0), (1, 1)), ((0, 0), (5, 5), (5, 0), (0, 5)), ((0, 0), (0.1, 0), (0, 0.1))]
)
def test_points_that_enclose_no_surface_are_no_building(points):
    with pytest.raises(FootprintWrong):
        through_points(points)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "Feature", "geometry": null}']
)
def test_a_file_without_an_outline_is_no_building(text, db):
    with pytest.raises(FootprintWrong):
        from_geojson(text)


def test_a_file_in_degrees_and_one_in_metres_place_the_same_works(ground):
    shape = on_ground(shapely.box(2, 2, 12, 12), ground.west)
    degrees = json.dumps({"type": "Feature", "properties": {}, "geometry": geojson_lonlat(to_geos(shape))})
    metres = {"type": "Polygon", "coordinates": [list(shape.exterior.coords)]}
    metres["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{storage_srid()}"}}
    for text in (degrees, json.dumps(metres)):
        assert to_shapely(from_geojson(text)).symmetric_difference(shape).area < 0.05


def test_the_deviation_of_what_was_built_is_the_greatest_distance_of_the_outlines():
    assert deviation_of(SQUARE, SQUARE) == 0
    assert deviation_of(shapely.box(0.05, 0, 20.05, 20), SQUARE) == Decimal("0.050")
    assert deviation_of(shapely.box(0, 0, 20, 17), SQUARE) == 3  # what is missing counts too


def test_the_ground_floor_is_as_large_as_the_footprint_whatever_is_said():
    floors = [{"place": "ground", "area_m2": "9999"}, {"place": "floor", "area_m2": "80"}]
    raw = {"use": "residential", "floors": floors, "height_m": "7", "parking": 1, "units": 1}
    kept = read_particulars("building", raw, to_geos(SQUARE))
    works = BuildingWorks.of(kept)
    assert works.area_of(FloorPlace.GROUND) == Decimal("400.00")
    assert (works.storeys, works.built_m2) == (2, Decimal("480.00"))
    assert works.kept() == kept


@pytest.mark.parametrize(
    "wrong", [{"height_m": "0"}, {"height_m": "x"}, {"parking": -1}, {"use": ""}, {"use": 5}, {"floors": "x"},
              {"floors": [{"place": "attic", "area_m2": 1}]}, {"units": True}]
)  # fmt: skip
def test_particulars_that_cannot_be_read_are_refused(wrong):
    raw = {"use": "residential", "floors": [], "height_m": "7", "parking": 1, "units": 1}
    with pytest.raises(DetailsWrong):
        read_particulars("building", {**raw, **wrong}, to_geos(SQUARE))


@pytest.mark.parametrize("kind", ["demolition", "restoration"])
def test_statements_of_the_applicant_cannot_be_left_out(kind):
    with pytest.raises(DetailsWrong):
        read_particulars(kind, {"scope": "whole"}, to_geos(SQUARE))


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, "A", cell_m=20)["A"]


@pytest.fixture
def citizen(client, ground):
    client.force_login(ground.citizen)
    return client


def address(kind, parcel):
    return reverse("applications:apply_works", args=[kind, parcel.code])


def sent(action, **more):
    return {"request_id": str(uuid4()), "action": action, "way": "sides", **WHO, **WHAT, **more}


def distances(metres):
    return {f"side_{place}": metres for place in range(4)}


def test_checking_shows_every_rule_and_writes_nothing(citizen, parcel):
    answer = citizen.post(address("building", parcel), sent("check", **distances("٣")))
    assert answer.status_code == 200
    assert len(answer.context["findings"]) == 15
    assert answer.context["area_m2"] == pytest.approx(14 * 14)
    assert not PermitApplication.objects.exists()
    assert not Case.objects.exists()


def test_opening_keeps_what_was_checked(citizen, parcel, ground):
    answer = citizen.post(address("building", parcel), sent("open", **distances("3")))
    assert answer.status_code == 302
    with territory([ground.west.body.pk]):
        made = PermitApplication.objects.get()
    assert made.works.area == pytest.approx(196)
    assert BuildingWorks.of(made.details).built_m2 == Decimal("392.00")
    shown = citizen.get(answer.url)
    assert shown.status_code == 200
    assert "state-draft" in shown.content.decode()


def test_a_building_over_the_boundary_is_shown_with_the_place_of_the_fault(citizen, parcel):
    ReferenceValue.objects.create(
        code="footprint_beyond",
        value=Decimal("0.05"),
        unit="m",
        valid_from=date(2020, 1, 1),
        cites="test",
        status="test",
    )
    land = to_shapely(parcel.geom)
    west, south, east, north = land.bounds
    corners = [(west - 2, south), (east, south), (east, north), (west - 2, north)]
    typed = "\n".join(f"{x} {y}" for x, y in corners)
    answer = citizen.post(address("building", parcel), sent("check", way="drawn", points=typed))
    wrong = [finding["rule"] for finding in answer.context["findings"] if finding["answer"] == "no"]
    assert "footprint_in_parcel" in wrong
    html = answer.content.decode()
    assert 'id="place-footprint_in_parcel"' in html
    assert 'href="#place-footprint_in_parcel"' in html


@pytest.mark.parametrize(("wrong", "field"), [
    ({"side_1": ""}, "way"), ({"side_1": "-1"}, "side_1"), ({"height_m": ""}, "height_m"), ({"name": "12"}, "name"),
    ({"way": "drawn", "points": "1"}, "points"), ({"way": "file"}, "file"), ({"way": "moon"}, "way"),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field(citizen, parcel, wrong, field):
    answer = citizen.post(address("building", parcel), sent("check", **{**distances("3"), **wrong}))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors


def test_an_outline_comes_from_a_file(citizen, parcel):
    shape = to_shapely(parcel.geom).buffer(-4, join_style="mitre")
    text = json.dumps(geojson_lonlat(to_geos(shape)))
    file = SimpleUploadedFile("works.geojson", text.encode())
    answer = citizen.post(address("building", parcel), sent("check", way="file", file=file))
    assert answer.context["area_m2"] == pytest.approx(144, abs=0.1)


def test_what_stands_is_chosen_for_demolition_and_restoration(citizen, parcel, ground):
    building = build(ground.west, on_ground(shapely.box(5, 5, 15, 15), ground.west))
    chosen = {"buildings": [str(building.pk)]}
    goes = sent("check", **chosen, protection="سقالات", vacant="on", utilities_off="on")
    assert citizen.post(address("demolition", parcel), goes).context["area_m2"] == pytest.approx(100)
    repaired = {**sent("check", **chosen, rubble="on"), "scope": ["paint", "pipes"]}
    assert citizen.post(address("restoration", parcel), repaired).context["area_m2"] == pytest.approx(100)
    kept_back = citizen.post(address("demolition", parcel), sent("check", **chosen, vacant="on"))
    assert "utilities_off" in kept_back.context["form"].errors


def test_pages_of_unknown_kinds_are_not_there(citizen, parcel):
    assert citizen.get(address("castle", parcel)).status_code == 404
    assert citizen.get(address("excavation", parcel)).status_code == 404


def test_works_are_changed_while_the_case_is_open_and_not_afterwards(ground, parcel):
    office, citizen = ground.west, ground.citizen
    with territory([office.body.pk]):
        act_as(citizen.pk)
        version = BoundaryVersion.objects.select_related("parcel__municipality").get(pk=parcel.version_id)
        works = at_distances(to_shapely(version.geom), edges(to_shapely(version.geom)), [Decimal(3)] * 4)
        raw = {"use": "residential", "floors": [], "height_m": "4", "parking": 1, "units": 1}
        application = open_application(
            asked=Asked(kind="building", office=version.parcel.municipality, version=version, works=works,
                        details=read_particulars("building", raw, works)),
            applicant=Applicant(name=CANARY_NAME, identifier=CANARY_IDENTIFIER, mobile="0555123987"),
            by=citizen, request_id=uuid4(),
        )  # fmt: skip
        smaller = at_distances(to_shapely(version.geom), edges(to_shapely(version.geom)), [Decimal(5)] * 4)
        changed = change_works(application=application, works=smaller, by=citizen)
        assert BuildingWorks.of(changed.details).built_m2 == Decimal("100.00")
        assert changed.details["applicant_name"] == CANARY_NAME
        assert application.assessments.count() == 2
        decide(case=application.case, name="cancel", by=citizen)
        with pytest.raises(StepNotPossible):
            change_works(application=application, works=works, by=citizen)
