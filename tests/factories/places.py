"""A small municipality: two territories side by side, each a kilometre square, and the people of both."""

from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import MultiPolygon, Polygon

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere, territory
from geo.spatial.crs import storage_srid
from parcels.plans.enums import BlockOrigin, DistrictKind, PlanStatus
from parcels.plans.models import Block, District, Plan

#: South-west corner of the ground on which tests draw, metres in the storage CRS.
ORIGIN = (400_000.0, 2_937_000.0)


def square(x: float, y: float, width: float, height: float | None = None) -> MultiPolygon:
    """Return a rectangle so many metres east and north of ORIGIN."""
    x, y = ORIGIN[0] + x, ORIGIN[1] + y
    box = Polygon.from_bbox((x, y, x + width, y + (height or width)))
    box.srid = storage_srid()
    return MultiPolygon(box, srid=storage_srid())


@dataclass(frozen=True)
class Office:
    """One sub-municipality with a district, its plan, a block, and its people."""

    body: Municipality
    district: District
    plan: Plan
    block: Block
    surveyor: User
    engineer: User
    head: User


@dataclass(frozen=True)
class Places:
    """West (an old district) and east (a planned one)."""

    amana: Municipality
    municipality: Municipality
    west: Office
    east: Office
    citizen: User


def make_places() -> Places:
    """Write the municipality; call it where the database may be written."""
    amana = Municipality.objects.create(kind=MunicipalityKind.AMANA, code="500", name="أمانة الاختبار")
    town = Municipality.objects.create(
        kind=MunicipalityKind.MUNICIPALITY, code="501", name="بلدية الاختبار", parent=amana
    )
    with everywhere():
        west = _office(amana, town, "5011", "الغربية", 0, DistrictKind.OLD)
        east = _office(amana, town, "5012", "الشرقية", 1000, DistrictKind.PLANNED)
    return Places(amana, town, west, east, User.objects.create_user("citizen", password="secret-citizen"))


def _office(amana: Municipality, town: Municipality, code: str, name: str, x: float, kind: DistrictKind) -> Office:
    body = Municipality.objects.create(
        kind=MunicipalityKind.SUB_MUNICIPALITY,
        code=code,
        name=name,
        parent=town,
        territory=square(x, 0, 1000),
    )
    old = kind == DistrictKind.OLD
    with territory([body.pk]):
        district = District.objects.create(
            municipality=body,
            authority=town,
            code=code[1:],
            kind=kind,
            name=f"حي {name}",
            geom=square(x, 0, 1000),
        )
        plan = Plan.objects.create(
            municipality=body, amana=amana, district=district, number="" if old else "713/3", name=f"مخطط {name}",
            status=PlanStatus.INVENTORIED_OLD if old else PlanStatus.APPROVED, geom=square(x, 0, 1000),
        )  # fmt: skip
        block = Block.objects.create(
            municipality=body, district=district, plan=plan, code="001", label="1", origin=BlockOrigin.PLAN,
            geom=square(x, 0, 500),
        )  # fmt: skip
    people = {role: member(role, body) for role in (Role.SURVEYOR, Role.ENGINEER, Role.HEAD)}
    return Office(body, district, plan, block, people[Role.SURVEYOR], people[Role.ENGINEER], people[Role.HEAD])


def member(role: Role, body: Municipality, *, name: str = "") -> User:
    """Return the person who has a role in a body, by the name that such people have here or another; made once."""
    called = name or f"{role}-{body.code}"
    known = User.objects.filter(username=called).first()
    if known is not None:
        return known
    user = User.objects.create_user(called, password=f"secret-{role}")
    Membership.objects.create(user=user, role=role, municipality=body, starts_on=date(2020, 1, 1))
    return user
