"""Streets that are dug up in tests: a street, a team, applications on their way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.gis.geos import MultiLineString
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from shapely import LineString, affinity

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_geos, to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from permits.applications.models import PermitApplication
from permits.cases.models import Case
from permits.excavations.enums import Closure, FirmRole, Manner, Network, Surface
from permits.excavations.models import Firm, Moratorium, Pavement, UtilityLine
from permits.excavations.services import DigAsked, apply_for_dig, decide_dig
from tests.factories.cases import APPLICANT, corner_of, hold_tariffs
from tests.factories.places import Office, member

#: What excavations ask of data/reference: code, value, unit.
VALUES = {
    "excavation_distance": ("5", "m"),
    "excavation_spacing": ("7", "gregorian day"),
    "excavation_longest": ("90", "gregorian day"),
    "excavation_working_strip": ("1.5", "m"),
    "road_works_moratorium": ("90", "gregorian day"),
    "precoordinated_excavation_lead": ("30", "gregorian hour"),
    "emergency_excavation_request": ("24", "gregorian hour"),
    "reinstatement_guarantee": ("365", "gregorian day"),
    "reinstatement_margin": ("0.3", "m"),
    "traffic_lane": ("3.5", "m"),
    "utility_distance": ("0.5", "m"),
    "utility_along": ("2", "m"),
    "utility_notice": ("5", "m"),
    "joint_trench_reach": ("3", "m"),
    "frontage_gap": ("1", "m"),
    "building_sliver": ("0.5", "m2"),
    "bill_validity": ("29", "gregorian day"),
}
FREE = {
    "excavation_licence": ("0", "each"), "excavation_asphalt_day": ("0", "m2"), "excavation_paving_day": ("0", "m2"),
    "excavation_unpaved_day": ("0", "m2"),
}  # fmt: skip
CONTRACTOR, CONSULTANT = "2050000001", "2050000002"
#: The street of the drawings: 200 m to the east, 20 m wide, its middle 100 m north of the office's corner.
STREET_Y, STREET_WIDTH = 100.0, 20
#: From the counter to the permit, where nothing is charged.
TO_THE_PERMIT = ("submit", "circulate", "recommend", "approve")


def hold_dig_values(*, without: Sequence[str] = ()) -> None:
    """Write what excavations ask of data/reference, all but what is left out."""
    for code, (value, unit) in VALUES.items():
        if code not in without and not ReferenceValue.objects.filter(code=code).exists():
            ReferenceValue.objects.create(
                code=code, value=Decimal(value), unit=unit, valid_from=date(2020, 1, 1), cites="test", status="test"
            )
    hold_tariffs(FREE, without=without)


@dataclass(frozen=True)
class Diggers:
    """An office with a street, its coordinator and inspector, and whoever applies."""

    office: Office
    coordinator: User
    inspector: User
    utility: User

    def person(self, name: str) -> User:
        """Return who usually takes a step."""
        return {
            "submit": self.utility, "cancel": self.utility, "notify": self.utility, "start": self.utility,
            "backfill": self.utility, "reinstate": self.utility, "request_closure": self.utility,
            "ask_extension": self.utility, "approve": self.office.head, "send_back": self.office.head,
            "annul": self.office.head, "suspend": self.office.head, "resume": self.office.head,
            "revoke": self.office.head, "verify": self.inspector, "close": self.inspector,
            "report_defect": self.inspector,
        }.get(name, self.coordinator)  # fmt: skip

    def take(self, case: Case, *names: str, note: str = "سبب", by: User | None = None) -> Case:
        """Take steps of a dig, each by whoever usually takes it."""
        for name in names:
            person = by or self.person(name)
            with territory([self.office.body.pk]):
                act_as(person.pk)
                case = decide_dig(case=case, name=name, by=person, note=note)
        return case


def make_diggers(office: Office, utility: User, *, street: bool = True) -> Diggers:
    """Give an office its street, its team in the register, a coordinator and an inspector."""
    people = {role: member(role, office.body) for role in (Role.COORDINATOR, Role.INSPECTOR)}
    with territory([office.body.pk]):
        for number, role in ((CONTRACTOR, FirmRole.CONTRACTOR), (CONSULTANT, FirmRole.CONSULTANT)):
            enter_firm(office, role, number)
    if street:
        lay_street(office, [(0, STREET_Y), (200, STREET_Y)])
    return Diggers(office, people[Role.COORDINATOR], people[Role.INSPECTOR], utility)


def enter_firm(office: Office, role: FirmRole, number: str, **changed: Any) -> Firm:
    """Write a firm whose papers hold for years, but for what is told."""
    later = timezone.localdate() + timedelta(days=1000)
    papers = {"cr_until": later, "classified_until": later, "qualified_until": later} | changed
    return Firm.objects.create(
        municipality=office.body, role=role, name=f"مؤسسة {number}", cr_number=number, recorded_by=office.head, **papers
    )


def placed(office: Office, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points so many metres from an office's corner."""
    west, south = corner_of(office)
    return [(west + x, south + y) for x, y in points]


def lay_street(office: Office, points: Sequence[tuple[float, float]], width: float = STREET_WIDTH) -> Street:
    """Write a street along points so many metres from the office's corner."""
    with territory([office.body.pk]):
        return Street.objects.create(
            municipality=office.body, district=office.district, name="شارع الاختبار", width_m=width,
            street_class=StreetClass.LOCAL, geom=to_geos(LineString(placed(office, points))),
        )  # fmt: skip


def pave(office: Office, shape: Any, *, days_ago: int, surface: Surface = Surface.ASPHALT) -> Pavement:
    """Write pavement laid so many days ago on a shape drawn from the office's corner."""
    with territory([office.body.pk]):
        return Pavement.objects.create(
            municipality=office.body, surface=surface, laid_on=timezone.localdate() - timedelta(days=days_ago),
            geom=to_surface(affinity.translate(shape, *corner_of(office))),
        )  # fmt: skip


def bar(office: Office, shape: Any, since: date, until: date) -> Moratorium:
    """Bar digging on a shape drawn from the office's corner, from a day to one before another."""
    with territory([office.body.pk]):
        return Moratorium.objects.create(
            municipality=office.body, name="موسم", period=DateRange(since, until),
            geom=to_surface(affinity.translate(shape, *corner_of(office))),
        )  # fmt: skip


def bury(office: Office, points: Sequence[tuple[float, float]], network: Network) -> UtilityLine:
    """Write a line in the ground along points so many metres from the office's corner."""
    with territory([office.body.pk]):
        line = to_geos(LineString(placed(office, points)))
        return UtilityLine.objects.create(
            municipality=office.body, network=network, geom=MultiLineString(line, srid=line.srid)
        )


def wanted(
    office: Office, points: Sequence[tuple[float, float]] = ((20, STREET_Y), (60, STREET_Y)), *, first: int = 10,
    days: int = 5, **changed: Any,
) -> DigAsked:  # fmt: skip
    """Return what is asked for: a trench of 1 m along points, beginning so many days from today."""
    start = timezone.localdate() + timedelta(days=first)
    asked = DigAsked(
        office=office.body, routes=[placed(office, points)], width_m=Decimal(1), depth_m=Decimal("1.5"),
        manner=Manner.NEW, network=Network.WATER, surface=Surface.ASPHALT, starts_on=start,
        ends_on=start + timedelta(days=days - 1), closure=Closure.NONE, contractor=CONTRACTOR, consultant=CONSULTANT,
    )  # fmt: skip
    return replace(asked, **changed)


def ask_to_dig(diggers: Diggers, asked: DigAsked) -> PermitApplication:
    """Open an application for a dig."""
    with territory([asked.office.pk]):
        act_as(diggers.utility.pk)
        return apply_for_dig(asked=asked, applicant=APPLICANT, by=diggers.utility, request_id=uuid4())
