"""A file is taken in where it lies, or refused with the place of the fault; nothing of a refused one is kept."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import shapely
from pyproj import Transformer

from geo.errors import DomainError
from geo.municipalities.scope import everywhere, territory
from geo.spatial_rules.models import ReferenceValue
from geo.staging.errors import DatumDoubtful, ImportSettled, NotChecked, OutsideTerritory, RowsFaulty
from geo.staging.models import StagedFinding, StagedLayer, StagedRow, Upload
from geo.staging.registry import Acceptance
from geo.staging.selectors import errors_of
from geo.staging.services import Answers, accept, answer, receive
from geo.staging.standing import counts
from parcels.plans.enums import PlanStatus
from parcels.plans.models import Plan
from parcels.register.models import BoundaryVersion
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import Places, square
from tests.geo.exchange.reading import land

Take = Callable[..., StagedLayer]
OUTSIDE = land.ring((30, 30), (31, 30), (31, 31), (30, 30))
HOLED = {"type": "Polygon", "coordinates": land.SQUARE["coordinates"] + OUTSIDE["coordinates"]}
BOW = land.ring((0, 0), (20, 20), (20, 0), (0, 20), (0, 0))


def kept() -> int:
    with everywhere():
        return Upload.objects.count() + StagedLayer.objects.count() + StagedRow.objects.count()


def moved(shapes: list[shapely.Polygon], epsg: int, *, swap: bool = False) -> list[shapely.Polygon]:
    """Return shapes of the storage CRS as a file in another system has them."""
    move = Transformer.from_crs(9359, epsg, always_xy=True)

    def change(points):
        x, y = move.transform(points[:, 0], points[:, 1])
        return (shapely.get_coordinates(shapely.points(*((y, x) if swap else (x, y))))) if len(points) else points

    return [shapely.transform(shape, change) for shape in shapes]


def refusal(take: Take, content: bytes, name: str, **answers) -> DomainError:
    with pytest.raises(DomainError) as error:
        take(content, name, **answers)
    assert kept() == 0
    return error.value


def test_a_sound_file_is_staged_row_by_row_and_checked(take: Take, tmp_path: Path):
    columns = {"رقم القطعة": ["١", "٢", "3", "4/٥"], "area": [400.0, 400.0, 500.0, 401.0]}
    layer = take(land.write(tmp_path / "made.gpkg", land.squares(), columns), "plan.gpkg")
    with everywhere():
        assert (layer.state, layer.epsg, layer.accuracy_m) == ("checked", 9359, 0.0)
        rows = list(StagedRow.objects.filter(layer=layer))
        assert [row.label for row in rows] == ["1", "2", "3", "4/5"]
        assert rows[0].attributes["رقم القطعة"] == "١"
        assert rows[0].geom.area == 400
        assert counts(layer) | {"read": 4, "faulty": 0, "blocked": 0, "good": 4} == counts(layer)


@pytest.mark.parametrize(
    ("geometry", "code", "at"),
    [
        (BOW, "crosses_itself", [land.WEST + 10, land.SOUTH + 10]),
        (land.ring((0, 0), (20, 0), (20, 20), (0, 20)), "ring_open", None),
        (land.ring((0, 0), (20, 0)), "ring_short", None),
        (HOLED, "hole_outside", [land.WEST + 30, land.SOUTH + 30]),
        ({"type": "Point", "coordinates": [land.WEST, land.SOUTH]}, "not_a_surface", None),
        (None, "no_geometry", None),
    ],
)  # fmt: skip
def test_a_faulty_row_refuses_the_file_and_is_named_with_its_place(take: Take, geometry, code: str, at):
    error = refusal(take, land.geojson(land.SQUARE, geometry), "plan.geojson")
    assert isinstance(error, RowsFaulty)
    (row,) = error.context["rows"]
    assert (row["row"], row["code"], row.get("at")) == (2, code, at)


def test_faulty_rows_are_set_aside_only_when_that_is_said(take: Take):
    layer = take(land.geojson(land.SQUARE, BOW), "plan.geojson", set_aside=True)
    with everywhere():
        assert counts(layer) | {"read": 2, "faulty": 1, "good": 1} == counts(layer)
        assert not StagedRow.objects.get(layer=layer, number=2).geom.valid
    with pytest.raises(RowsFaulty):
        take(land.geojson(BOW), "plan.geojson", set_aside=True)


def test_swapped_axes_are_asked_about_by_name(take: Take, tmp_path: Path):
    content = land.write(tmp_path / "made.gpkg", [shapely.transform(s, lambda p: p[:, ::-1]) for s in land.squares()])
    assert refusal(take, content, "plan.gpkg").code == "axes_swapped"
    with everywhere():
        assert counts(take(content, "plan.gpkg", epsg=9359, swapped=True))["good"] == 4


@pytest.mark.parametrize("zone", [32637, 32638, 32640])
def test_another_zone_is_refused_with_what_would_fit(take: Take, tmp_path: Path, zone: int):
    error = refusal(take, land.write(tmp_path / "made.gpkg", land.squares(), crs=f"EPSG:{zone}"), "plan.gpkg")
    assert isinstance(error, OutsideTerritory)
    assert error.code == "file_outside_territory"
    assert error.context["proposals"][0]["epsg"] in (9359, 32639, 20439)


@pytest.mark.parametrize("far", [1e308, 5e6])
def test_land_outside_the_territory_is_refused(take: Take, far: float):
    error = refusal(
        take, land.geojson(land.SQUARE, land.ring((far, 0), (far + 20, 0), (far, 20), (far, 0))), "p.geojson"
    )
    assert error.context["rows"][0]["code"] in ("outside_territory", "outside_system", "crosses_itself", "ring_short")


def test_one_row_beyond_the_border_is_a_fault_of_its_row(take: Take, tmp_path: Path):
    shapes = [*land.squares(2), *land.squares(1, west=land.WEST + 990)]
    error = refusal(take, land.write(tmp_path / "made.gpkg", shapes), "plan.gpkg")
    assert [(row["row"], row["code"]) for row in error.context["rows"]] == [(3, "outside_territory")]


def test_a_file_without_a_system_asks_and_is_read_again_under_the_answer(take: Take, tmp_path: Path):
    layer = take(land.zipped(land.shapefile(tmp_path, crs=None)), "plan.zip")
    assert (layer.state, layer.questions, layer.epsg) == ("asks", ["crs"], None)
    assert layer.proposals
    with everywhere():
        assert not StagedRow.objects.exists()
        again = answer(pk=layer.upload_id, answers=Answers(epsg=9359))
        assert (again.turn, again.state, counts(again)["good"]) == (2, "read", 4)
        with pytest.raises(NotChecked):
            answer(pk=layer.upload_id, answers=Answers(epsg=32639))


def test_a_datum_that_does_not_fit_the_land_beside_is_doubted(standing: Places, take: Take, tmp_path: Path):
    beside = [
        shapely.box(
            land.WEST + 660 + 20 * i, land.SOUTH + 500 + 20 * j, land.WEST + 680 + 20 * i, land.SOUTH + 520 + 20 * j
        )
        for i in range(3)
        for j in range(8)
    ]
    content = land.write(tmp_path / "made.gpkg", moved(beside, 20439), crs="EPSG:32639")
    with pytest.raises(DatumDoubtful) as error:
        take(content, "plan.gpkg")
    assert error.value.context["proposals"][0]["epsg"] == 20439
    layer = take(content, "plan.gpkg", epsg=20439)
    assert "Ain el Abd" in layer.operation
    assert layer.accuracy_m > 0


def test_an_encoding_is_asked_about_and_the_text_comes_whole(take: Take, tmp_path: Path):
    names = [name.encode("cp1256") for name in land.NAMES]
    layer = take(land.zipped(land.shapefile(tmp_path, names)), "plan.zip")
    assert layer.questions == ["encoding"]
    assert layer.facts["encodings"]["cp1256"] == list(land.NAMES)
    with everywhere():
        again = answer(pk=layer.upload_id, answers=Answers(encoding="cp1256"))
        told = [row.attributes["name"] for row in StagedRow.objects.filter(layer=again)]
    assert told == list(land.NAMES)


def test_twins_overlaps_gaps_and_areas_are_found(take: Take, tmp_path: Path):
    first = shapely.box(land.WEST, land.SOUTH, land.WEST + 20, land.SOUTH + 20)
    around = shapely.difference(
        shapely.box(land.WEST + 100, land.SOUTH, land.WEST + 120, land.SOUTH + 20),
        shapely.box(land.WEST + 110, land.SOUTH + 5, land.WEST + 110.1, land.SOUTH + 15),
    )
    shapes = [first, first, shapely.box(land.WEST + 19.9, land.SOUTH, land.WEST + 40, land.SOUTH + 20), around]
    columns = {"number": ["1", "1", "", "4"], "area": [400.0, 400.0, 402.0, 999.0]}
    ReferenceValue.objects.create(
        code="sliver_width", value="0.30", unit="m", valid_from=date(2020, 1, 1), cites="test", status="proposal"
    )
    layer = take(land.write(tmp_path / "made.gpkg", shapes, columns), "plan.gpkg")
    with everywhere():
        found = {(e["row"], e["code"]) for e in errors_of(layer, 50)}
    assert {(2, "same_as_row"), (3, "overlaps_row"), (4, "gap"), (1, "label_twice"), (3, "label_missing")} <= found
    with everywhere():
        codes = set(StagedFinding.objects.filter(row__number=4).values_list("code", flat=True))
    assert codes & {"area_differs", "area_tolerance_unknown"}


def test_an_accepted_import_is_a_draft_plan_with_proposed_land(take: Take, places: Places, tmp_path: Path):
    columns = {"number": ["1", "2", "3", "4"], "area": [400.0] * 4}
    layer = take(land.write(tmp_path / "made.gpkg", land.squares(), columns), "plan.gpkg")
    with territory([places.west.body.pk]):
        done = accept(
            layer=layer, acceptance=Acceptance(by=places.west.head, reason="new survey", answers={"number": "12"})
        )
        plan = Plan.objects.get(number="12")
        held = BoundaryVersion.objects.filter(parcel__plan=plan).select_related("parcel")
        assert (plan.status, done.result, plan.geom.area) == (PlanStatus.DRAFT, f"plans.plan:{plan.pk}", 1600)
        assert sorted(each.parcel.parcel_label for each in held) == ["1", "2", "3", "4"]
        with pytest.raises(ImportSettled):
            accept(layer=layer, acceptance=Acceptance(by=places.west.head, reason="again"))


def test_what_overlaps_is_not_accepted_unless_it_is_set_aside(take: Take, places: Places, tmp_path: Path):
    shapes = [*land.squares(2), shapely.box(land.WEST + 30, land.SOUTH, land.WEST + 60, land.SOUTH + 20)]
    content = land.write(tmp_path / "made.gpkg", shapes)
    acceptance = Acceptance(by=places.west.head, reason="new survey", answers={"number": "12"})
    with territory([places.west.body.pk]), pytest.raises(RowsFaulty):
        accept(layer=take(content, "plan.gpkg"), acceptance=acceptance)
    with territory([places.west.body.pk]):
        accept(layer=take(content, "plan.gpkg", set_aside=True), acceptance=acceptance)
        assert BoundaryVersion.objects.filter(parcel__plan__number="12").count() == 2


def test_the_same_request_is_taken_once(places: Places):
    asked = {"content": land.geojson(land.SQUARE), "name": "p.geojson", "kind": "parcels", "request_id": uuid4()}
    with territory([places.west.body.pk]):
        one = receive(**asked, office=places.west.body, by=None, answers=Answers())
        two = receive(**asked, office=places.west.body, by=None, answers=Answers())
    assert one.pk == two.pk


def test_an_import_of_another_territory_is_not_seen(take: Take, places: Places):
    layer = take(land.geojson(land.SQUARE), "p.geojson")
    with territory([places.east.body.pk]):
        assert not StagedRow.objects.filter(layer=layer.pk).exists()
        assert not Upload.objects.exists()


def test_land_that_stands_in_the_register_is_in_the_way(take: Take, places: Places, tmp_path: Path):
    with everywhere():
        (parcel,) = enter_parcels(plan=places.west.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="survey")
        allot_numbers(block=places.west.block, parcel_ids=[parcel.pk], request_id=uuid4())
    beside = land.squares(1, west=land.WEST + 20)[0]
    across = shapely.box(land.WEST + 19, land.SOUTH + 100, land.WEST + 30, land.SOUTH + 5)
    layer = take(land.write(tmp_path / "made.gpkg", [beside, *land.squares(1), across]), "plan.gpkg")
    with everywhere():
        found = [each for each in errors_of(layer, 50) if each["code"] == "overlaps_register"]
        assert [(each["row"], each["area_m2"]) for each in found] == [(2, 400.0), (3, 15.0)]
        assert found[0]["parcel"] == str(parcel.pk)
