"""Land that is ready for procedures, and applications brought to the state that a test begins with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_geos, to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.models import Building
from parcels.plans.enums import MaskKind
from parcels.plans.models import Mask
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.selectors import sides
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from permits.applications.enums import ApplicationState, Stage
from permits.applications.inspecting import Found, record_inspection
from permits.applications.issuing import printed
from permits.applications.models import Inspection, Permit, PermitApplication
from permits.applications.services import Applicant, apply_for_fencing, decide
from permits.cases.models import Case
from permits.payments.models import MunicipalityCategory, Tariff
from tests.factories.places import ORIGIN, Office, member
from tests.grid import drawn

#: What the fencing permit asks of data/reference: code, value, unit.
VALUES = {
    "fence_on_boundary": ("0.05", "m"),
    "building_sliver": ("0.5", "m2"),
    "fencing_permit_validity": ("1", "hijri year"),
    "building_permit_validity": ("3", "hijri year"),
    "demolition_permit_validity": ("6", "hijri month"),
    "restoration_permit_validity": ("1", "hijri year"),
    "fencing_renewal_not_begun": ("6", "hijri month"),
    "fencing_renewal_under_way": ("6", "hijri month"),
    "building_renewal_not_begun": ("1", "hijri year"),
    "building_renewal_under_way": ("2", "hijri year"),
    "as_built_against_permit": ("0.10", "m"),
    "bill_validity": ("29", "gregorian day"),
    "violation_correction": ("90", "gregorian day"),
    "violation_repeat_within": ("1", "gregorian year"),
    "violation_appeal": ("60", "gregorian day"),
    "violation_repeat_factor": ("2", "times"),
    "violation_share_small": ("0.5", "share"),
    "supplement_answer": ("15", "gregorian day"),
    "permit_appeal": ("60", "gregorian day"),
}
#: Tariffs of the tests' only category: nothing is charged unless a test says so.
FREE = {
    "fencing_licence": ("0", "each"),
    "fencing_length": ("0", "m"),
    "building_area_residential": ("0", "m2"),
    "building_area_other": ("0", "m2"),
    "demolition_licence": ("0", "each"),
    "demolition_area": ("0", "m2"),
    "restoration_licence": ("0", "each"),
    "restoration_area": ("0", "m2"),
    "fencing_renewal": ("0", "each"),
    "building_renewal": ("0", "each"),
}
#: A person who must never be seen by the public: looked for wherever the public looks.
CANARY_NAME = "كناريا بنت طائر المنجم"
CANARY_IDENTIFIER = "1098765432"
CANARY_MOBILE = "0555123987"
APPLICANT = Applicant(name=CANARY_NAME, identifier=CANARY_IDENTIFIER, mobile=CANARY_MOBILE)
CANARIES = (CANARY_NAME, CANARY_IDENTIFIER, CANARY_MOBILE)
#: The last digits of his number where they stand alone; within a hash, a key or a coordinate they are chance.
_ENDING = re.compile(rf"(?<![\w.-]){CANARY_IDENTIFIER[-4:]}(?![\w-])")


def canaries_in(text: str) -> list[str]:
    """Return what of the applicant a text tells: name, identity number or its last digits, mobile number."""
    return [canary for canary in CANARIES if canary in text] + _ENDING.findall(text)


def hold_values(*, without: Iterable[str] = (), since: date = date(2020, 1, 1)) -> None:
    """Write the values that the rules ask for, all but those left out."""
    for code, (value, unit) in VALUES.items():
        if code not in without:
            ReferenceValue.objects.create(
                code=code, value=Decimal(value), unit=unit, valid_from=since, cites="test", status="test"
            )
    hold_tariffs(without=without, since=since)


def hold_tariffs(
    tariffs: Mapping[str, tuple[str, str]] = FREE, *, without: Iterable[str] = (), since: date = date(2020, 1, 1)
) -> None:
    """Write the tariffs of category 1, which the tests' amana and all below it are in."""
    source = {"valid_from": since, "cites": "test", "status": "verified"}
    if not MunicipalityCategory.objects.exists() and "municipality_category" not in without:
        MunicipalityCategory.objects.create(municipality_code="500", category=1, **source)
    for code, (rate, unit) in tariffs.items():
        if code not in without:
            Tariff.objects.create(
                code=code, name_ar=f"رسم {code}", name_en=code, category=1, rate=Decimal(rate), unit=unit, **source
            )


def on_ground(shape: BaseGeometry, office: Office) -> BaseGeometry:
    """Move a shape drawn from (0, 0) to the south-western corner of an office's land."""
    return affinity.translate(shape, *corner_of(office))


def corner_of(office: Office) -> tuple[float, float]:
    """Return where an office's land begins, metres in the storage CRS."""
    west, south, _east, _north = office.district.geom.extent
    return west, south


def surface_of(shape: BaseGeometry) -> MultiPolygon:
    """Return a polygon as a stored surface."""
    return to_surface(shape)


def enter_drawn(office: Office, drawing: str, *, cell_m: float = 10.0) -> dict[str, PublishedParcel]:
    """Enter, number and activate the parcels of a drawing (tests.grid); return them by letter."""
    west, south = corner_of(office)
    shapes = drawn(drawing, cell_m=cell_m, west=west, south=south)
    return dict(zip(shapes, enter_shapes(office, list(shapes.values())), strict=True))


def enter_shapes(office: Office, shapes: Sequence[BaseGeometry]) -> list[PublishedParcel]:
    """Enter, number and activate parcels of these outlines (storage CRS); return them in that order."""
    with territory([office.body.pk]):
        new = [NewParcel(geom=to_surface(shape)) for shape in shapes]
        ids = [parcel.pk for parcel in enter_parcels(plan=office.plan, parcels=new, source="test")]
        allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4())
        change_state(parcel_ids=ids, to=ParcelState.ACTIVE, by=None, reason="test")
    found = PublishedParcel.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def build(office: Office, shape: BaseGeometry, *, until: datetime | None = None) -> Building:
    """Let a building stand on an outline (storage CRS)."""
    stands = DateTimeTZRange(datetime(2010, 1, 1, tzinfo=UTC), until)
    with territory([office.body.pk]):
        return Building.objects.create(
            municipality=office.body, floors=1, use="residential", valid=stands, geom=to_surface(shape)
        )


def restrict(office: Office, shape: BaseGeometry, kind: MaskKind) -> Mask:
    """Lay a mask over an outline (storage CRS)."""
    with territory([office.body.pk]):
        return Mask.objects.create(municipality=office.body, kind=kind, name="قيد", geom=to_surface(shape))


def change_parcel(office: Office, parcel: PublishedParcel, state: ParcelState) -> None:
    """Move a parcel to a state."""
    with territory([office.body.pk]):
        change_state(parcel_ids=[parcel.pk], to=state, by=office.surveyor, reason="test")


def apply(
    office: Office,
    parcel: PublishedParcel,
    by: User,
    *,
    corners: Sequence[int] | None = None,
    applicant: Applicant = APPLICANT,
    request_id: UUID | None = None,
) -> PermitApplication:
    """Apply to fence a parcel, all its sides unless told."""
    chosen = [side.from_corner for side in sides(parcel)] if corners is None else corners
    with territory([office.body.pk]):
        act_as(by.pk)
        return apply_for_fencing(
            parcel=parcel, applicant=applicant, corners=chosen, by=by, request_id=request_id or uuid4()
        )


def step(office: Office, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of an application inside its territory; what it issued is printed afterwards, as the worker does."""
    with territory([office.body.pk]):
        act_as(by.pk)
        moved = decide(case=case, name=name, by=by, note=note)
    if moved.state == ApplicationState.ISSUED:
        print_certificate_of(office, moved)
    return moved


def print_certificate_of(office: Office, case: Case) -> None:
    """Print what a case issued, unless that was done."""
    with territory([office.body.pk]):
        permit = Permit.objects.get(application_id=case.pk)
        act_as(permit.approved_by_id)
        printed(permit)


@dataclass(frozen=True)
class Thread:
    """An application on its way: the office, the land, who applied, the case."""

    office: Office
    parcel: PublishedParcel
    citizen: User
    case: Case

    def take(self, name: str, by: User | None = None, note: str = "") -> Case:
        """Take a step, by whoever usually takes it."""
        usual = {
            "submit": self.citizen,
            "cancel": self.citizen,
            "approve": self.office.head,
            "send_back": self.office.head,
            **dict.fromkeys(("start", "request_completion"), self.citizen),
            **dict.fromkeys(("suspend", "resume", "resume_works", "revoke", "transfer"), self.office.head),
            **dict.fromkeys(("grant_renewal", "grant_renewal_works", "grant_renewal_expired"), self.office.head),
            "give_way": system_account(),
        }
        return step(self.office, self.case, name, by or usual.get(name, self.office.engineer), note)

    def permit(self) -> Permit:
        """Return the permit that was issued, with its paper."""
        print_certificate_of(self.office, self.case)
        with territory([self.office.body.pk]):
            return Permit.objects.select_related("printout", "municipality", "application").get(
                application_id=self.case.pk
            )


def inspector_of(office: Office) -> User:
    """Return the inspector of an office, made when he is first asked for."""
    return member(Role.INSPECTOR, office.body)


def inspect(thread: Thread, stage: Stage, *, passed: bool = True, as_built: MultiPolygon | None = None) -> Inspection:
    """Write down what the office's inspector found of a stage."""
    by = inspector_of(thread.office)
    found = Found(stage=stage, passed=passed, note="سبب", as_built=as_built)
    with territory([thread.office.body.pk]):
        act_as(by.pk)
        application = PermitApplication.objects.select_related("municipality").get(pk=thread.case.pk)
        return record_inspection(application=application, found=found, by=by)


def open_thread(office: Office, citizen: User, *, up_to: Sequence[str] = (), drawing: str = "A") -> Thread:
    """Open an application on the first parcel of a drawing and take these steps."""
    (parcel, *_rest) = enter_drawn(office, drawing, cell_m=20).values()
    thread = Thread(office, parcel, citizen, apply(office, parcel, citizen).case)
    for name in up_to:
        thread.take(name)
    return thread


def line_works(*points: tuple[float, float], office: Office | None = None) -> GEOSGeometry:
    """Return a fence line through points so many metres from the office's corner, or from ORIGIN."""
    west, south = corner_of(office) if office else ORIGIN
    line = affinity.translate(shapely.LineString(points), west, south)
    return to_geos(shapely.MultiLineString([line]))
