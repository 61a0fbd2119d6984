"""A committed quarter to cut tiles from: the tile role has a connection of its own and sees nothing uncommitted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import shapely
from django.contrib.gis.geos import LineString
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from geo.municipalities.scope import territory
from geo.raster.enums import ImageAudience, ImageState
from geo.raster.models import Image
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_surface
from parcels.fabric.models import Building, Street
from parcels.plans.enums import MaskKind
from parcels.plans.models import BuildingRule, Mask, Zone
from tests.committed import emptied_afterwards
from tests.factories.cases import Thread, apply, build, enter_drawn, enter_shapes, hold_values, on_ground
from tests.factories.digs import TO_THE_PERMIT, ask_to_dig, hold_dig_values, lay_street, make_diggers, wanted
from tests.factories.places import ORIGIN, Office, Places, make_places
from tests.sql.connections import connect

#: Written into every private column that the quarter has, and looked for in every tile.
CANARY = "كناريا-0"
OLD_QUARTER = """
AABBC
A.BBC
AADDD
"""


@dataclass(frozen=True)
class Quarter:
    """The places, a parcel with a courtyard, and the permit's number."""

    places: Places
    courtyard: str
    permit: str


@pytest.fixture(scope="module")
def quarter(django_db_setup: None, django_db_blocker) -> Iterator[Quarter]:
    """Write the quarter and commit it; empty the tables when the module is done."""
    with emptied_afterwards(django_db_blocker):
        yield _written()


@pytest.fixture(scope="module")
def land(django_db_setup, django_db_blocker) -> Iterator[Places]:
    """Write the quarter without its permit and commit it; empty the tables when the module is done."""
    with emptied_afterwards(django_db_blocker):
        places = make_places()
        enter_drawn(places.west, OLD_QUARTER, cell_m=12.5)
        enter_drawn(places.east, "EEFF\nEEFF", cell_m=15)
        build(places.west, on_ground(shapely.box(10, 2, 20, 9), places.west))
        _fill(places.west)
        yield places


def _written() -> Quarter:
    places = make_places()
    hold_values()
    west = places.west
    land = enter_drawn(west, OLD_QUARTER, cell_m=12.5)
    ring = shapely.box(100, 100, 160, 140).difference(shapely.box(115, 110, 130, 125))
    (courtyard,) = enter_shapes(west, [on_ground(ring, west)])
    enter_drawn(places.east, "EEFF\nEEFF", cell_m=15)
    build(west, on_ground(shapely.box(10, 2, 20, 9), west))
    _fill(west)
    case = apply(west, land["D"], places.citizen).case
    thread = Thread(west, land["D"], places.citizen, case)
    for name in ("submit", "recommend", "approve"):
        thread.take(name)
    _dig(places)
    _plots(places.east)
    return Quarter(places, courtyard.code, thread.permit().number)


def _dig(places: Places) -> None:
    """Let a trench be allowed along a street inside the office's land."""
    hold_dig_values()
    lay_street(places.west, [(0, 200), (200, 200)])
    diggers = make_diggers(places.west, places.citizen, street=False)
    dig = ask_to_dig(diggers, wanted(places.west, [(20, 200), (180, 200)], width_m=Decimal(3)))
    diggers.take(dig.case, *TO_THE_PERMIT)


def _plots(office: Office) -> None:
    """Show the plots of an office as those of a grant plan, as their triggers would."""
    with connect("admin") as admin:
        admin.execute(
            "INSERT INTO grants_publishedplot (id, municipality_id, plan_id, code, area_class, status, geom, geom_3857)"
            " SELECT id, municipality_id, plan_id, code, 'medium', 'free', geom, ST_Multi(ST_Transform(geom, 3857))"
            "   FROM register_publishedparcel WHERE municipality_id = %s",
            [office.body.pk],
        )


def _fill(office: Office) -> None:
    """Write a street, a zone, a mask and a house that was pulled down, each with a private word."""
    private = {"source_system": CANARY, "source_id": CANARY}
    west, south = ORIGIN
    with territory([office.body.pk]):
        line = LineString((west - 20, south - 6), (west + 200, south - 6), srid=storage_srid())
        Street.objects.create(
            municipality=office.body, district=office.district, name="شارع الاختبار", width_m=Decimal("12.50"),
            street_class="local", geom=line, **private,
        )  # fmt: skip
        zone = Zone.objects.create(
            municipality=office.body, code="س1", name="سكني",
            geom=to_surface(on_ground(shapely.box(0, 0, 300, 300), office)), **private,
        )  # fmt: skip
        BuildingRule.objects.create(
            municipality=office.body, zone=zone, use="residential", max_coverage=Decimal("0.6"), max_floors=2,
            setback_front_m=3, setback_side_m=2, setback_rear_m=2, cites=CANARY,
            valid=DateRange(date(2020, 1, 1), None),
        )  # fmt: skip
        Mask.objects.create(
            municipality=office.body, kind=MaskKind.HERITAGE, name="تراث", **private,
            geom=to_surface(on_ground(shapely.Polygon([(0, 0), (150, 20), (60, 160)]), office)),
        )  # fmt: skip
        Building.objects.create(
            municipality=office.body, floors=3, use=CANARY, geom=to_surface(on_ground(shapely.box(1, 1, 6, 6), office)),
            valid=DateTimeTZRange(datetime(2001, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)), **private,
        )  # fmt: skip
        _picture(office)


def _picture(office: Office) -> None:
    """Show a picture to everyone, by the states that it goes through; its file's name and its maker are private."""
    image = Image.objects.create(
        municipality=office.body, request_id=uuid4(), title="صورة جوية", name=CANARY, sent_sha256="0" * 64,
        audience=ImageAudience.PUBLIC, epsg=storage_srid(), operation=CANARY,
    )  # fmt: skip
    for changes in (
        {"state": ImageState.DRAWING},
        {
            "state": ImageState.READY, "sha256": "1" * 64, "size": 1, "pixel_m": 0.2, "min_zoom": 15, "max_zoom": 20,
            "first_column": 0, "first_row": 0,
            "geom": to_surface(on_ground(shapely.box(0, 0, 200, 150), office)),
        },
    ):  # fmt: skip
        for name, value in changes.items():
            setattr(image, name, value)
        image.save()
