"""An unknown blocks until two persons of the office decide that it need not be known; a "no" always blocks."""

import pytest
from django.db import DatabaseError, connection, transaction

from geo.municipalities.scope import act_as, territory
from geo.series.models import ChainEntry
from parcels.register.enums import ParcelState
from permits.applications.errors import RulesNotMet
from permits.decisions.errors import NothingToOverride, OverrideNotAllowed, OverrideReasonMissing, OverrideSigned
from permits.decisions.models import Override
from permits.decisions.services import ask_override, sign_override
from tests.factories.cases import change_parcel, hold_values, open_thread
from tests.permits.decisions.conftest import again, record_of

MISSING = "building_sliver"


@pytest.fixture
def thread(places):
    """An application that waits for its review, where no sliver of a building is recorded."""
    hold_values(without=[MISSING])
    return open_thread(places.west, places.citizen, up_to=("submit",))


def ask(thread, *, by=None, rule="parcel_vacant", reason="لا مباني في الصورة الجوية"):
    office = thread.office
    with territory([office.body.pk]):
        act_as((by or office.engineer).pk)
        return ask_override(case=thread.case, rule=rule, reason=reason, by=by or office.engineer)


def sign(thread, override, *, by=None):
    office = thread.office
    with territory([office.body.pk]):
        act_as((by or office.head).pk)
        return sign_override(override=override, by=by or office.head)


def test_an_unknown_blocks_until_two_persons_have_signed(thread):
    with pytest.raises(RulesNotMet):
        thread.take("recommend")
    override = ask(thread)
    with pytest.raises(RulesNotMet):
        thread.take("recommend")
    sign(thread, override)
    thread.take("recommend")
    assert thread.take("approve").state == "issued"


def test_the_record_of_the_decision_keeps_who_overrode_what_and_why_and_is_the_same_again(thread):
    sign(thread, ask(thread))
    thread.take("recommend")
    thread.take("approve")
    told = record_of(thread).told
    (kept,) = told["overrides"]
    office = thread.office
    assert (kept["rule"], kept["asked_by"], kept["signed_by"]) == ("parcel_vacant", office.engineer.pk, office.head.pk)
    assert kept["reason"] == "لا مباني في الصورة الجوية"
    (unknown,) = [each for each in told["rules"] if each["answer"] == "unknown"]
    assert unknown["missing"] == kept["missing"] and MISSING in kept["missing"]
    assert again(thread).same
    with territory([office.body.pk]):
        assert ChainEntry.objects.filter(action="override signed").count() == 1


def test_a_rule_that_is_met_or_says_no_is_not_overridden(thread):
    change_parcel(thread.office, thread.parcel, ParcelState.FROZEN)
    for rule in ("parcel_in_force", "clear_of_masks", "no_such_rule"):
        with pytest.raises(NothingToOverride):
            ask(thread, rule=rule)


def test_a_no_that_appears_after_the_override_blocks_again(thread):
    sign(thread, ask(thread))
    change_parcel(thread.office, thread.parcel, ParcelState.FROZEN)
    with pytest.raises(RulesNotMet):
        thread.take("recommend")


def test_an_override_covers_the_source_that_was_missing_and_no_other(thread):
    override = ask(thread)
    with territory([thread.office.body.pk]), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO decisions_override"
            " (case_id, municipality_id, rule, version, missing, reason, asked_by_id, asked_at)"
            " SELECT case_id, municipality_id, rule, version, 'another source', reason, asked_by_id, asked_at"
            " FROM decisions_override WHERE id = %s RETURNING id",
            [override.pk],
        )
        other = Override.objects.get(pk=cursor.fetchone()[0])
    sign(thread, other)
    with pytest.raises(RulesNotMet):
        thread.take("recommend")


def test_who_may_not_ask_and_who_may_not_sign(thread, places):
    office = thread.office
    for person in (office.head, thread.citizen, places.east.engineer):
        with pytest.raises(OverrideNotAllowed):
            ask(thread, by=person)
    override = ask(thread)
    for person in (office.engineer, thread.citizen, places.east.head):
        with pytest.raises(OverrideNotAllowed):
            sign(thread, override, by=person)
    sign(thread, override)
    with pytest.raises(OverrideSigned):
        sign(thread, override)


@pytest.mark.parametrize("reason", ["", "   ", "س" * 501])
def test_a_reason_is_needed_and_is_no_book(thread, reason):
    with pytest.raises(OverrideReasonMissing):
        ask(thread, reason=reason)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ("signed_by_id = asked_by_id, signed_at = now()", "MK061"),
        ("reason = 'x'", "MK061"),
        ("rule = 'clear_of_masks', signed_by_id = %(head)s, signed_at = now()", "MK061"),
        ("signed_by_id = %(head)s", "23514"),
    ],
)
def test_the_database_holds_an_override_to_two_persons_too(thread, change, refused):
    override = ask(thread)
    with (
        territory([thread.office.body.pk]),
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE decisions_override SET {change} WHERE id = %(id)s",
            {"id": override.pk, "head": thread.office.head.pk},
        )
    assert error.value.__cause__.sqlstate == refused


def test_the_page_lets_the_engineer_ask_and_the_head_sign(thread, client):
    page = f"/cases/{thread.case.pk}/decisions/"
    client.force_login(thread.office.engineer)
    assert "reference value building_sliver" in client.get(page).content.decode()
    asked = client.post(f"/cases/{thread.case.pk}/overrides/", {"rule": "parcel_vacant", "reason": "صورة جوية"})
    assert asked.status_code == 302
    with territory([thread.office.body.pk]):
        override = Override.objects.get()
    client.force_login(thread.office.head)
    assert client.post(f"/cases/{thread.case.pk}/overrides/{override.pk}/").status_code == 302
    thread.take("recommend")
    thread.take("approve")
    shown = client.get(page).content.decode()
    assert record_of(thread).sha256 in shown
    assert "alert-success" in client.get(f"{page}?again={record_of(thread).pk}").content.decode()


def test_the_page_is_the_offices_own(thread, places, client):
    page = f"/cases/{thread.case.pk}/decisions/"
    for person in (thread.citizen, places.east.engineer):
        client.force_login(person)
        assert client.get(page).status_code == 404
        assert client.post(f"/cases/{thread.case.pk}/overrides/", {"rule": "parcel_vacant"}).status_code == 404


def test_a_reason_that_is_missing_is_said_on_the_page_and_nothing_is_written(thread, client):
    client.force_login(thread.office.engineer)
    refused = client.post(f"/cases/{thread.case.pk}/overrides/", {"rule": "parcel_vacant", "reason": " "})
    assert refused.status_code == 400
    with territory([thread.office.body.pk]):
        assert not Override.objects.exists()
