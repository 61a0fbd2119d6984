"""An old quarter without numbers, entered where the sample has none; if asked for with a run opened on it."""

import random
from uuid import UUID, uuid4

import shapely

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_shapely, to_surface
from parcels.plans.enums import DistrictKind, PlanStatus
from parcels.plans.models import District, Plan
from parcels.register.services import NewParcel, enter_parcels
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.services import start
from tests.e2e.ground import ask

#: Side of a house, metres, and of the free ground that a quarter needs.
HOUSE_M = 14.0
ROOM_M = 260.0


def entered(code: str, *, side: int = 4, surveyor: str = "surveyor") -> int:
    """Enter a crooked quarter of about side² houses as a district of its own; return its plan."""

    def enter() -> int:
        person = User.objects.get(username=surveyor)
        body = person.memberships.get().municipality
        with territory([body.pk]):
            act_as(person.pk)
            corner = _free_ground(body)
            plan = _plan(body, code, corner)
            houses = crooked(side, corner[0] + HOUSE_M, corner[1] + HOUSE_M)
            new = [NewParcel(geom=to_surface(house), source_id=f"{code}/{at}") for at, house in enumerate(houses)]
            enter_parcels(plan=plan, parcels=new, source="a journey")
            return int(plan.pk)

    found: int = ask(enter)
    return found


def opened_run(code: str, *, side: int = 4, surveyor: str = "surveyor") -> UUID:
    """Enter a quarter as `entered` does and open a run on it; return the run by its case."""
    plan_id = entered(code, side=side, surveyor=surveyor)

    def begin() -> UUID:
        person, plan = User.objects.get(username=surveyor), Plan.objects.get(pk=plan_id)
        with territory([plan.municipality_id]):
            act_as(person.pk)
            run: NumberingRun = start(plan=plan, by=person, request_id=uuid4())
            return run.pk

    found: UUID = ask(begin)
    return found


def crooked(side: int, west: float, south: float) -> list[shapely.Polygon]:
    """Return houses around points that stand almost in rows, shoulder to shoulder, metres from a corner."""
    dice = random.Random(side)
    places = [
        (column + dice.uniform(0.2, 0.8), row + dice.uniform(0.2, 0.8)) for row in range(side) for column in range(side)
    ]
    frame = shapely.box(0, 0, side, side)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=frame))
    inside = [shapely.intersection(cell, frame, grid_size=0.001) for cell in cells]
    return [shapely.transform(cell, lambda points: (points * HOUSE_M + (west, south)).round(3)) for cell in inside]


def _plan(body: Municipality, code: str, corner: tuple[float, float]) -> Plan:
    ground = to_surface(shapely.box(*corner, corner[0] + ROOM_M, corner[1] + ROOM_M))
    existing = Plan.objects.filter(municipality=body, district__kind=DistrictKind.OLD)[0]
    district = District.objects.create(
        municipality=body, authority=existing.district.authority, code=code, kind=DistrictKind.OLD,
        name=f"حي الاختبار {code}", name_en=f"Test quarter {code}", geom=ground,
    )  # fmt: skip
    return Plan.objects.create(
        municipality=body, amana=existing.amana, district=district, status=PlanStatus.INVENTORIED_OLD, name=code,
        geom=ground,
    )  # fmt: skip


def _free_ground(body: Municipality) -> tuple[float, float]:
    """Return the corner of ground in the office's territory on which nothing is recorded."""
    taken = [to_shapely(row.geom) for row in District.objects.exclude(geom=None)]
    land = to_shapely(body.territory)
    west, south, east, north = land.bounds
    for row in range(int((north - south) // ROOM_M)):
        for column in range(int((east - west) // ROOM_M)):
            corner = (west + column * ROOM_M, south + row * ROOM_M)
            square = shapely.box(*corner, corner[0] + ROOM_M, corner[1] + ROOM_M)
            if land.contains(square) and not any(square.intersects(other) for other in taken):
                return corner
    raise LookupError("the office has no free ground left for another quarter")
