"""The way of a draw: who takes which step when, and what nobody can do any more, not even past the services."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from geo.municipalities.scope import territory
from permits.draws import errors, services, verify_draw
from permits.draws.enums import DrawState, PaperName
from permits.draws.lottery import commitment_of
from permits.draws.models import Draw, DrawEntrant, DrawLot, DrawPaper, DrawResult, Official, PublishedDraw
from permits.draws.selectors import paper_of, place_of, published_draw, result_of, ticket_of
from tests.factories.draws import (
    EVIDENCE,
    VALUE,
    at,
    entrants,
    held,
    lots,
    opened,
    revealed,
    sealed,
    secret_of,
    taking,
)

pytestmark = pytest.mark.django_db
_GIVE = """
INSERT INTO draws_drawresult (draw_id, municipality_id, area_class, turn, entrant_id, lot_id)
VALUES (%s, %s, '400', 1, %s, %s)
"""


@pytest.fixture(autouse=True)
def inside(team):
    with territory([team.office.body.pk]):
        yield


@pytest.fixture
def draw(team) -> Draw:
    return opened(team, [*entrants(5), *entrants(2, "600")], [*lots(3), *lots(4, "600")])


def refused_by_the_database(statement: str, *arguments: object) -> str:
    """Try a statement past the services, inside the territory; return its SQLSTATE, "" when it was done."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, arguments)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))
    return ""


def test_a_draw_goes_its_way_and_anyone_can_verify_it(draw, team, tmp_path, capsys):
    assert draw.state == DrawState.PREPARED
    done = held(draw, team.committee)
    assert done.state == DrawState.PUBLISHED
    assert ("drawn", draw.pk) in taking.told
    told = published_draw(draw.pk)
    file = tmp_path / "proof.json"
    file.write_text(paper_of(draw.pk, PaperName.PROOF), encoding="utf-8")
    assert verify_draw.main([str(file), "--manifest", told.manifest_hash]) == 0
    assert told.seal in capsys.readouterr().out


def test_results_are_told_by_the_keys_of_who_asked_and_by_turns(draw, team):
    outcomes = result_of(held(draw, team.committee))
    small = [each for each in outcomes if each.area_class == "400"]
    assert [each.turn for each in small] == [1, 2, 3, 4, 5]
    assert [each.lot_key is None for each in small] == [False] * 3 + [True] * 2
    assert {each.entrant_key for each in outcomes} == {each.key for each in [*entrants(5), *entrants(2, "600")]}
    assert len({each.lot_key for each in outcomes if each.lot_key}) == 5


def test_a_ticket_is_found_in_the_list_with_the_way_to_its_root(draw, team):
    mine = ticket_of(draw, "400/2")
    held(draw, team.committee)
    told = published_draw(draw.pk)
    place = place_of(told, mine.ticket)
    assert (place.position, place.result["ticket"]) == (2, mine.ticket)
    assert verify_draw.named(b"ticket", {"draw": draw.code, "key": mine.key, "salt": mine.salt}) == mine.ticket


def test_nothing_that_is_published_holds_a_key_or_a_salt_or_an_account(draw, team):
    held(draw, team.committee)
    public = paper_of(draw.pk, PaperName.PROOF) + str(PublishedDraw.objects.values().get())
    private = [*DrawEntrant.objects.values_list("key", "salt"), *((user.username,) for user in team.officials)]
    assert [word for row in private for word in row if word in public] == []


def test_everyone_sees_a_draw_from_its_beginning_in_no_territory(draw):
    with territory([]):
        assert not Draw.objects.exists()
        assert published_draw(draw.pk).state == DrawState.PREPARED
        assert [each["commitment"] for each in published_draw(draw.pk).officials] == ["", "", ""]


def test_the_same_request_opens_one_draw(team):
    request = uuid4()
    first = opened(team, entrants(2), lots(2), request_id=request)
    assert opened(team, entrants(2), lots(2), request_id=request) == first
    assert Draw.objects.count() == 1


def test_only_who_holds_draws_opens_and_steps(draw, team):
    stranger = team.officials[0]
    with pytest.raises(errors.NotForDraws):
        services.freeze(draw=sealed(draw), by=stranger)
    with pytest.raises(errors.NotForDraws):
        services.void(draw=draw, reason="no", by=stranger)
    with pytest.raises(errors.NotForDraws):
        services.open_draw(
            office=team.office.body, purpose="test", plan=None, entrants=[], lots=[], by=stranger, request_id=uuid4()
        )


@pytest.mark.parametrize(
    ("takers", "offered", "refusal"),
    [
        ([], lots(1), errors.ListsMissing),
        (entrants(1), [], errors.ListsMissing),
        ([*entrants(1), *entrants(1)], lots(1), errors.ListsRepeat),
        (entrants(1), [*lots(1), *lots(1)], errors.ListsRepeat),
    ],
)
def test_lists_are_whole_and_name_everyone_once(team, takers, offered, refusal):
    with pytest.raises(refusal):
        opened(team, takers, offered)


@pytest.mark.parametrize("seats", [slice(0, 1), [0, 0]])
def test_one_official_is_not_enough_and_none_counts_twice(team, seats):
    chosen = team.officials[seats] if isinstance(seats, slice) else [team.officials[each] for each in seats]
    with pytest.raises(errors.OfficialsWrong):
        opened(team, entrants(1), lots(1), officials=chosen)


def test_a_secret_is_sealed_once_by_its_official_and_never_copied(draw, team):
    first, second = team.officials[:2]
    fingerprint = commitment_of(draw.code, 1, *secret_of(first))
    with pytest.raises(errors.NotAnOfficial):
        services.commit(draw=draw, commitment=fingerprint, by=team.committee)
    with pytest.raises(errors.SecretWrong):
        services.commit(draw=draw, commitment="short", by=first)
    services.commit(draw=draw, commitment=fingerprint, by=first)
    with pytest.raises(errors.DrawNotReady):
        services.commit(draw=draw, commitment=fingerprint, by=first)
    assert refused_by_the_database(
        "UPDATE draws_official SET commitment = %s WHERE user_id = %s", fingerprint, second.pk
    ) == "23505"  # fmt: skip


def test_steps_out_of_turn_are_refused(draw, team):
    by = team.committee
    with pytest.raises(errors.DrawNotReady):
        services.freeze(draw=draw, by=by)
    sealed(draw)
    with pytest.raises(errors.DrawNotReady):
        services.run_draw(draw=draw, by=by)
    with pytest.raises(errors.DrawNotReady):
        services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=by)
    with pytest.raises(errors.DrawNotReady):
        services.publish(draw=draw, by=by)
    with pytest.raises(errors.DrawNotReady):
        services.reveal(draw=draw, secret=secret_of(by)[0], nonce=secret_of(by)[1], by=team.officials[0])


def test_another_secret_than_the_sealed_one_is_refused_also_by_the_database(draw, team):
    services.freeze(draw=sealed(draw), by=team.committee)
    secret, nonce = secret_of(team.officials[1])
    with pytest.raises(errors.RevealDiffers):
        services.reveal(draw=draw, secret=secret, nonce=nonce, by=team.officials[0])
    statement = "UPDATE draws_official SET secret = %s, nonce = %s WHERE draw_id = %s AND number = 1"
    assert refused_by_the_database(statement, secret, nonce, draw.pk) == "MK065"
    assert refused_by_the_database(statement, *secret_of(team.officials[0]), draw.pk) == ""
    assert refused_by_the_database(statement, *secret_of(team.officials[0]), draw.pk) == "MK065", "once"


def test_no_secret_is_revealed_when_the_public_value_can_be_known(draw, team):
    services.freeze(draw=sealed(draw), by=team.committee)
    secret, nonce = secret_of(team.officials[0])
    with at(draw.public_due_at + timedelta(seconds=1)):
        with pytest.raises(errors.TooLate):
            services.reveal(draw=draw, secret=secret, nonce=nonce, by=team.officials[0])
        statement = "UPDATE draws_official SET secret = %s, nonce = %s WHERE draw_id = %s AND number = 1"
        assert refused_by_the_database(statement, secret, nonce, draw.pk) == "MK065"
        services.void(draw=draw, reason="لم يكشف العضو سره", by=team.committee)
    assert published_draw(draw.pk).void_reason == "لم يكشف العضو سره"
    assert ("voided", draw.pk) in taking.told


def test_the_public_value_comes_in_its_hour_in_its_form_and_once(draw, team):
    by = team.committee
    draw = revealed(services.freeze(draw=sealed(draw), by=by))
    with pytest.raises(errors.TooEarly):
        services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=by)
    statement = "UPDATE draws_draw SET public_value = %s, public_evidence = 'x' WHERE id = %s"
    assert refused_by_the_database(statement, VALUE, draw.pk) == "MK065", "before its hour"
    with at(draw.public_due_at + timedelta(seconds=1)):
        for wrong in ("11,432.07", "11432.7", "011432.07", "١١٤٣٢.٠٧", "11432.07 "):
            with pytest.raises(errors.ValueWrong):
                services.take_value(draw=draw, value=wrong, evidence=EVIDENCE, by=by)
            assert refused_by_the_database(statement, wrong, draw.pk) == "MK065", wrong
        services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=by)
        assert refused_by_the_database(statement, "11432.08", draw.pk) == "MK065", "once"


def test_once_the_value_can_be_known_nobody_calls_the_draw_off(draw, team):
    by = team.committee
    draw = revealed(services.freeze(draw=sealed(draw), by=by))
    statement = "UPDATE draws_draw SET state = 'void', void_reason = 'I do not like it' WHERE id = %s"
    with at(draw.public_due_at + timedelta(seconds=1)):
        with pytest.raises(errors.TooLate):
            services.void(draw=draw, reason="I do not like it", by=by)
        assert refused_by_the_database(statement, draw.pk) == "MK065"
    done = held_from(draw, by)
    with pytest.raises(errors.DrawNotReady):
        services.void(draw=done, reason="I do not like it", by=by)
    assert refused_by_the_database(statement, draw.pk) == "MK065"


def held_from(draw: Draw, by) -> Draw:
    with at(draw.public_due_at + timedelta(minutes=1)):
        services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=by)
        return services.publish(draw=services.run_draw(draw=draw, by=by), by=by)


def test_frozen_lists_do_not_change(draw, team):
    services.freeze(draw=sealed(draw), by=team.committee)
    extra = (
        "INSERT INTO draws_drawentrant (draw_id, municipality_id, position, key, salt, ticket, area_class, priority)"
    )
    office = team.office.body.pk
    assert refused_by_the_database(extra + " VALUES (%s, %s, 99, 'k', 's', 't', '400', 0)", draw.pk, office) == "MK065"
    more = "INSERT INTO draws_drawlot (draw_id, municipality_id, position, key, code, area_class, facts)"
    assert refused_by_the_database(more + " VALUES (%s, %s, 99, 'k', 'c', '400', '{}')", draw.pk, office) == "MK065"
    for model in (DrawEntrant, DrawLot, DrawPaper):
        table = model._meta.db_table
        assert refused_by_the_database(f"UPDATE {table} SET municipality_id = municipality_id") in ("42501", "MK003")
        assert refused_by_the_database(f"DELETE FROM {table}") in ("42501", "MK003")
    assert refused_by_the_database("UPDATE draws_draw SET manifest_hash = repeat('0', 64)") == "MK065"
    assert refused_by_the_database("UPDATE draws_draw SET public_due_at = public_due_at + interval '1 day'") == "MK065"


def test_lists_are_not_frozen_otherwise_than_they_are(draw, team):
    sealed(draw)
    other = opened(team, entrants(2), lots(2))
    services.freeze(draw=sealed(other), by=team.committee)
    paper = other.papers.get(name="frozen").content
    DrawPaper.objects.create(
        draw=draw, municipality=draw.municipality, name="frozen", content=paper.replace(other.code, draw.code)
    )
    other.refresh_from_db()
    asked = "UPDATE draws_draw SET state = 'frozen', manifest_hash = %s WHERE id = %s"
    assert refused_by_the_database(asked, other.manifest_hash, draw.pk) == "MK065"


def test_results_are_written_once_and_follow_from_the_seed(draw, team):
    by = team.committee
    draw = revealed(services.freeze(draw=sealed(draw), by=by))
    entrant, lot = draw.entrants.first(), draw.lots.first()
    row = (draw.pk, draw.municipality_id, entrant.pk, lot.pk)
    assert refused_by_the_database(_GIVE, *row) == "MK065", "before the public value"
    with at(draw.public_due_at + timedelta(minutes=1)):
        services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=by)
        asked = "UPDATE draws_draw SET state = 'drawn', seed = repeat('0', 64), seal = repeat('0', 64) WHERE id = %s"
        assert refused_by_the_database(asked, draw.pk) == "MK065"
        services.run_draw(draw=draw, by=by)
        with pytest.raises(errors.DrawNotReady):
            services.run_draw(draw=draw, by=by)
    before = list(DrawResult.objects.values_list("entrant", "lot"))
    assert refused_by_the_database(_GIVE, *row) in ("MK065", "23505")
    assert refused_by_the_database("UPDATE draws_drawresult SET lot_id = NULL") in ("42501", "MK003")
    assert refused_by_the_database("UPDATE draws_draw SET seed = repeat('0', 64)") == "MK065"
    assert list(DrawResult.objects.values_list("entrant", "lot")) == before


def test_a_lot_goes_to_its_own_class_only(draw, team):
    draw = revealed(services.freeze(draw=sealed(draw), by=team.committee))
    with at(draw.public_due_at + timedelta(minutes=1)):
        services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=team.committee)
    entrant = draw.entrants.get(key="400/0")
    lot = draw.lots.get(key="600/0")
    assert refused_by_the_database(_GIVE, draw.pk, draw.municipality_id, entrant.pk, lot.pk) == "23503"


def test_a_draw_without_its_officials_does_not_begin(team):
    draw = opened(team, entrants(2), lots(2))
    assert refused_by_the_database("UPDATE draws_draw SET state = 'committed' WHERE id = %s", draw.pk) == "MK065"
    assert Official.objects.filter(draw=draw, commitment="").count() == 3
