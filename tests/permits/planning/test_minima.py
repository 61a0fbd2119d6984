"""The least measures of the parcels of a plan: judged from the study on, excused with a reason, unknown stands."""

from datetime import date

import pytest

from geo.accounts.enums import Role
from geo.municipalities.scope import everywhere, territory
from geo.spatial_rules.keeping import told_findings
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.models import Street
from permits.cases.errors import NoteMissing, StepNotAllowed, StepNotPossible
from permits.planning.assess import findings_of, judge
from permits.planning.errors import PlanRulesNotMet
from permits.planning.services import open_amendment
from tests.permits.planning import test_plan_procedure as procedure
from tests.permits.planning.test_plan_procedure import new_plan, now, person, take, walk

pytestmark = pytest.mark.django_db
office, clear = procedure.office, procedure.clear
SMALL = "ABCC\nABCC"  # A and B are ten metres wide: 200 m² each, and their frontages are enough
TINY = "ABCC\nDDCC"  # A and B are 100 m², D has a street along twenty metres


def answers(office, case, plan):
    with territory([office.body.pk]):
        return {item.rule.code: item.finding for item in judge(case, plan).judged}


def minima(office, case, plan):
    return {code: f.answer.value for code, f in answers(office, case, plan).items() if code in MINIMA}


MINIMA = ("plan_least_area", "plan_least_frontage", "plan_street_width")


def test_parcels_of_the_least_measures_are_large_enough(clear):
    plan = new_plan(clear, drawing=SMALL)
    case = walk(clear, plan, until="recommend")
    assert minima(clear, case, plan) == dict.fromkeys(MINIMA, "yes")


def test_small_parcels_are_named_with_their_measure_and_stand_before_the_committee(clear):
    plan = new_plan(clear, drawing=TINY)
    case = walk(clear, plan, until="agree")
    found = answers(clear, case, plan)["plan_least_area"]
    assert found.evidence["worst"] == [["21", 100.0], ["22", 100.0]]
    assert (found.evidence["parcels"], found.evidence["least"]) == (4, "200.0000")
    assert len(found.geometry["coordinates"]) == 2
    with pytest.raises(PlanRulesNotMet) as refused:
        take(clear, case, "agree", Role.COMMITTEE)
    assert refused.value.context["rules"] == ["plan_least_area"]


def test_short_frontages_and_parcels_away_from_streets_are_found(clear):
    plan = new_plan(clear, drawing="AABB\nAABB\nCCCC\nCCCC\nDDEE\nDDEE")
    case = walk(clear, plan, until="recommend")
    found = answers(clear, case, plan)["plan_least_frontage"]
    assert found.evidence["worst"] == [["23", 0.0]]
    assert minima(clear, case, plan)["plan_street_width"] == "no"


def test_narrow_streets_are_found(clear):
    plan = new_plan(clear, street_m=11)
    case = walk(clear, plan, until="recommend")
    assert minima(clear, case, plan)["plan_street_width"] == "no"


def test_a_street_that_is_no_more_is_no_street(clear):
    plan = new_plan(clear)
    with territory([clear.body.pk]):
        Street.objects.update(valid=(None, date(2021, 1, 1)))
    case = walk(clear, plan, until="recommend")
    assert minima(clear, case, plan)["plan_street_width"] == "unknown"


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ("subdivision_least_area", "plan_least_area"),
        ("subdivision_frontage", "plan_least_frontage"),
        ("subdivision_street_width", "plan_street_width"),
        ("frontage_gap", "plan_least_frontage"),
    ],
)
def test_a_value_that_the_day_does_not_have_is_unknown_and_stands_in_the_way(clear, missing, rule):
    plan = new_plan(clear)
    ReferenceValue.objects.filter(code=missing).update(valid_to=date(2021, 1, 1))
    case = walk(clear, plan, until="agree")
    assert minima(clear, case, plan)[rule] == "unknown"
    with pytest.raises(PlanRulesNotMet):
        take(clear, case, "agree", Role.COMMITTEE)


def test_where_the_register_holds_no_street_nothing_is_told_of_frontages(clear):
    plan = new_plan(clear)
    with everywhere():
        Street.objects.update(valid=(None, date(2021, 1, 1)))
    case = walk(clear, plan, until="recommend")
    assert minima(clear, case, plan) == {
        "plan_least_area": "yes", "plan_least_frontage": "unknown", "plan_street_width": "unknown",
    }  # fmt: skip


def test_the_study_asks_for_an_exemption_with_its_reason_and_the_committee_decides(clear):
    plan = new_plan(clear, drawing=TINY)
    case = walk(clear, plan, until="recommend")
    with pytest.raises(NoteMissing):
        take(clear, case, "exempt_area", Role.PLANNER, note=" ")
    with pytest.raises(StepNotAllowed):
        take(clear, case, "exempt_area", Role.SURVEYOR)
    case = take(clear, case, "exempt_area", Role.PLANNER, note="غرفتا كهرباء")
    assert (case.state, now(plan).status) == ("study", "study")
    with territory([clear.body.pk]):
        found = {one["rule"]: one for one in told_findings(findings_of(case, plan))}
    assert (found["plan_least_area"]["answer"], found["plan_least_area"]["excused"]) == ("no", True)
    assert not found["plan_street_width"]["excused"]
    case = take(clear, case, "recommend", Role.PLANNER)
    case = take(clear, case, "agree", Role.COMMITTEE)
    assert case.state == "committee_agreed"
    with pytest.raises(StepNotPossible):
        take(clear, case, "exempt_street", Role.PLANNER)


def test_an_exemption_from_one_rule_excuses_no_other(clear):
    plan = new_plan(clear, drawing=TINY, street_m=11)
    case = walk(clear, plan, until="recommend")
    case = take(clear, case, "exempt_area", Role.PLANNER)
    case = take(clear, case, "recommend", Role.PLANNER)
    with pytest.raises(PlanRulesNotMet) as refused:
        take(clear, case, "agree", Role.COMMITTEE)
    assert refused.value.context["rules"] == ["plan_street_width"]


def test_the_minima_are_not_asked_of_parcels_that_an_amendment_only_repeats(clear):
    plan = new_plan(clear)
    walk(clear, plan)
    with territory([clear.body.pk]):
        case = open_amendment(
            plan=now(plan), by=person(clear, "engineer"), request_id=procedure.uuid4(), reason="تعديل"
        )  # fmt: skip
        revision = case.plan_case.plan
    shapes = procedure.drawn(
        "AABB\nAABB", cell_m=10, west=procedure.ORIGIN[0] + 1000.0, south=procedure.ORIGIN[1] + 2
    )  # fmt: skip
    with territory([clear.body.pk]):
        surfaces = [procedure.to_surface(shape) for shape in shapes.values()]
        new = [procedure.NewParcel(geom=shape, label=str(n)) for n, shape in enumerate(surfaces, 21)]
        procedure.enter_parcels(plan=revision, parcels=new, source="test")
    procedure.ReferenceValue.objects.filter(code="subdivision_least_area").update(valid_to=date(2021, 1, 1))
    ReferenceValue.objects.create(
        code="subdivision_least_area", value=5000, unit="m2", valid_from=date(2021, 1, 2), cites="test", status="test"
    )
    assert not answers_of_area(clear, case, revision)


def answers_of_area(office, case, plan):
    """The parcels below the least area, whatever the state of the case."""
    from permits.planning.spatial_rules.minima import LeastArea
    from permits.planning.spatial_rules.subject import PlanOnDay

    with territory([office.body.pk]):
        return LeastArea().facts(PlanOnDay(plan=plan, on=date(2026, 11, 22))).below
