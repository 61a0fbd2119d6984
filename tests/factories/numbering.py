"""An old quarter that waits for its numbers, and a run brought to the state that a test begins with."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.register.models import Parcel
from parcels.register.services import NewParcel, enter_parcels
from permits.cases.models import Case
from permits.numbering_runs.models import NumberingRun, RunBlock
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import decide, start
from tests.factories.places import ORIGIN, Office, Places
from tests.grid import drawn
from tests.sql.connections import connect

#: Two blocks with an alley between them; the first holds six parcels, the second three.
QUARTER = """
AABBCC..GG
AABBCC..GG
DDEEFF..HH
DDEEFF..HH
........II
........II
"""
OFFICERS = {
    "review": "engineer", "return": Role.PLANNER, "publish": Role.PLANNER, "reopen": Role.COMMITTEE,
    "sign_survey": Role.SURVEY_MANAGER, "back_from_planning": Role.PLANNING_MANAGER,
    "sign_planning": Role.PLANNING_MANAGER, "freeze": "head", "back_from_head": "head", "withdraw": "surveyor",
}  # fmt: skip
WAY = ("review", "publish", "sign_survey", "sign_planning", "freeze")
DAYS = "30"


def staff(places: Places) -> None:
    """Write the people of the municipality who plan, sign and hear."""
    for role in (Role.PLANNER, Role.COMMITTEE, Role.SURVEY_MANAGER, Role.PLANNING_MANAGER):
        user = User.objects.create_user(str(role), password=f"secret-{role}")
        Membership.objects.create(user=user, role=role, municipality=places.municipality, starts_on=date(2020, 1, 1))


def hold_days() -> None:
    """Write the dated number of days for objections."""
    ReferenceValue.objects.create(
        code="numbering_objection", value=Decimal(DAYS), unit="gregorian day", valid_from=date(2020, 1, 1),
        cites="test", status="test",
    )  # fmt: skip


def enter_quarter(office: Office, drawing: str = QUARTER, *, x: float = 20.0) -> dict[str, Parcel]:
    """Enter the parcels of a drawing, ten metres a cell, as proposed; return them by letter."""
    shapes = drawn(drawing, cell_m=10, west=ORIGIN[0] + x, south=ORIGIN[1] + 20)
    with territory([office.body.pk]):
        new = [NewParcel(geom=to_surface(shape), source_id=letter) for letter, shape in shapes.items()]
        entered = enter_parcels(plan=office.plan, parcels=new, source="test")
    return dict(zip(shapes, entered, strict=True))


def started(office: Office, by: User | None = None) -> NumberingRun:
    """Start a run on the office's old district."""
    with territory([office.body.pk]):
        return start(plan=office.plan, by=by or office.surveyor, request_id=uuid4())


def officer(office: Office, step: str) -> User:
    """Return whose step it is."""
    who = OFFICERS[step]
    return User.objects.get(username=str(who)) if isinstance(who, Role) else getattr(office, who)


def take(office: Office, run: NumberingRun, name: str, by: User | None = None, note: str = "ملاحظة") -> Case:
    """Take a step as a request does: inside the territory, in somebody's name."""
    with territory([office.body.pk]):
        person = by or officer(office, name)
        act_as(person.pk)
        return decide(case=run.case, name=name, by=person, note=note)


def walk(office: Office, run: NumberingRun, names: Iterable[str]) -> Case:
    """Take several steps, each by its officer."""
    for name in names:
        case = take(office, run, name)
    return case


def blocks_of(office: Office, run: NumberingRun) -> list[RunBlock]:
    """Return the blocks of the last revision."""
    with territory([office.body.pk]):
        return list(last_revision(run).blocks.select_related("block"))


def labels(office: Office) -> dict[str, tuple[str, str]]:
    """Return by source id what each parcel of the office bears: its state and its number."""
    with territory([office.body.pk]):
        rows = Parcel.objects.filter(plan=office.plan).order_by("source_id")
        return {parcel.source_id: (parcel.state, parcel.parcel_label) for parcel in rows}


def days_pass(run: NumberingRun, days: int = 31) -> None:
    """Let the days of objection lie so far back; only a test that commits can: the administrator moves the date."""
    with connect("admin") as admin, admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        statement = "UPDATE {} SET objections_until = objections_until - %s WHERE {} = %s"
        span = timedelta(days=days)
        admin.execute(statement.format("numbering_runs_numberingrun", "case_id"), [span, run.pk])
        admin.execute(statement.format("numbering_runs_publishedrun", "run_id"), [span, run.pk])
