"""An office's chain: sound as written, and whoever tampers with it is found out."""

import pytest
from django.db import connection

from geo.municipalities.scope import territory
from geo.series.errors import OutsideTerritory
from geo.series.models import ChainEntry, ChainHead
from geo.series.selectors import first_broken_entry
from geo.series.services import Act, record_act, record_acts
from tests.sql.connections import connect


def write_acts(office, count=5):
    with territory([office.pk]):
        for turn in range(1, count + 1):
            record_act(office=office, by=None, action=f"act {turn}", subject=f"thing:{turn}", facts={"turn": turn})


def broken(office):
    with territory([office.pk]):
        return first_broken_entry(office.pk)


@pytest.mark.django_db
def test_a_chain_as_it_was_written_is_sound(places):
    assert broken(places.west.body) is None, "an empty one too"
    write_acts(places.west.body)
    write_acts(places.east.body, 2)
    assert broken(places.west.body) is None
    assert broken(places.east.body) is None
    with territory([places.west.body.pk]):
        first, second = ChainEntry.objects.order_by("sequence")[:2]
        assert (first.previous_hash, second.previous_hash) == ("", first.hash)
        assert ChainHead.objects.get().hash == ChainEntry.objects.get(sequence=5).hash


@pytest.mark.django_db
def test_a_chain_that_cannot_be_seen_is_not_called_sound(places):
    write_acts(places.east.body)
    with territory([places.west.body.pk]), pytest.raises(OutsideTerritory):
        first_broken_entry(places.east.body.pk)
    with pytest.raises(OutsideTerritory):
        first_broken_entry(places.east.body.pk)


def test_the_hash_is_the_same_whatever_the_session_is_set_to(db):
    statement = "SELECT chain_hash_v1('', 1, 1, '2026-11-21 23:30:00.000001+03', NULL, 'act', 'about', '{\"a\": 1.50}')"
    found = set()
    with connection.cursor() as cursor:
        for setting in (
            "timezone = 'Asia/Riyadh'",
            "timezone = 'UTC'",
            "datestyle = 'German'",
            "extra_float_digits = 0",
        ):
            cursor.execute(f"SET LOCAL {setting}")
            cursor.execute(statement)
            found.add(cursor.fetchone())
    assert len(found) == 1


@pytest.mark.django_db
def test_no_text_slides_from_one_column_into_the_next_unnoticed(places):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT chain_hash_v1('', 1, 1, now(), NULL, 'issue', E'a\\nb', '{}') =
                      chain_hash_v1('', 1, 1, now(), NULL, E'issue\\na', 'b', '{}')"""
        )
        assert cursor.fetchone() == (False,)


HASH = "chain_hash_v1(previous_hash, municipality_id, sequence, recorded_at, actor_id, action, subject, payload)"
#: What is done to a chain of five → the place at which it is found.
TAMPERING = {
    "UPDATE series_chainentry SET payload = '{\"turn\": 9}' WHERE sequence = 3": 3,
    "UPDATE series_chainentry SET subject = 'thing:9' WHERE sequence = 1": 1,
    "UPDATE series_chainentry SET actor_id = 1 WHERE sequence = 5": 5,
    "UPDATE series_chainentry SET recorded_at = recorded_at + '1 microsecond'::interval WHERE sequence = 2": 2,
    f"UPDATE series_chainentry SET action = 'x' WHERE sequence = 3; UPDATE series_chainentry SET hash = {HASH}": 4,
    "DELETE FROM series_chainentry WHERE sequence = 1": 1,
    "DELETE FROM series_chainentry WHERE sequence = 3": 3,
    "DELETE FROM series_chainentry WHERE sequence = 5": 5,
    "DELETE FROM series_chainentry WHERE sequence > 3": 4,
    "DELETE FROM series_chainentry": 1,
    """UPDATE series_chainentry SET sequence = -sequence WHERE sequence IN (2, 4);
       UPDATE series_chainentry SET sequence = 6 + sequence WHERE sequence < 0""": 2,
    "UPDATE series_chainhead SET hash = repeat('0', 64)": 6,
    "DELETE FROM series_chainhead": 6,
}
KEEP = "CREATE TABLE kept_entry AS TABLE series_chainentry; CREATE TABLE kept_head AS TABLE series_chainhead"
RESTORE = """
DELETE FROM series_chainentry;
INSERT INTO series_chainentry OVERRIDING SYSTEM VALUE TABLE kept_entry;
DELETE FROM series_chainhead;
INSERT INTO series_chainhead TABLE kept_head
"""


@pytest.mark.django_db(transaction=True)
def test_tampering_by_an_administrator_past_every_trigger_is_found_at_its_place(places):
    write_acts(places.west.body)
    with connect("admin") as admin:
        admin.execute(KEEP)
        admin.execute("SET session_replication_role = replica")
        try:
            found = {}
            for deed in TAMPERING:
                admin.execute(deed)
                found[deed] = broken(places.west.body)
                admin.execute(RESTORE)
                assert broken(places.west.body) is None
        finally:
            admin.execute("DROP TABLE kept_entry, kept_head")
    assert found == TAMPERING


@pytest.mark.django_db
def test_acts_that_are_recorded_together_are_sealed_one_after_the_other(places):
    office = places.west.body
    write_acts(office, 2)
    with territory([office.pk]):
        told = [Act(action=f"act {turn}", subject=f"thing:{turn}", facts={"turn": turn, "ثم": "'"}) for turn in (5, 3)]
        record_acts(office=office, by=None, acts=told)
        record_act(office=office, by=None, action="act 9", subject="thing:9", facts={})
        kept = list(ChainEntry.objects.order_by("sequence").values_list("sequence", "action", "subject", "payload"))
    assert kept[2:4] == [(3, "act 5", "thing:5", told[0].facts), (4, "act 3", "thing:3", told[1].facts)]
    assert len(kept) == 5 and broken(office) is None


@pytest.mark.django_db
def test_acts_of_another_place_are_not_recorded_together_either(places):
    acts = [Act(action="act", subject="thing:1", facts={})]
    with territory([places.west.body.pk]), pytest.raises(OutsideTerritory):
        record_acts(office=places.east.body, by=None, acts=acts)
