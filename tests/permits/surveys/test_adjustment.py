"""The misclosure is spread by the compass rule, where it is permitted; what was observed stays beside it."""

import pytest
from django.urls import reverse
from django.utils import translation

from geo.municipalities.scope import territory
from permits.surveys.certificate import draft_decision
from permits.surveys.errors import SurveyRulesNotMet
from permits.surveys.points import is_adjusted, point_rows
from permits.surveys.spatial_rules.subject import field_work_of
from permits.surveys.traverse import outline_of
from tests.permits.surveys.field import hold_survey_values, notes, open_thread, walked


def test_the_misclosure_is_spread_over_the_corners_and_both_places_are_kept(field):
    thread = open_thread(field.west, field.citizen)
    sheet = thread.record(notes(walked(thread.parcel, misclosure=0.04)))
    with territory([field.west.body.pk]):
        seen = list(sheet.observations.all())
    moved = [(round((one.adjusted.x - one.geom.x) * 1000), round((one.adjusted.y - one.geom.y) * 1000)) for one in seen]
    assert moved == [(0, 0), (-10, 0), (-20, 0), (-30, 0), (-40, 0)]
    assert seen[0].adjusted.coords == seen[-1].adjusted.coords
    assert float(seen[2].raw_east) == pytest.approx(seen[2].geom.x, abs=1e-6)


def test_areas_and_rules_stand_on_the_adjusted_corners(field):
    thread = open_thread(field.west, field.citizen)
    sheet = thread.record(notes(walked(thread.parcel, misclosure=0.04)))
    with territory([field.west.body.pk]):
        work = field_work_of(sheet)
    assert sheet.area_grid_m2 == pytest.approx(work.outline.area, abs=1e-6)
    assert work.outline.symmetric_difference(outline_of(work.loops)).area > 0.1
    assert thread.take("submit").state == "submitted"


@pytest.mark.parametrize("missing", ["closure_absolute", "closure_relative"])
def test_without_a_limit_of_the_day_nothing_is_adjusted_and_nothing_is_handed_in(places, missing):
    hold_survey_values(without=[missing])
    thread = open_thread(places.west, places.citizen)
    with territory([places.west.body.pk]):
        assert not is_adjusted(thread.survey.sheets.last())
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


def test_beyond_the_limit_nothing_is_adjusted_and_nothing_is_handed_in(field):
    thread = open_thread(field.west, field.citizen)
    sheet = thread.record(notes(walked(thread.parcel, misclosure=0.051)))
    with territory([field.west.body.pk]):
        assert not is_adjusted(sheet)
        assert {row.adjusted_east for row in point_rows(sheet)} == {""}
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


def test_the_decision_prints_observed_and_adjusted_points_with_what_they_moved(field):
    thread = open_thread(field.west, field.citizen, up_to=[])
    thread.record(notes(walked(thread.parcel, misclosure=0.04)))
    for name in ("submit", "check", "approve"):
        thread.take(name)
    with territory([field.west.body.pk]), translation.override("en"):
        rows = draft_decision(thread.decision(), "en").context["points"]
    assert [(row.seen.label, row.residual_east_mm, row.residual_north_mm) for row in rows] == [
        ("1", "0", "0"), ("2", "-10", "0"), ("3", "-20", "0"), ("4", "-30", "0"), ("1", "-40", "0"),
    ]  # fmt: skip
    assert rows[1].adjusted_east != rows[1].east


def test_the_page_shows_the_adjusted_points_beside_the_observed(field, client):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel, misclosure=0.04)))
    client.force_login(field.west.surveyor)
    page = client.get(reverse("surveys:case", args=[thread.survey.pk]), {"lang": "en"}, follow=True)
    assert "the misclosure is spread by the compass rule" in page.content.decode()
