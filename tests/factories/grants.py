"""Land grants brought to the state that a test begins with: a grant plan, people, a queue, a pool, a draw."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.gis.geos import LineString
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.crs import storage_srid
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from parcels.register.models import PublishedParcel
from parcels.rights.enums import DeedKind
from parcels.rights.services import NewDeed
from permits.cases.models import Case
from permits.draws import services as draws
from permits.draws.lottery import commitment_of
from permits.draws.models import Draw
from permits.grants.allotting import open_pool_draw, send_batch
from permits.grants.enums import Basis
from permits.grants.models import AreaClass, Grant, Pool
from permits.grants.pools import declare_grant_plan, freeze_pool, make_pool
from permits.grants.selectors import allotment_of
from permits.grants.services import Asked, apply_for_grant, decide
from permits.grants.staking import planned_corners, record_stake_out
from tests.factories.cases import CANARY_NAME, corner_of, enter_drawn, hold_tariffs
from tests.factories.draws import at
from tests.factories.places import Office, member

#: What grants ask of data/reference beside the values of all cases.
VALUES = {
    "building_access_frontage": ("3", "m"), "building_street_width": ("2", "m"),
    "as_staked_against_plan": ("0.05", "m"), "grant_condition_period": ("3", "hijri year"),
}  # fmt: skip
#: Three plots of 20 m side by side, and one behind that no street reaches.
DRAWING = """
ABC
.D.
"""
DEED = NewDeed(kind=DeedKind.ELECTRONIC, number="310123456789", hijri_date="1448/06/10", issuer="كتابة العدل")


def hold_grant_rules(*, rate: str = "300") -> None:
    """Write the values, the price of an excess, and one area class from 100 to 1000 m²."""
    for code, (value, unit) in VALUES.items():
        told = {"value": Decimal(value), "unit": unit, "cites": "test", "status": "test"}
        ReferenceValue.objects.create(code=code, valid_from=date(2020, 1, 1), **told)
    hold_tariffs({"grant_excess": (rate, "m2")})
    AreaClass.objects.create(
        code="medium", name="متوسطة", min_m2=100, max_m2=1000, valid_from=date(2020, 1, 1), cites="test", status="test"
    )


def identifier(number: int) -> str:
    """Return a well-formed national identity number, another for each number."""
    digits = f"1{number:08d}"
    doubled = [sum(divmod(int(each) * 2, 10)) if place % 2 == 0 else int(each) for place, each in enumerate(digits)]
    return digits + str(-sum(doubled) % 10)


@dataclass
class Department:
    """An office with its grant plan, plots by letter, and the people of its grants."""

    office: Office
    officer: User
    committee: User
    amin: User
    plots: dict[str, PublishedParcel]
    grants: list[Grant] = field(default_factory=list)

    @property
    def inside(self) -> Any:
        """The territory of the office."""
        return territory([self.office.body.pk])

    def apply(self, number: int = 1, *, by: User | None = None, **facts: Any) -> Grant:
        """Enter an application of the person of a number."""
        asked = {
            "office": self.office.body, "name": f"{CANARY_NAME} {number}", "identifier": identifier(number),
            "basis": Basis.ROYAL_ORDER, "order_number": f"م/{number}", "area_class": "medium",
            "decree_area_m2": Decimal("390"), **facts,
        }  # fmt: skip
        person = by or self.officer
        with self.inside:
            act_as(person.pk)
            grant = apply_for_grant(asked=Asked(**asked), by=person, request_id=uuid4())
        self.grants.append(grant)
        return grant

    def case(self, grant: Grant) -> Case:
        """Return the case of a grant as it stands."""
        with self.inside:
            return Case.objects.get(pk=grant.pk)

    def take(self, grant: Grant, name: str, by: User | None = None, note: str = "سبب", **more: Any) -> Case:
        """Take a step in the name of whom it belongs to."""
        hands = {
            **dict.fromkeys(("find_eligible", "find_ineligible", "requeue"), self.committee),
            **dict.fromkeys(("decide", "replace", "lapse", "cancel", "withdraw"), self.amin),
            "hand_over": self.office.surveyor, "complete": self.verifier, "verify": self.verifier,
        }  # fmt: skip
        person = by or hands.get(name, self.officer)
        with self.inside:
            act_as(person.pk)
            return decide(case=Case.objects.get(pk=grant.pk), name=name, by=person, note=note, **more)

    @property
    def verifier(self) -> User:
        """A second officer of the department, who entered nothing."""
        return _person(Role.GRANTS, self.office, "second")

    def queued(self, number: int = 1, **facts: Any) -> Grant:
        """Return a grant in the queue."""
        grant = self.apply(number, **facts)
        self.take(grant, "complete")
        self.take(grant, "find_eligible")
        return grant

    def pool(self) -> Pool:
        """Return a pool in preparation."""
        with self.inside:
            act_as(self.officer.pk)
            return make_pool(office=self.office.body, title="وعاء", classes=["medium"], by=self.officer)

    def frozen(self) -> Pool:
        """Return a frozen pool."""
        pool = self.pool()
        with self.inside:
            act_as(self.committee.pk)
            return freeze_pool(pool=pool, by=self.committee)

    def called(self, pool: Pool) -> Draw:
        """Call a draw of a pool, known from tomorrow on."""
        seats = [draws.Seat(self.committee, "اللجنة"), draws.Seat(self.office.head, "الرئيس")]
        due = timezone.now() + timedelta(days=1)
        plan = draws.Plan(title="قرعة", session_at=due, public_source="مؤشر", public_due_at=due, seats=seats)
        with self.inside:
            act_as(self.committee.pk)
            return open_pool_draw(pool=pool, plan=plan, by=self.committee, request_id=uuid4())

    def draw(self, pool: Pool) -> Draw:
        """Hold the draw of a pool from its call to its results."""
        draw = self.called(pool)
        secrets = {1: ("a" * 64, "1" * 32), 2: ("b" * 64, "2" * 32)}
        hands = {1: self.committee, 2: self.office.head}
        with self.inside:
            for number, (secret, nonce) in secrets.items():
                sealed = commitment_of(draw.code, number, secret, nonce)
                draws.commit(draw=draw, commitment=sealed, by=hands[number])
            draws.freeze(draw=draw, by=self.committee)
            for number, (secret, nonce) in secrets.items():
                draws.reveal(draw=draw, secret=secret, nonce=nonce, by=hands[number])
        return draw

    def publish(self, draw: Draw) -> Draw:
        """Go on, two days later, from revealed secrets to published results. Inside `told_hours`."""
        with at(timezone.now() + timedelta(days=2)), self.inside:
            draws.take_value(draw=draw, value="11432.07", evidence="https://example.org", by=self.committee)
            draws.run_draw(draw=draw, by=self.committee)
            return draws.publish(draw=draw, by=self.committee)

    def drawn(self, *numbers: int, **facts: Any) -> list[Grant]:
        """Return grants to which plots were drawn."""
        found = [self.queued(number, **facts) for number in numbers or (1,)]
        self.publish(self.draw(self.frozen()))
        return found

    def batch(self, grants: Sequence[Grant]) -> None:
        """Send grants for verification."""
        with self.inside:
            act_as(self.officer.pk)
            send_batch(
                office=self.office.body, grants=[each.pk for each in grants], by=self.officer, request_id=uuid4()
            )

    def verified(self, number: int = 1, **facts: Any) -> Grant:
        """Return a grant that the Ministry verified."""
        (grant,) = self.drawn(number, **facts)
        self.batch([grant])
        self.take(grant, "verify")
        return grant

    def stake(self, grant: Grant, *, off_m: float = 0.0) -> None:
        """Record the stake-out, the first corner so far off."""
        with self.inside:
            allotment = allotment_of(grant)
            assert allotment is not None
            (x, y), *rest = planned_corners(allotment.version)
            act_as(self.office.surveyor.pk)
            record_stake_out(grant=grant, corners=[(x + off_m, y), *rest], note="", by=self.office.surveyor)


def _person(role: Role, office: Office, name: str = "") -> User:
    """Return a person of a role in an office, made once."""
    username = f"{role}-{office.body.code}{name}"
    known = User.objects.filter(username=username).first()
    if known is not None:
        return known
    if not name:
        return member(role, office.body)
    user = User.objects.create_user(username)
    user.memberships.create(role=role, municipality=office.body, starts_on=date(2020, 1, 1))
    return user


def department(office: Office, drawing: str = DRAWING) -> Department:
    """Return an office with a grant plan whose plots lie on a street north of them."""
    plots = enter_drawn(office, drawing.strip("\n"), cell_m=20)
    committee = _person(Role.COMMITTEE, office)
    west, _south = corner_of(office)
    top = max(plot.geom.extent[3] for plot in plots.values())
    with territory([office.body.pk]):
        line = LineString((west - 50, top + 6), (west + 500, top + 6), srid=storage_srid())
        Street.objects.create(
            municipality=office.body, district=office.district, name="شارع", width_m=12, geom=line,
            street_class=StreetClass.LOCAL,
        )  # fmt: skip
        act_as(committee.pk)
        declare_grant_plan(plan=office.plan, order="أمر", by=committee)
    return Department(office, _person(Role.GRANTS, office), committee, _person(Role.AMIN, office), plots)
