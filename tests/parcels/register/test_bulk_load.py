"""A bulk load leaves the rows that entering one by one leaves, and refuses what that refuses."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from parcels.bench.ground import Ground
from parcels.bench.loading import outlines
from parcels.bench.package import write_package
from parcels.plans.enums import BlockOrigin
from parcels.plans.models import Block
from parcels.register import bulk
from parcels.register.bulk import Outline, load_parcels
from parcels.register.enums import ParcelState
from parcels.register.errors import InvalidBoundary, LabelTaken, LoadRefused, Overlap
from parcels.register.models import BoundaryPoint, BoundaryVersion, Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.places import square
from tests.sql.connections import connect

pytestmark = pytest.mark.django_db

REASON = "load test"
_OF = "JOIN register_parcel p ON p.id = t.parcel_id"
COMPARED = {
    "register_parcel": "p.code AS key, t.* FROM register_parcel t JOIN register_parcel p ON p.id = t.id",
    "register_boundaryversion": "p.code AS key, t.* FROM register_boundaryversion t " + _OF,
    "register_allottednumber": "p.code AS key, t.* FROM register_allottednumber t " + _OF,
    "register_statechange": "p.code || t.target AS key, t.* FROM register_statechange t " + _OF,
    "register_publishedparcel": "t.code AS key, t.* FROM register_publishedparcel t",
    "register_publishedplace": "t.plan_id::text AS key, t.* FROM register_publishedplace t",
    "register_publishedlabel": "t.label AS key, t.* FROM register_publishedlabel t",
    "register_boundarypoint": "t.x_mm || ' ' || t.y_mm AS key, t.* FROM register_boundarypoint t",
    "register_numbercounter": "t.block_id::text AS key, t.* FROM register_numbercounter t",
}
#: Given anew to each row; created_at is the application's clock one by one, the transaction's in a load.
OWN = {"id", "parcel_id", "version_id", "request_id", "created_at"}
#: Triggers of the tables that a load writes past, and which of its functions does their work.
REPLACED = {
    ("register_parcel", "before_write_life"): "load_frame_v1",
    ("register_boundaryversion", "before_insert_snap"): "load_shapes_v3",
    ("register_boundaryversion", "after_insert_boundaries"): "load_overlaps_v5",
    ("register_publishedparcel", "after_insert_places"): "load_shown_v5",
    ("register_publishedparcel", "after_insert_note"): "load_noted_v5",
}


def bring(office, *outlines_, **more):
    with territory([office.body.pk]):
        act_as(office.surveyor.pk, reason=REASON)
        return load_parcels(outlines=outlines_, request_id=uuid4(), source="test", **more)


def outline(office, shape, **more):
    return Outline(office.block.pk, bytes(shape.wkb), **more)


@pytest.fixture
def survey(places, tmp_path: Path):
    """Three hundred made-up parcels for the western office's block and a second one."""
    path = tmp_path / "t.gpkg"
    write_package(path, Ground(300, seed=5), srid=32639, definition="undefined", progress=lambda done: None)
    office = places.west
    with territory([office.body.pk]):
        second = Block.objects.create(
            municipality=office.body, district=office.district, plan=office.plan, code="002", label="2",
            origin=BlockOrigin.PLAN, geom=square(500, 0, 100),
        )  # fmt: skip
    codes = {(f"{601}", "001", f"{n:03d}"): (office.block.pk, second.pk)[n % 2] for n in range(1, 100)}
    found = [row._replace(label="") for row in outlines(path, codes)]
    assert len(found) == 300
    return found


def rows_of_all_tables():
    found = {}
    with connection.cursor() as cursor:
        for table, query in COMPARED.items():
            cursor.execute(f"SELECT {query}")
            names = [column.name for column in cursor.description]
            found[table] = {
                row[0]: {name: value for name, value in zip(names, row, strict=True) if name not in OWN}
                for row in cursor.fetchall()
            }
    return found


@pytest.mark.parametrize("bare_from", [1, bulk.BARE_FROM], ids=["indexes made afterwards", "indexes filled"])
def test_the_same_rows_come_of_a_load_as_of_the_services_one_by_one(places, survey, monkeypatch, bare_from):
    monkeypatch.setattr(bulk, "BARE_FROM", bare_from)
    office = places.west
    with territory([office.body.pk]):
        act_as(office.surveyor.pk, reason=REASON)
        savepoint = connection.savepoint()
        _one_by_one(office, survey)
        expected = rows_of_all_tables()
        connection.savepoint_rollback(savepoint)
        act_as(office.surveyor.pk, reason=REASON)
        assert load_parcels(
            outlines=survey, request_id=uuid4(), source="test", source_system="t", state=ParcelState.ACTIVE,
            by=office.surveyor,
        ) == len(survey)  # fmt: skip
        assert rows_of_all_tables() == expected
    assert len(expected["register_parcel"]) == 300
    assert len(expected["register_statechange"]) == 600


def _one_by_one(office, survey):
    new = [
        NewParcel(
            geom=GEOSGeometry(memoryview(row.wkb), srid=office.block.geom.srid), source_system="t",
            source_id=row.source_id, several_parts=row.several_parts, deed_area_m2=row.deed_area_m2,
        )
        for row in survey
    ]  # fmt: skip
    entered = enter_parcels(plan=office.plan, parcels=new, source="test", by=office.surveyor)
    for block in {row.block_id for row in survey}:
        ids = [parcel.pk for parcel, row in zip(entered, survey, strict=True) if row.block_id == block]
        allot_numbers(block=Block.objects.get(pk=block), parcel_ids=ids, request_id=uuid4())
    ids = [parcel.pk for parcel in entered]
    change_state(parcel_ids=ids, to=ParcelState.ACTIVE, by=office.surveyor, reason=REASON)


def test_parcels_that_overlap_each_other_are_refused_and_named_by_their_own_keys(places):
    new = [outline(places.west, square(x, 0, 10), source_id=f"s{x}") for x in (0, 9, 30)]
    with pytest.raises(Overlap) as refusal:
        bring(places.west, *new)
    assert refusal.value.context == {"rows": ["s9"], "parcels": [], "hidden": 0}
    assert not PublishedParcel.objects.exists()


def test_a_parcel_that_the_register_holds_is_named_and_one_of_another_office_counted(places):
    bring(places.west, outline(places.west, square(0, 0, 10)))
    bring(places.east, outline(places.east, square(30, 0, 10)))
    held = PublishedParcel.objects.get(municipality_id=places.west.body.pk)
    with pytest.raises(Overlap) as refusal:
        bring(places.west, outline(places.west, square(5, 5, 40), source_id="new"))
    assert refusal.value.context == {"rows": ["new"], "parcels": [str(held.pk)], "hidden": 1}


@pytest.mark.parametrize(("shared_m", "legal"), [(0.0, True), (0.001, True), (0.002, False), (0.005, False)])
def test_what_counts_as_overlap_is_what_counts_for_one_parcel(places, shared_m, legal):
    shapes = [square(0, 0, 40), square(40 - shared_m, 0, 20, 40)]
    new = [outline(places.west, shape) for shape in shapes]
    if legal:
        assert bring(places.west, *new) == 2
    else:
        with pytest.raises(Overlap):
            bring(places.west, *new)


def _wkb(wkt: str) -> bytes:
    return bytes(GEOSGeometry(wkt).wkb)


@pytest.mark.parametrize(
    ("wkt", "reason"),
    [
        ("MULTIPOLYGON(((0 0, 10 10, 10 0, 0 10, 0 0)))", "Self-intersection"),
        ("MULTIPOLYGON(((0 0, 10 0, 10 0.001, 0 0.001, 0 0)))", "Too narrow"),
        ("MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((20 0, 29 0, 29 9, 20 0)))", "Several parts"),
        ("MULTIPOLYGON EMPTY", "Empty"),
    ],
)
def test_an_outline_that_is_no_sound_surface_is_refused_with_its_key(places, wkt, reason):
    with pytest.raises(InvalidBoundary) as refusal:
        bring(places.west, Outline(places.west.block.pk, _wkb(wkt), source_id="bad"))
    assert (refusal.value.context["reason"], refusal.value.context["rows"]) == (reason, ["bad"])


def test_other_refusals_are_those_of_single_parcels(places):
    west, east = places.west, places.east
    one, two = (square(x, 0, 10) for x in (0, 20))
    with pytest.raises(DomainError) as refusal:
        bring(west, outline(east, one))
    assert refusal.value.code == "outside_territory"
    with pytest.raises(LabelTaken):
        bring(west, outline(west, one, label="7"), outline(west, two, label="7"))
    with pytest.raises(LoadRefused):
        bring(west)
    with pytest.raises(LoadRefused):
        bring(west, outline(west, one, source_id="a"), outline(west, two, source_id="a"), source_system="s")


def test_a_request_loads_once(places):
    request, office = uuid4(), places.west
    with territory([office.body.pk]):
        load_parcels(outlines=[outline(office, square(0, 0, 10))], request_id=request, source="test")
        with pytest.raises(DomainError) as refusal:
            load_parcels(outlines=[outline(office, square(20, 0, 10))], request_id=request, source="test")
        assert refusal.value.code == "request_reused"
        assert (Parcel.objects.count(), BoundaryVersion.objects.count(), BoundaryPoint.objects.count()) == (1, 1, 4)


def test_the_numbers_go_on_where_the_block_stands(places):
    office = places.west
    bring(office, outline(office, square(0, 0, 10)), outline(office, square(20, 0, 10)))
    bring(office, outline(office, square(40, 0, 10)))
    assert sorted(PublishedParcel.objects.values_list("number", flat=True)) == ["1", "2", "3"]


def test_nothing_that_was_brought_stays_behind(places):
    bring(places.west, outline(places.west, square(0, 0, 10)))
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("SELECT count(*) FROM register_load")


INDEXES = """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid, indisunique FROM pg_index
              WHERE indrelid::regclass::text LIKE 'register\\_%' ORDER BY 1"""


def indexes():
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        return cursor.fetchall()


def test_a_load_that_makes_the_indexes_afterwards_makes_all_of_them_as_they_were(places, survey, monkeypatch):
    before = indexes()
    monkeypatch.setattr(bulk, "BARE_FROM", 1)
    bring(places.west, *survey)
    assert indexes() == before
    assert len(before) > 20


def test_a_load_that_brings_less_than_is_there_leaves_the_indexes_alone(places, survey, monkeypatch):
    bring(places.west, *survey[:200])
    monkeypatch.setattr(bulk, "BARE_FROM", 1)
    before = oids()
    bring(places.west, *survey[200:])
    assert oids() == before


def oids():
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(indexrelid ORDER BY indexrelid) FROM pg_index")
        return cursor.fetchone()


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([{"label": "7"}, {"label": "7"}], LabelTaken),
        ([{"source_id": "A"}, {"source_id": "A"}], LoadRefused),
    ],
    ids=["label", "key of the source"],
)
def test_what_only_an_index_can_refuse_is_refused_when_it_is_made_afterwards(places, monkeypatch, rows, error):
    monkeypatch.setattr(bulk, "BARE_FROM", 1)
    office = places.west
    before = oids()
    with pytest.raises(error):
        bring(office, *(outline(office, square(20 * i, 0, 10), **row) for i, row in enumerate(rows)))
    assert oids() == before


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_load_whose_tables_are_being_read(places, survey, monkeypatch):
    monkeypatch.setattr(bulk, "BARE_FROM", 1)
    before = oids()
    with connect("app") as reader:
        reader.execute("BEGIN; SELECT count(*) FROM register_publishedparcel")
        assert bring(places.west, *survey) == len(survey)
    assert oids() == before


def test_every_trigger_that_a_load_writes_past_has_its_work_done_by_the_load(django_db_setup):
    """A trigger that is added to these tables fails here until the load does what it does."""
    tables = [table for table in COMPARED if table != "register_numbercounter"]
    query = """SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger
                WHERE NOT tgisinternal AND tgrelid = ANY (%s::regclass[]) AND tgtype & 4 > 0"""
    with connect("admin") as admin:
        assert set(admin.execute(query, [tables]).fetchall()) == set(REPLACED)
