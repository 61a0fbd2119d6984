"""Each rule of a survey by itself: what it sees, what it says, what it cannot tell."""

from datetime import date
from decimal import Decimal

import pytest
import shapely

from geo.municipalities.scope import territory
from geo.spatial_rules.engine import judge_all
from parcels.plans.enums import MaskKind
from permits.surveys.models import Survey
from permits.surveys.spatial_rules.accurate_enough import AccurateEnough
from permits.surveys.spatial_rules.clear_of_channels import ClearOfChannels
from permits.surveys.spatial_rules.corners_agree import CornersAgree
from permits.surveys.spatial_rules.deed_area_agrees import DeedAreaAgrees
from permits.surveys.spatial_rules.deed_area_agrees import Facts as DeedFacts
from permits.surveys.spatial_rules.observations_complete import ObservationsComplete
from permits.surveys.spatial_rules.subject import surveyed_land
from permits.surveys.spatial_rules.traverse_closes import Facts as ClosureFacts
from permits.surveys.spatial_rules.traverse_closes import TraverseCloses
from tests.factories.cases import enter_drawn, on_ground, restrict
from tests.permits.surveys.field import THROUGH, ask_survey, hold_survey_values, notes, open_thread, readings, walked

TODAY = date(2026, 11, 21)


def judged(thread, rule, on=TODAY):
    with territory([thread.office.body.pk]):
        survey = Survey.objects.select_related("version__parcel").get(pk=thread.survey.pk)
        (item,) = judge_all([rule], surveyed_land(survey, on=on)).judged
    return item.finding


@pytest.mark.parametrize(
    ("length", "misclosure", "answer"),
    [
        (80, 0.05, "yes"),
        (80, 0.0501, "no"),
        (250, 0.05, "yes"),
        (1000, 0.2, "yes"),
        (1000, 0.2001, "no"),
        (80, 0, "yes"),
    ],
)
def test_a_traverse_may_miss_the_greater_of_both_limits(length, misclosure, answer):
    facts = ClosureFacts(((length, misclosure),), Decimal("0.05"), Decimal("0.0002"))
    assert TraverseCloses().judge(facts).answer == answer


def test_one_bad_walk_of_two_is_enough():
    facts = ClosureFacts(((80, 0.01), (40, 0.06)), Decimal("0.05"), Decimal("0.0002"))
    finding = TraverseCloses().judge(facts)
    assert finding.answer == "no"
    assert finding.evidence["misclosure_m"] == [0.01, 0.06]


def test_nothing_can_be_told_before_the_field_work(field):
    thread = ask_survey(field.west, enter_drawn(field.west, "A")["A"], field.citizen)
    for rule in (ObservationsComplete(), TraverseCloses(), AccurateEnough(), CornersAgree(), DeedAreaAgrees()):
        assert judged(thread, rule).answer == "unknown", rule.code


@pytest.mark.parametrize(("observed_on", "answer"), [(TODAY, "yes"), (date(2026, 11, 22), "no")])
def test_field_work_of_tomorrow_is_none(field, observed_on, answer):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel), observed_on=observed_on))
    assert judged(thread, ObservationsComplete()).answer == answer


@pytest.mark.parametrize(("moved", "answer"), [(0.049, "yes"), (0.052, "no"), (-0.052, "no"), (1.0, "no")])
def test_a_corner_may_lie_five_centimetres_from_the_register(field, moved, answer):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel, moved={"1": (moved, 0)}, misclosure=0.0)))
    finding = judged(thread, CornersAgree())
    assert finding.answer == answer
    assert (finding.geometry is None) == (answer == "yes")


def test_a_corner_of_the_register_that_was_passed_over_is_missed(field):
    parcel = enter_drawn(field.west, "AA\nA.", cell_m=20)["A"]
    thread = ask_survey(field.west, parcel, field.citizen)
    whole = walked(parcel)
    thread.record(notes([*whole[:2], *whole[3:]]))
    assert judged(thread, CornersAgree()).answer == "no"


def test_a_neighbours_mark_on_a_straight_side_needs_no_observation(field):
    parcel = enter_drawn(field.west, "AB\nAC", cell_m=20)["A"]
    west, south, east, north = parcel.geom.extent
    thread = ask_survey(field.west, parcel, field.citizen)
    places = [("1", west, north), ("2", east, north), ("3", east, south), ("4", west, south), ("1", west, north)]
    thread.record(notes(readings(places)))
    assert judged(thread, CornersAgree()).answer == "yes"


def test_a_walk_the_other_way_round_is_the_same_land(field):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel, misclosure=0.0)[::-1]))
    assert judged(thread, CornersAgree()).answer == "yes"


@pytest.mark.parametrize("kind", [MaskKind.FLOOD, MaskKind.EXPROPRIATION, MaskKind.ENERGY])
def test_what_a_restricted_area_covers_is_deducted(field, kind):
    thread = open_thread(field.west, field.citizen)
    restrict(field.west, on_ground(shapely.box(-5, -5, 5, 30), field.west), kind)
    finding = judged(thread, ClearOfChannels())
    assert (finding.answer, finding.evidence["kinds"]) == ("yes", [kind.value])
    assert finding.evidence["deducted_m2"] == pytest.approx(100, rel=2e-3)
    assert finding.geometry["type"] == "Polygon"
    for name in THROUGH:
        thread.take(name)
    decision = thread.decision()
    assert decision.area_net_m2 == pytest.approx(decision.area_ground_m2 - 100, rel=2e-3)
    assert [one["kind"] for one in decision.deductions] == [kind.value]


def test_land_wholly_inside_a_channel_gets_no_decision(field):
    thread = open_thread(field.west, field.citizen)
    restrict(field.east, on_ground(shapely.box(-5, -5, 60, 60), field.west), MaskKind.FLOOD)
    assert judged(thread, ClearOfChannels()).answer == "no"


@pytest.mark.parametrize(
    ("kind", "shape"),
    [(MaskKind.HERITAGE, shapely.box(-5, -5, 60, 60)), (MaskKind.FLOOD, shapely.box(-5, -5, 0, 30))],
    ids=["a heritage area takes no land", "a channel along the border"],
)
def test_what_takes_no_land_is_not_deducted(field, kind, shape):
    thread = open_thread(field.west, field.citizen)
    restrict(field.west, on_ground(shape, field.west), kind)
    finding = judged(thread, ClearOfChannels())
    assert (finding.answer, finding.evidence["deducted_m2"], finding.geometry) == ("yes", 0, None)


@pytest.mark.parametrize(
    ("deed", "ground", "answer"),
    [("400", 400, "yes"), ("400", 408, "yes"), ("400", 408.1, "no"), ("400", 391, "no"), (None, 400, "unknown")],
)
def test_a_deed_is_compared_within_its_margin(deed, ground, answer):
    facts = DeedFacts(Decimal(deed) if deed else None, ground, Decimal("0.02"))
    assert DeedAreaAgrees().judge(facts).answer == answer


def test_a_purpose_without_a_dated_accuracy_cannot_be_judged(places):
    hold_survey_values(without=["survey_accuracy_build"])
    thread = open_thread(places.west, places.citizen)
    finding = judged(thread, AccurateEnough())
    assert finding.answer == "unknown"
    assert "survey_accuracy_build" in finding.evidence["missing"]
