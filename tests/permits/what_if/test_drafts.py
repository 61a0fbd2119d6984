"""A building rule in draft: judged in the background, kept, shown as a list, a map and a table."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from geo.municipalities.scope import everywhere, territory
from parcels.plans.models import BuildingRule
from permits.applications.kinds.kind import kinds
from permits.applications.plot import BuildingFigures
from permits.what_if import services
from permits.what_if.judging import under
from permits.what_if.models import Change, Draft
from permits.what_if.services import forget_old
from tests.factories.zones import HELD, drafted, zone_with_rule

WORLD = "-20000000,-20000000,20000000,20000000"


def test_kept_facts_are_judged_by_the_draft_and_by_nothing_of_today():
    figures = BuildingFigures(zone="R1", use="residential", cites="t", **HELD)
    kept = {
        "rule": "coverage", "version": 1, "answer": "yes",
        "facts": {
            "land_m2": 400.0, "built_m2": 200.0, "standing_m2": 0.0, "built": None,
            "figures": {
                "zone": "R1", "use": "residential", "cites": "t", **{name: str(value) for name, value in HELD.items()},
            },
        },
    }  # fmt: skip
    building = kinds["building"]
    assert under(building, kept, figures)["answer"] == "yes"
    assert under(building, kept, replace(figures, max_coverage=Decimal("0.4")))["answer"] == "no"
    assert under(building, kept, replace(figures, zone="R2", max_coverage=Decimal("0.4"))) is kept


def asked(**figures):
    """Return the form of a draft."""
    return {name: str(value) for name, value in (HELD | figures).items()}


def test_a_planner_asks_and_the_worker_judges(zoned, client, do_jobs):
    client.force_login(zoned.planner)
    assert f"/what-if/{zoned.rule.zone_id}/" in client.get("/what-if/").content.decode()
    answer = client.post(f"/what-if/{zoned.rule.zone_id}/", asked(max_coverage="0.2"))
    page = answer["Location"]
    assert answer.status_code == 302
    waiting = client.get(page).content.decode()
    assert 'http-equiv="refresh"' in waiting and "<progress" in waiting
    do_jobs()
    shown = client.get(page)
    assert 'http-equiv="refresh"' not in shown.content.decode()
    assert [row["name"] for row in shown.context["rows"]] == [zoned.plots["A"].code]
    assert shown.context["draft"].percent == 100
    assert page in client.get("/what-if/").content.decode()
    with territory([zoned.office.body.pk]):
        assert BuildingRule.objects.get().max_coverage == Decimal("0.6"), "a draft writes nothing into the rule"


def test_the_map_and_the_table_tell_what_the_list_tells(zoned, client):
    draft, (change,) = zoned.judged(setback_rear_m=Decimal(6))
    client.force_login(zoned.planner)
    told = client.get(f"/what-if/drafts/{draft.pk}/places", {"bbox": WORLD}).json()
    assert told["whole"] and [(row["key"], row["look"]) for row in told["rows"]] == [(change.name, "blocked")]
    assert told["rows"][0]["geometry"]["type"] == "MultiPolygon"
    nothing = client.get(f"/what-if/drafts/{draft.pk}/places", {"bbox": "0,0,1,1"}).json()
    assert nothing == {"rows": [], "whole": True}
    table = client.get(f"/what-if/drafts/{draft.pk}/changes.csv")
    assert table["Content-Type"].startswith("text/csv") and "attachment" in table["Content-Disposition"]
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and change.name in lines[1]


def test_a_cell_that_would_be_a_formula_is_none(zoned, client):
    draft, (change,) = zoned.judged(setback_rear_m=Decimal(6))
    with territory([zoned.office.body.pk]):
        Change.objects.create(
            draft=draft, municipality=zoned.office.body, sort="plot", name="=1+1", parcel="@x", before="yes",
            after="no", rules=["setbacks"], geom=change.geom,
        )  # fmt: skip
    client.force_login(zoned.planner)
    last = client.get(f"/what-if/drafts/{draft.pk}/changes.csv").content.decode().splitlines()[-1]
    assert "'=1+1,'@x" in last


def test_the_list_goes_on_after_the_row_that_was_shown_last(zoned, client, monkeypatch):
    draft, (change,) = zoned.judged(setback_rear_m=Decimal(6))
    with territory([zoned.office.body.pk]):
        for number in range(40):
            Change.objects.create(
                draft=draft, municipality=zoned.office.body, sort="plot", name=change.name, parcel=f"{number} more",
                before="yes", after="no", rules=[], geom=change.geom,
            )  # fmt: skip
    client.force_login(zoned.planner)
    first = client.get(f"/what-if/drafts/{draft.pk}/").context
    rest = client.get(f"/what-if/drafts/{draft.pk}/", {"after": first["next"]}).context
    told = [row["parcel"] for row in (*first["rows"], *rest["rows"])]
    assert len(told) == len(set(told)) == 41 and rest["next"] is None
    for wrong in ("x", "-1", "٣", "9" * 40):
        assert client.get(f"/what-if/drafts/{draft.pk}/", {"after": wrong}).status_code == 200


def test_nobody_else_looks_and_no_other_place_is_shown(zoned, ground, client):
    draft, _changes = zoned.judged(setback_rear_m=Decimal(6))
    addresses = [f"/what-if/drafts/{draft.pk}/{end}" for end in ("", "changes.csv", f"places?bbox={WORLD}")]
    for person in (ground.citizen, ground.west.engineer):
        client.force_login(person)
        assert {client.get(each).status_code for each in ("/what-if/", *addresses)} == {403}
    other = zone_with_rule(ground.east)
    foreign = drafted(ground.east, other, by=ground.east.head)
    client.force_login(zoned.planner)
    assert client.get(f"/what-if/{other.zone_id}/").status_code == 404
    assert client.get(f"/what-if/drafts/{foreign.pk}/").status_code == 404


def test_a_figure_that_is_none_is_said_on_the_page_and_asks_nothing(zoned, client):
    client.force_login(zoned.planner)
    assert client.post(f"/what-if/{zoned.rule.zone_id}/", asked(max_coverage="7")).status_code == 400
    with everywhere():
        assert not Draft.objects.exists()


def test_a_person_waits_for_his_former_drafts(zoned, client):
    client.force_login(zoned.planner)
    for _each in range(services.MOST_LIVE):
        drafted(zoned.office, zoned.rule, by=zoned.planner)
    assert client.post(f"/what-if/{zoned.rule.zone_id}/", asked(max_coverage="0.2")).status_code == 429


def test_what_a_dead_worker_left_is_begun_anew_and_what_is_done_stays(zoned, monkeypatch):
    draft, changes = zoned.judged(setback_rear_m=Decimal(6))
    services.judge_draft(draft_id=draft.pk, office=zoned.office.body.pk, person=zoned.planner.pk)
    with territory([zoned.office.body.pk]):
        assert list(draft.changes.all()) == changes, "a draft that is judged is not judged again"
        Draft.objects.filter(pk=draft.pk).update(state="doing")
    services.judge_draft(draft_id=draft.pk, office=zoned.office.body.pk, person=zoned.planner.pk)
    with territory([zoned.office.body.pk]):
        (again,) = draft.changes.all()
    assert again.pk != changes[0].pk and again.name == changes[0].name


def test_a_bug_ends_the_draft_and_is_raised(zoned, monkeypatch):
    monkeypatch.setattr(services, "_keep", lambda *_told: 1 / 0)
    draft = drafted(zoned.office, zoned.rule, by=zoned.planner, setback_rear_m=Decimal(6))
    with pytest.raises(ZeroDivisionError):
        services.judge_draft(draft_id=draft.pk, office=zoned.office.body.pk, person=zoned.planner.pk)
    with territory([zoned.office.body.pk]):
        draft.refresh_from_db()
    assert draft.state == "failed"


def test_old_drafts_are_forgotten_and_young_ones_stay(zoned):
    old, changes = zoned.judged(setback_rear_m=Decimal(6))
    young, _changes = zoned.judged(setback_rear_m=Decimal(6))
    with everywhere():
        Draft.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=91))
    assert changes and forget_old() == 1
    with everywhere():
        assert [each.pk for each in Draft.objects.all()] == [young.pk]
        assert set(Change.objects.values_list("draft_id", flat=True)) == {young.pk}


def test_a_draft_of_another_office_is_not_seen_in_the_database_either(zoned, ground):
    draft, _changes = zoned.judged(setback_rear_m=Decimal(6))
    with territory([ground.east.body.pk]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM what_if_draft UNION ALL SELECT count(*) FROM what_if_change")
        assert cursor.fetchall() == [(0,), (0,)]
    assert draft.state == "done"
