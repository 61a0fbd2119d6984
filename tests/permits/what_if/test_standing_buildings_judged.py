"""Standing buildings held against a draft: coverage, floors, and the setback of each side."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
import shapely
from django.utils import timezone

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_surface
from geo.spatial_rules.rule import Answer
from parcels.register.models import BoundaryVersion
from permits.applications.spatial_rules.setbacks import Setbacks, Side
from permits.applications.spatial_rules.subject import Proposal
from permits.what_if import measuring, standing
from permits.what_if.judging import Question, figures_of
from permits.what_if.standing import Standing
from tests.factories.cases import build, on_ground
from tests.permits.what_if.conftest import make_zoned


def test_the_rule_itself_as_a_draft_changes_nothing(zoned):
    draft, changes = zoned.judged()
    assert (draft.state, changes, draft.counts["plot"]) == ("done", [], [1, 0, 0])


@pytest.mark.parametrize(
    ("figures", "rules"),
    [
        ({"max_coverage": Decimal("0.249")}, ["coverage"]),
        ({"max_coverage": Decimal("0.250")}, None),
        ({"max_floors": Decimal("0.5")}, ["floors"]),
        ({"max_coverage": Decimal("0.1"), "max_floors": Decimal("0.5")}, ["coverage", "floors"]),
        ({"setback_side_m": Decimal("5.03")}, ["setbacks"]),
        ({"setback_side_m": Decimal("5.01")}, None),  # two centimetres are forgiven
        ({"setback_rear_m": Decimal(6)}, ["setbacks"]),
        ({"setback_front_m": Decimal("5.5")}, ["setbacks"]),
        ({"setback_front_m": Decimal("3.9")}, None),  # a fifth of the street, 4 m, held before
        ({"setback_rear_m": Decimal(6), "max_coverage": Decimal("0.1")}, ["coverage", "setbacks"]),
    ],
)
def test_a_building_is_held_against_coverage_floors_and_each_side(zoned, figures, rules):
    _draft, changes = zoned.judged(**figures)
    assert [each.rules for each in changes] == ([] if rules is None else [rules])
    assert all((each.before, each.after) == (Answer.YES, Answer.NO) for each in changes)


def test_what_one_rule_forbids_under_both_is_not_otherwise(zoned):
    build(zoned.office, on_ground(shapely.box(21, 1, 39, 19), zoned.office))  # too much, and too near, before and after
    draft, changes = zoned.judged(setback_side_m=Decimal(6))
    assert [each.name for each in changes] == [zoned.plots["A"].code]
    assert draft.counts["plot"] == [2, 1, 0]


def test_a_softer_rule_would_allow_what_stands_too_near(zoned):
    build(zoned.office, on_ground(shapely.box(21, 5, 35, 15), zoned.office))
    draft, changes = zoned.judged(setback_side_m=Decimal(1))
    assert [(each.before, each.after, each.rules) for each in changes] == [(Answer.NO, Answer.YES, ["setbacks"])]
    assert draft.counts["plot"] == [2, 0, 1]


def test_without_a_street_setbacks_cannot_be_told_and_coverage_still_can(ground):
    zoned = make_zoned(ground, street=False)
    assert zoned.judged(setback_side_m=Decimal(6))[1] == []
    (change,) = zoned.judged(max_coverage=Decimal("0.1"))[1]
    assert (change.before, change.after, change.rules) == (Answer.UNKNOWN, Answer.NO, ["coverage"])


@pytest.mark.parametrize("missing", ["setback_slack", "setback_street_share", "frontage_gap", "corner_cut_longest"])
def test_a_missing_value_ends_the_draft_with_its_name(ground, missing):
    draft, changes = make_zoned(ground, without=missing).judged(setback_side_m=Decimal(6))
    assert (draft.state, changes) == ("failed", [])
    assert missing in draft.trouble


def test_sides_are_measured_as_the_rule_of_an_application_measures_them(zoned):
    shape = on_ground(shapely.box(5, 5, 15, 15), zoned.office)
    with territory([zoned.office.body.pk]):
        version = BoundaryVersion.objects.select_related("parcel").get(pk=zoned.plots["A"].version_id)
        asked = Proposal(
            parcel=version.parcel, version=version, works=to_surface(shape), on=timezone.localdate(), case_id=uuid4()
        )
        facts = Setbacks().facts(asked)
    found = measured_plots(zoned)
    assert [tuple(Side(*side) for side in sides) for sides in found] == [facts.sides]
    assert {side.role for side in facts.sides} == {"front", "side", "rear"}


def measured_plots(zoned):
    """Return what is measured of every plot of the zone."""
    held, kept = figures_of(zoned.rule), []
    question = Question(
        zone=zoned.rule.zone.geom.ewkt, office=zoned.office.body.pk, held=held,
        draft=replace(held, setback_side_m=Decimal(6)),
    )  # fmt: skip
    with territory([zoned.office.body.pk]):
        each = Standing(timezone.localdate())
        with measuring.measuring(each.gauge) as measure:

            def keep(places):
                kept.extend(measure(places))
                return kept

            each.judge(question, each.keys(question), keep)
    return kept


def test_processes_measure_what_one_measures(zoned, monkeypatch):
    here = measured_plots(zoned)
    monkeypatch.setattr(measuring, "_FEW", 1)
    assert measured_plots(zoned) == here != []


def test_what_cannot_matter_is_not_measured(zoned):
    """The building is nearer than the least that any side asks for only where the setbacks differ."""
    held = figures_of(zoned.rule)
    asked = Question(zone=zoned.rule.zone.geom.ewkt, office=zoned.office.body.pk, held=held, draft=held)
    with territory([zoned.office.body.pk]):
        each = Standing(timezone.localdate())
        assert each.judge(asked, each.keys(asked), measured_none) == ([], 1)


def measured_none(places):
    assert places == []
    return []


def test_a_street_beyond_the_zone_is_a_street_too(zoned):
    assert standing.STREETS_M >= 60
    assert [side[0] for side in measured_plots(zoned)[0]].count("front") == 1
