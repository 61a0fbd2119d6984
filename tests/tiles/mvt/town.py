"""Land that is hard to draw small: corners close together, thin and tiny parcels, spikes, holes, wavy outlines."""

from datetime import UTC, datetime

import numpy as np
import shapely
from django.contrib.gis.geos import MultiPolygon
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from shapely.geometry.base import BaseGeometry

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_surface
from parcels.fabric.models import Building
from parcels.plans.enums import BlockOrigin, DistrictKind
from parcels.plans.models import Block, District
from tests.factories.cases import enter_shapes, on_ground
from tests.factories.places import Office


def build_town(office: Office) -> None:
    """Write such land beside the quarter (conftest), inside the office's territory."""
    shapes = [*cells(), *thin(), *spiked()]
    enter_shapes(office, [on_ground(shape, office) for shape in shapes])
    with territory([office.body.pk]):
        Block.objects.create(
            municipality=office.body, district=office.district, plan=office.plan, code="002", label="2/أ",
            origin=BlockOrigin.FOUND, geom=_surface(wavy(700, 700, 150, 900), office),
        )  # fmt: skip
        District.objects.create(
            municipality=office.body, authority=office.district.authority, code="777", kind=DistrictKind.OLD,
            name="حي متعرج", geom=_surface(wavy(500, 500, 420, 5000), office),
        )  # fmt: skip
        for shape in houses():
            Building.objects.create(
                municipality=office.body, floors=2, use="residential", geom=_surface(shape, office),
                valid=DateTimeTZRange(datetime(2010, 1, 1, tzinfo=UTC), None),
            )  # fmt: skip


def cells() -> list[BaseGeometry]:
    """Return parcels of any form, a third of them with a corner every 30 cm."""
    dice = np.random.default_rng(6)
    area = shapely.box(200, 200, 480, 480)
    seeds = shapely.multipoints(dice.uniform(200, 480, (90, 2)))
    drawn = [shapely.intersection(cell, area).buffer(-0.4, join_style="mitre")
             for cell in shapely.voronoi_polygons(seeds, extend_to=area).geoms]  # fmt: skip
    return [shapely.segmentize(cell, 0.3) if turn % 3 == 0 else cell for turn, cell in enumerate(drawn)]


def thin() -> list[BaseGeometry]:
    """Return parcels of a few square decimetres, strips, and a wall around a yard."""
    tiny = [shapely.box(170 + 2 * i, 20, 170.4 + 2 * i, 20.4) for i in range(8)]
    strips = [shapely.box(200, 40 + i, 230, 40.1 + i * 1.02) for i in range(8)]
    yard = shapely.box(250, 30, 270, 50).difference(shapely.box(250.2, 30.2, 269.8, 49.8))
    return [*tiny, *strips, yard]


def spiked() -> list[BaseGeometry]:
    """Return stars: at their corners, sides meet at a few degrees."""
    stars = []
    for i in range(4):
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        reach = np.where(np.arange(24) % 2, 1.0 + i, 14.0)
        middle = (220 + 40 * i, 120)
        stars.append(
            shapely.Polygon(np.column_stack([middle[0] + reach * np.cos(turn), middle[1] + reach * np.sin(turn)]))
        )
    return stars


def houses() -> list[BaseGeometry]:
    """Return footprints; one repeats corners, one has a niche of 10 cm."""
    repeated = shapely.Polygon([(300, 60), (300, 70), (310, 70), (310, 70), (310, 60), (310, 60), (300, 60)])
    niche = shapely.box(320, 60, 330, 70).difference(shapely.box(324, 69, 324.1, 70))
    return [repeated, niche, *(shapely.box(340 + 9 * i, 60, 346 + 9 * i, 68) for i in range(6))]


def wavy(x: float, y: float, radius: float, corners: int) -> BaseGeometry:
    """Return an outline of so many corners around a place."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = radius * (0.85 + 0.1 * np.sin(7 * turn) + 0.03 * np.sin(61 * turn))
    return shapely.Polygon(np.column_stack([x + reach * np.cos(turn), y + reach * np.sin(turn)]))


def _surface(shape: BaseGeometry, office: Office) -> MultiPolygon:
    return to_surface(on_ground(shape, office))
