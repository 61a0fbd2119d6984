"""The way of a plan to its approval, of an old district to its own, of a plan to its end."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import shapely

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.documents.enums import DocumentKind
from geo.documents.services import file_document
from geo.errors import DomainError, NotAllowed
from geo.municipalities.scope import act_as, everywhere, territory
from geo.series.models import ChainEntry
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_geos, to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from parcels.plans.enums import BlockOrigin, PlanStatus
from parcels.plans.models import Block, Plan
from parcels.plans.policies import plan_subject
from parcels.register.enums import ParcelState
from parcels.register.models import LineageLink, Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from permits.cases.errors import NoteMissing, StepNotAllowed
from permits.cases.flow import flows
from permits.planning.enums import KIND_FROM
from permits.planning.errors import (
    PlanBusy,
    PlanCaseNotPossible,
    PlanDocumentMissing,
    PlanNotNumbered,
    PlanRulesNotMet,
)
from permits.planning.models import PlanCase
from permits.planning.services import decide, open_amendment, open_plan_case, open_supersession
from tests.factories import numbering as runs
from tests.factories.papers import pdf
from tests.factories.places import ORIGIN, square
from tests.grid import drawn

pytestmark = pytest.mark.django_db
VALUES = {
    "frame_excess": "0.05", "adjacency_contact": "0.05", "adjacency_length": "1.0", "subdivision_least_area": "200",
    "subdivision_frontage": "9.5", "subdivision_street_width": "12", "frontage_gap": "1",
}  # fmt: skip
#: Every step of the way with the role that takes it.
WAY = [
    ("submit", "engineer"), ("take_up", Role.SURVEYOR), ("accept_survey", Role.SURVEYOR), ("recommend", Role.PLANNER),
    ("agree", Role.COMMITTEE), ("approve_preliminarily", Role.AMIN), ("develop", "engineer"),
    ("confirm_staking", Role.SURVEYOR), ("ask_for_approval", Role.PLANNER), ("sign_survey", Role.SURVEY_MANAGER),
    ("sign_planning", Role.PLANNING_MANAGER), ("sign_deputy", Role.DEPUTY), ("approve", Role.AMIN),
]  # fmt: skip


@pytest.fixture
def office(places):
    """The eastern office, its chain of signatures, the values of the rules; the plan in force lies aside."""
    for code, value in VALUES.items():
        ReferenceValue.objects.create(
            code=code, value=Decimal(value), unit="m", valid_from=date(2020, 1, 1), cites="test", status="test"
        )
    for role in (
        Role.PLANNER, Role.COMMITTEE, Role.SURVEY_MANAGER, Role.PLANNING_MANAGER, Role.DEPUTY, Role.AMIN,
    ):  # fmt: skip
        user = User.objects.create_user(str(role), password=f"secret-{role}")
        Membership.objects.create(user=user, role=role, municipality=places.municipality, starts_on=date(2020, 1, 1))
    return places.east


def new_plan(office, number="800", *, x=1000.0, drawing="AABB\nAABB", outline=None, block="500", street_m=12):
    """Enter a draft with one block, on ground where no other plan in force lies, and the parcels of a drawing."""
    west, south = ORIGIN[0] + x, ORIGIN[1] + 2
    shapes = drawn(drawing, cell_m=10, west=west, south=south)
    whole = to_surface(shapely.box(west, south, west + 40, south + 10 * len(drawing.split())))
    with territory([office.body.pk]):
        plan = Plan.objects.create(
            municipality=office.body, amana=office.plan.amana, district=office.district, number=number, name="مخطط",
            status=PlanStatus.DRAFT, geom=outline or whole,
        )  # fmt: skip
        Block.objects.create(
            municipality=office.body, district=office.district, plan=plan, code=block, label=block,
            origin=BlockOrigin.PLAN, geom=whole,
        )  # fmt: skip
        for y in (south - 6, south + 10 * len(drawing.split()) + 6):  # along both long sides of the block
            Street.objects.create(
                municipality=office.body, district=office.district, name="شارع", width_m=street_m,
                street_class=StreetClass.LOCAL, geom=to_geos(shapely.LineString([(west, y), (west + 40, y)])),
            )  # fmt: skip
        new = [NewParcel(geom=to_surface(shape), label=str(n)) for n, shape in enumerate(shapes.values(), 21)]
        enter_parcels(plan=plan, parcels=new, source="test")
    return plan


@pytest.fixture
def clear(office):
    """The plan in force of the office is superseded by none and lies elsewhere: make room by a case of its own."""
    with everywhere():
        act_as(None, reason="اختبار")
        Plan.objects.filter(pk=office.plan.pk).update(status=PlanStatus.CANCELLED)
    return office


def person(office, who):
    return office.engineer if who == "engineer" else office.surveyor if who == Role.SURVEYOR else User.objects.get(
        username=str(who))  # fmt: skip


def take(office, case, name, who, note="ملاحظة"):
    with territory([office.body.pk]):
        by = who if isinstance(who, User) else person(office, who)
        act_as(by.pk)
        return decide(case=case, name=name, by=by, note=note)


def opened(office, plan, by=None):
    with territory([office.body.pk]):
        return open_plan_case(plan=plan, by=by or office.engineer, request_id=uuid4())


def file_papers(office, plan):
    for kind in (DocumentKind.AGENCY, DocumentKind.STAKING):
        with territory([office.body.pk]):
            file_document(
                subject=plan_subject(plan.pk), office=office.body, kind=kind, title="ورقة", name="a.pdf",
                content=pdf(kind.value), by=office.engineer,
            )  # fmt: skip


def walk(office, plan, *, until=""):
    case = opened(office, plan)
    file_papers(office, plan)
    for name, who in WAY:
        if name == until:
            break
        case = take(office, case, name, who)
    return case


def now(plan):
    with everywhere():
        return Plan.objects.get(pk=plan.pk)


def test_a_plan_comes_into_force_with_its_parcels(clear):
    plan = new_plan(clear)
    case = walk(clear, plan)
    assert (case.state, now(plan).status) == ("approved", PlanStatus.APPROVED)
    assert [(p.number, p.state) for p in PublishedParcel.objects.filter(plan_id=plan.pk).order_by("code")] == [
        ("21", "active"),
        ("22", "active"),
    ]
    with everywhere():
        assert PlanCase.objects.get(plan=plan).closed_at is not None
        facts = ChainEntry.objects.get(action="plan in force").payload
        assert facts == {"number": "800", "revision": 0, "parcels": 2}
        reasons = list(plan.status_changes.values_list("reason", flat=True))
    assert all(case.reference in reason for reason in reasons[1:])


def test_every_signature_is_its_own_persons(clear):
    plan = new_plan(clear)
    case = opened(clear, plan)
    file_papers(clear, plan)
    for name, who in WAY:
        for other in (clear.head, clear.surveyor, person(clear, Role.DEPUTY), person(clear, Role.PLANNER)):
            if other != person(clear, who):
                with pytest.raises(StepNotAllowed):
                    take(clear, case, name, other)
        case = take(clear, case, name, who)


def test_who_opened_a_plan_does_not_sign_it_even_with_the_role(clear):
    plan = new_plan(clear)
    case = opened(clear, plan, by=clear.surveyor)
    take(clear, case, "submit", clear.surveyor)
    with pytest.raises(StepNotAllowed):
        take(clear, case, "take_up", clear.surveyor)


def test_the_committee_writes_its_words(clear):
    plan = new_plan(clear)
    case = walk(clear, plan, until="agree")
    with pytest.raises(NoteMissing):
        take(clear, case, "agree", Role.COMMITTEE, note=" ")
    assert now(plan).status == PlanStatus.COMMITTEE


@pytest.mark.parametrize(("step", "who"), [("develop", "engineer"), ("confirm_staking", Role.SURVEYOR)])
def test_a_step_waits_for_its_paper(clear, step, who):
    plan = new_plan(clear)
    case = opened(clear, plan)
    for name, hand in WAY[:6]:
        case = take(clear, case, name, hand)
    if step == "confirm_staking":
        with territory([clear.body.pk]):
            file_document(
                subject=plan_subject(plan.pk), office=clear.body, kind=DocumentKind.AGENCY, title="إفادة", name="a.pdf",
                content=pdf(), by=clear.engineer,
            )  # fmt: skip
        take(clear, case, "develop", "engineer")
    with pytest.raises(PlanDocumentMissing):
        take(clear, case, step, who)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"outline": square(1990, 0, 50)}, "plan_inside_territory"),
        ({"drawing": "AAB.\nAABB"}, "plan_parcels_fill_blocks"),
        ({"drawing": "AABBB\nAABBB"}, "plan_parcels_fill_blocks"),
        ({"drawing": "AAAA\nABBA\nAAAA"}, "plan_parcels_reach_streets"),
    ],
)
def test_ground_that_is_not_in_order_stops_the_plan(clear, changes, rule):
    plan = new_plan(clear, **changes)
    with pytest.raises(PlanRulesNotMet) as refused:
        walk(clear, plan)
    assert rule in refused.value.context["rules"]


def test_another_plan_in_force_stops_the_plan(office):
    with pytest.raises(PlanRulesNotMet) as refused:
        walk(office, new_plan(office))
    assert refused.value.context["rules"] == ["plan_clear_of_others"]


def test_a_value_that_is_missing_stops_the_plan(clear):
    ReferenceValue.objects.filter(code="frame_excess").update(valid_to=date(2020, 1, 2))
    with pytest.raises(PlanRulesNotMet):
        walk(clear, new_plan(clear))


def test_one_procedure_at_a_time(clear):
    plan = new_plan(clear)
    opened(clear, plan)
    with pytest.raises(PlanBusy):
        opened(clear, plan)


def test_a_citizen_opens_no_procedure(places, office):
    with territory([office.body.pk]), pytest.raises(NotAllowed):
        open_plan_case(plan=new_plan(office), by=places.citizen, request_id=uuid4())


def test_an_amendment_is_the_next_revision_and_takes_the_place_of_the_first(office):
    with territory([office.body.pk]):
        case = open_amendment(plan=office.plan, by=office.engineer, request_id=uuid4(), reason="توسعة شارع")
        revision = Plan.objects.get(number="713/3", revision=1)
        assert PlanCase.objects.get(pk=case.pk).plan_id == revision.pk
        with pytest.raises(DomainError):
            open_amendment(plan=office.plan, by=office.engineer, request_id=uuid4(), reason="أخرى")
    for name, who in WAY[:4]:
        case = take(office, case, name, who)
    assert now(revision).status == PlanStatus.COMMITTEE


def amended(office, *labels_and_shapes):
    """Approve an amendment of the plan that brings one parcel for each label and cells of the drawing."""
    plan = new_plan(office)
    walk(office, plan)
    with territory([office.body.pk]):
        case = open_amendment(plan=plan, by=office.engineer, request_id=uuid4(), reason="توسعة شارع")
        revision = PlanCase.objects.get(pk=case.pk).plan
        block = Block.objects.get(plan=plan)
        Block.objects.create(
            municipality=office.body, district=office.district, plan=revision, code="510", label="510",
            origin=BlockOrigin.PLAN, geom=block.geom,
        )  # fmt: skip
        new = [NewParcel(geom=to_surface(shape), label=label) for label, shape in labels_and_shapes]
        enter_parcels(plan=revision, parcels=new, source="test")
    file_papers(office, revision)
    for name, who in WAY:
        case = take(office, case, name, who)
    return now(revision)


def cells(drawing):
    return drawn(drawing, cell_m=10, west=ORIGIN[0] + 1000, south=ORIGIN[1] + 2).values()


@pytest.mark.django_db(transaction=True)
def test_what_an_amendment_does_not_change_keeps_its_number_and_its_life(clear):
    same, west_half, east_half = cells("AABC\nAABC")
    revision = amended(clear, ("21", same), ("31", west_half), ("32", east_half))
    assert revision.status == PlanStatus.APPROVED
    shown = {p.number: p for p in PublishedParcel.objects.all()}
    assert set(shown) == {"21", "31", "32"}
    with everywhere():
        kept = Parcel.objects.get(pk=shown["21"].pk)
        assert (kept.plan.revision, kept.state) == (0, ParcelState.ACTIVE)
        ended = Parcel.objects.get(parcel_label="22")
        assert ended.state == ParcelState.RETIRED_REPLAN
        assert Parcel.objects.filter(plan=revision, code=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_outline_under_another_number_is_another_parcel(clear):
    same, other = cells("AABB\nAABB")
    revision = amended(clear, ("21", same), ("23", other))
    with everywhere():
        assert [p.parcel_label for p in Parcel.objects.filter(plan=revision).exclude(code=None)] == ["23"]


def test_the_database_asks_for_numbers_before_a_plan_is_in_force(clear):
    plan = new_plan(clear)
    walk(clear, plan, until="approve")
    with everywhere(), pytest.raises(PlanNotNumbered), refusals_explained():
        Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.APPROVED)


@pytest.mark.django_db(transaction=True)
def test_an_old_district_is_approved_when_a_run_has_frozen_its_numbers(places, office):
    west = places.west
    runs.hold_days()
    runs.enter_quarter(west)
    run = runs.started(west)
    runs.walk(west, run, runs.WAY[:2])
    with pytest.raises(PlanCaseNotPossible):
        opened(west, now(west.plan))
    runs.days_pass(run)
    runs.walk(west, run, runs.WAY[2:])
    case = opened(west, now(west.plan))
    assert case.state == "numbered"
    case = take(west, case, "recommend", person(office, Role.COMMITTEE))
    case = take(west, case, "approve", person(office, Role.AMIN))
    assert (case.state, now(west.plan).status) == ("approved", PlanStatus.APPROVED_OLD)
    with everywhere():
        assert set(Parcel.objects.filter(plan=west.plan).values_list("state", flat=True)) == {ParcelState.ACTIVE}


def test_no_case_of_a_plan_numbers_an_old_district(places):
    with pytest.raises(PlanCaseNotPossible):
        opened(places.west, places.west.plan)
    assert "number" not in {step.name for step in flows["old_district"].transitions}


def test_an_old_district_without_numbers_is_not_recommended(places, office, monkeypatch):
    west = places.west
    with everywhere():
        act_as(west.head.pk, reason="اختبار")
        runs.enter_quarter(west, "AA\nAA")
    monkeypatch.setitem(KIND_FROM, PlanStatus.INVENTORIED_OLD, "old_district")
    case = opened(west, west.plan)
    with pytest.raises(PlanRulesNotMet):
        take(west, case, "recommend", person(office, Role.COMMITTEE))


def test_a_plan_ends_for_its_successor_when_nothing_on_it_is_open(office):
    with everywhere():
        successor = Plan.objects.create(
            municipality=office.body, amana=office.plan.amana, district=office.district, number="801", name="لاحق",
            status=PlanStatus.APPROVED, geom=square(1000, 0, 900),
        )  # fmt: skip
    with territory([office.body.pk]):
        case = open_supersession(plan=office.plan, successor=successor, by=office.engineer, request_id=uuid4())
    case = take(office, case, "recommend", Role.PLANNER)
    case = take(office, case, "supersede", Role.AMIN)
    held = now(office.plan)
    assert (held.status, held.superseded_by_id) == (PlanStatus.SUPERSEDED, successor.pk)


@pytest.mark.django_db(transaction=True)
def test_a_plan_over_an_old_quarter_takes_the_place_of_its_parcels(clear):
    old = new_plan(clear, number="", drawing="CCCD\nCCCD")
    with territory([clear.body.pk]):
        act_as(clear.head.pk, reason="test")
        Plan.objects.filter(pk=old.pk).update(name="قديم")
        block = Block.objects.get(plan=old)
        ids = list(Parcel.objects.filter(plan=old).values_list("pk", flat=True))
        allot_numbers(block=block, parcel_ids=ids, request_id=uuid4())
        change_state(parcel_ids=ids, to=ParcelState.ACTIVE, by=clear.head, reason="test")
    plan = new_plan(clear, block="501")
    walk(clear, plan)
    assert [(p.number, p.state) for p in PublishedParcel.objects.order_by("code")] == [
        ("21", "active"),
        ("22", "active"),
    ]
    with everywhere():
        assert set(Parcel.objects.filter(pk__in=ids).values_list("state", flat=True)) == {ParcelState.RETIRED_REPLAN}
        shares = sorted(round(link.parent_share, 2) for link in LineageLink.objects.all())
    assert shares == [0.33, 0.67, 1.0]
