"""A timeline tells what became of a record, in words, to whoever may read it."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from geo.accounts.enums import Role
from geo.accounts.models import Membership
from geo.audit import registry
from geo.audit.registry import Entry, subject_of, tells
from geo.audit.selectors import timeline
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, territory
from parcels.plans.models import Block, Plan
from permits.cases.flow import flows
from tests.factories.cases import hold_values, open_thread

pytestmark = pytest.mark.django_db


def rendered(*records, language="en"):
    with translation.override(language):
        page = Template("{% load audit %}{% timeline one two %}")
        one, two = (*records, records[0])[:2]
        return page.render(Context({"one": one, "two": two}))


@pytest.fixture
def west(places):
    with territory([places.west.body.pk]):
        yield places.west


def test_a_timeline_is_newest_first_and_merges_rows_steps_and_sealed_acts(places):
    hold_values()
    thread = open_thread(places.west, places.citizen, up_to=["submit", "recommend"])
    with territory([places.west.body.pk]), translation.override("en"):
        found = timeline([f"case:{thread.case.pk}"])
        said = [str(entry.what) for entry in found]
        steps = {str(flows[thread.case.kind].step(name).label) for name in ("submit", "recommend")}
    assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)
    assert steps | {"Case: Recorded"} <= set(said)
    assert sum(words.startswith("Sealed in the record") for words in said) >= 2
    assert not any(str(change.label) == "Since" for entry in found for change in entry.changes)


def test_values_are_told_as_people_know_them(west):
    Plan.objects.filter(pk=west.plan.pk).update(name="مخطط الورود", approved_on=date(2026, 11, 21))
    held = Membership.objects.create(
        user=west.head, role=Role.PLANNER, municipality=west.body, starts_on=date(2026, 1, 1)
    )
    Membership.objects.filter(pk=held.pk).update(role=Role.SURVEYOR, user=west.engineer)
    with translation.override("en"):
        (plan, *_rest), (role, *_other) = timeline([subject_of(west.plan)]), timeline([subject_of(held)])
    assert {str(one.label): str(one.after) for one in plan.changes}["Name"] == "مخطط الورود"
    assert any("21 November 2026" in str(one.after) and "AH" in str(one.after) for one in plan.changes)
    assert {(str(one.before), str(one.after)) for one in role.changes} >= {
        ("Planner", "Surveyor"), (str(west.head), str(west.engineer)),
    }  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("ar", "بلا شخص: المنظومة"), ("en", "No person: the system")])
def test_the_tag_renders_a_list_in_both_languages(west, language, words):
    act_as(None)
    Block.objects.filter(pk=west.block.pk).update(label="<b>5</b>")
    html = rendered(west.block, language=language)
    assert words in html
    assert "&lt;b&gt;5&lt;/b&gt;" in html and "<b>5</b>" not in html
    assert html.count("<ol") == 1 and "<del>" in html and "<ins>" in html


def test_a_withheld_value_is_said_to_have_changed(west):
    entry = registry.Change("Name", None, None)
    with translation.override("en"):
        page = Template("{% load audit %}{% entries found %}")
        found = [Entry(at=datetime(2026, 1, 1, tzinfo=UTC), what="x", source="", changes=(entry,))]
        assert "changed; the value is not kept here" in page.render(Context({"found": found}))


def test_a_slice_adds_its_own_entries(monkeypatch, west):
    monkeypatch.setattr(registry, "_tellers", {})
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    tells("block")(lambda key: [Entry(at=moment, what=f"told of {key}", source="test")])
    assert str(timeline([subject_of(west.block)])[0].what) == f"told of {west.block.pk}"


def test_a_long_history_shows_its_newest(west):
    for number in range(5):
        Block.objects.filter(pk=west.block.pk).update(label=str(number))
    found = timeline([subject_of(west.block)], most=3)
    assert [str(entry.changes[0].after) for entry in found] == ["4", "3", "2"]


def test_a_record_without_a_history_is_a_mistake_of_the_programmer(west):
    with pytest.raises(LookupError):
        subject_of(Municipality())


def test_the_head_reads_the_history_of_his_office(places, client):
    client.force_login(places.west.head)
    page = client.get(f"/audit/block:{places.west.block.pk}/?lang=en")
    assert page.status_code == 200
    assert "Block: Recorded" in page.content.decode()


def test_everyone_else_reads_none(places, client):
    address = f"/audit/block:{places.west.block.pk}/"
    assert client.get(address).status_code == 302
    for person, status in (
        (places.citizen, 403), (places.west.engineer, 403), (places.west.surveyor, 403), (places.east.head, 404),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(address).status_code == status


def test_a_head_here_who_is_engineer_there_reads_only_here(places, client):
    Membership.objects.create(
        user=places.east.head, role=Role.ENGINEER, municipality=places.west.body, starts_on=date(2020, 1, 1)
    )
    client.force_login(places.east.head)
    assert client.get(f"/audit/block:{places.west.block.pk}/").status_code == 404
    assert client.get(f"/audit/block:{places.east.block.pk}/").status_code == 200


@pytest.mark.parametrize("subject", ["nothing:1", "block:", "block", "block:0"])
def test_what_is_not_there_is_not_found(places, client, subject):
    client.force_login(places.west.head)
    assert client.get(f"/audit/{subject}/").status_code == 404
