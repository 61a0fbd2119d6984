"""Land grants as people meet them: some in each state, and a draw of the sample that was held and published."""

import hashlib
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from parcels.plans.models import Plan
from parcels.rights.enums import DeedKind
from parcels.rights.services import NewDeed
from permits.cases.models import Case
from permits.draws import services as draws
from permits.draws.lottery import commitment_of
from permits.draws.models import Draw
from permits.grants.allotting import open_pool_draw, send_batch
from permits.grants.enums import Basis, GrantState
from permits.grants.models import Grant, GrantPlan, Pool
from permits.grants.pools import declare_grant_plan, freeze_pool, make_pool
from permits.grants.selectors import allotment_of
from permits.grants.services import Asked, apply_for_grant, decide
from permits.grants.staking import planned_corners, record_stake_out

#: Made-up people: name, identity number, how far the grant goes.
PEOPLE = (
    ("سعيد بن أحمد الحداد", "1000000103", "deed"),
    ("ليلى بنت محمد الناصر", "1000000111", "decide"),
    ("جاسم بن علي البحارنة", "1000000129", "verify"),
    ("خديجة بنت حسن المرزوق", "1000000137", "batch"),
    ("يوسف بن إبراهيم السيهاتي", "1000000145", "draw"),
    ("أمل بنت عبدالله الشماسي", "1000000152", "queue"),
    ("حمد بن ناصر العجمي", "1000000160", "queue"),
    ("زهراء بنت كاظم الصادق", "1000000178", "complete"),
    ("منصور بن فهد الدوسري", "1000000186", "apply"),
    ("هدى بنت سلمان القديحي", "1000000194", "return"),
)
#: How far the draw's hour lies ahead: so long the sample waits for it.
WAIT = timedelta(seconds=3)


def make_grants(plan: Plan, *, head: str, surveyor: str) -> int:
    """Make the sample's grants on plots of a plan, once; return how many there are. Opens its own transactions."""
    sample = _Sample(plan, head, surveyor)
    with territory([plan.municipality_id]):
        if Grant.objects.exists():
            return Grant.objects.count()
    sample.apply_all()
    if sample.fit():
        sample.hold_the_draw()
        sample.go_on()
    with territory([plan.municipality_id]):
        return Grant.objects.count()


def _request(word: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"sample:grant:{word}")


class _Sample:
    """The office of a plan, and who works on its grants."""

    def __init__(self, plan: Plan, head: str, surveyor: str) -> None:
        self.plan, self.office = plan, plan.municipality
        names = {"head": head, "surveyor": surveyor, "officer": "grants", "second": "grants2"}
        self.people = {role: User.objects.get(username=name) for role, name in names.items()}
        self.people |= {name: User.objects.get(username=name) for name in ("committee", "amin")}
        self.grants: dict[str, tuple[Grant, str]] = {}
        self.pool: Pool | None = None

    def _as(self, role: str) -> tuple[User, Any]:
        scope = territory([self.office.pk])
        return self.people[role], scope

    def _take(self, grant: Grant, name: str, role: str, note: str = "", **more: Any) -> None:
        person, scope = self._as(role)
        with scope:
            act_as(person.pk)
            decide(case=Case.objects.get(pk=grant.pk), name=name, by=person, note=note, **more)

    def apply_all(self) -> None:
        """Enter all applications, and bring each as far as the queue."""
        for name, identifier, goal in PEOPLE:
            grant = self._apply(name, identifier, Decimal("625" if goal == "deed" else "400"))
            self.grants[identifier] = (grant, goal)
            if goal == "return":
                self._take(grant, "send_back", "officer", "ينقص صورة الأمر.")
            elif goal != "apply":
                self._take(grant, "complete", "officer")
            if goal not in ("return", "apply", "complete"):
                self._take(grant, "find_eligible", "committee")

    def _apply(self, name: str, identifier: str, decree_area_m2: Decimal) -> Grant:
        person, scope = self._as("officer")
        with scope:
            act_as(person.pk)
            asked = Asked(
                office=self.office, name=name, identifier=identifier, mobile="0500000000", basis=Basis.ROYAL_ORDER,
                order_number=f"م/{identifier[-4:]}", area_class="medium", decree_area_m2=decree_area_m2,
                born_on=date(1985, 5, 1), resident_since=date(2000, 1, 1),
            )  # fmt: skip
            return apply_for_grant(asked=asked, by=person, request_id=_request(identifier))

    def fit(self) -> int:
        """Declare the plan, fill a pool of its plots and freeze it; return how many plots fit."""
        committee, scope = self._as("committee")
        with scope:
            act_as(committee.pk)
            if not GrantPlan.objects.filter(plan=self.plan).exists():
                declare_grant_plan(plan=self.plan, order="محضر لجنة المنح رقم 12", by=committee)
        officer, scope = self._as("officer")
        with scope:
            act_as(officer.pk)
            pool = make_pool(
                office=self.office, title="وعاء القرعة الأولى", classes=["small", "medium", "large"], by=officer
            )
            fitting = pool.plots.filter(reasons=[], area_class="medium").count()
        with self._as("committee")[1]:
            if fitting:
                act_as(committee.pk)
                self.pool = freeze_pool(pool=pool, by=committee)
        return fitting

    def hold_the_draw(self) -> None:
        """Call, seal, freeze and reveal before the hour; draw and publish after it."""
        assert self.pool is not None  # `fit` froze it
        committee, head = self.people["committee"], self.people["head"]
        due = timezone.now() + WAIT
        seats = [draws.Seat(committee, "رئيس لجنة المنح"), draws.Seat(head, "رئيس البلدية الفرعية")]
        plan = draws.Plan(
            title="قرعة الوعاء الأول", session_at=due, public_due_at=due, seats=seats,
            public_source="إغلاق المؤشر العام للسوق في يوم الجلسة (قيمة تجريبية)",
        )  # fmt: skip
        with self._as("committee")[1]:
            act_as(committee.pk)
            draw = open_pool_draw(pool=self.pool, plan=plan, by=committee, request_id=_request("draw"))
        self._seal_and_reveal(draw, [committee, head])
        time.sleep(max(0.0, (due - timezone.now()).total_seconds()) + 0.2)
        with self._as("committee")[1]:
            act_as(committee.pk)
            draws.take_value(draw=draw, value="11432.07", evidence="قيمة تجريبية للعينة", by=committee)
            draws.run_draw(draw=draw, by=committee)
            draws.publish(draw=draw, by=committee)

    def _seal_and_reveal(self, draw: Draw, hands: list[User]) -> None:
        secrets = {
            number: (hashlib.sha256(f"sample {number}".encode()).hexdigest(), f"{number:032x}")
            for number in range(1, len(hands) + 1)
        }
        with self._as("committee")[1]:
            for number, hand in enumerate(hands, 1):
                act_as(hand.pk)
                draws.commit(draw=draw, commitment=commitment_of(draw.code, number, *secrets[number]), by=hand)
            draws.freeze(draw=draw, by=hands[0])
            for number, hand in enumerate(hands, 1):
                secret, nonce = secrets[number]
                draws.reveal(draw=draw, secret=secret, nonce=nonce, by=hand)

    def go_on(self) -> None:
        """Bring the grants that drew a plot to where the sample wants them."""
        drawn = self._drawn()
        goals = dict(zip((grant.pk for grant in drawn), ("deed", "decide", "verify", "batch"), strict=False))
        sent = [grant.pk for grant in drawn if grant.pk in goals]
        officer, scope = self._as("officer")
        with scope:
            act_as(officer.pk)
            send_batch(office=self.office, grants=sent, by=officer, request_id=_request("batch"))
        for grant in drawn:
            goal = goals.get(grant.pk)
            if goal in ("verify", "decide", "deed"):
                self._take(grant, "verify", "second")
            if goal in ("decide", "deed"):
                self._take(grant, "decide", "amin")
            if goal == "deed":
                self._to_the_deed(grant)

    def _drawn(self) -> list[Grant]:
        with self._as("officer")[1]:
            return list(Grant.objects.filter(state=GrantState.DRAWN).order_by("completed_at", "pk"))

    def _to_the_deed(self, grant: Grant) -> None:
        """Hand over and register the title, unless an excess waits for its payment."""
        surveyor, scope = self._as("surveyor")
        with scope:
            if Case.objects.get(pk=grant.pk).state != GrantState.DECISION:
                return
            act_as(surveyor.pk)
            allotment = allotment_of(grant)
            assert allotment is not None  # it was drawn
            corners = planned_corners(allotment.version)
            record_stake_out(grant=grant, corners=corners, note="حضر الممنوح واستلم.", by=surveyor)
        self._take(grant, "hand_over", "surveyor")
        deed = NewDeed(
            kind=DeedKind.ELECTRONIC, number="310100000017", hijri_date="1447/05/20", issuer="كتابة العدل بالقطيف"
        )
        self._take(grant, "issue_deed", "officer", deed=deed)
