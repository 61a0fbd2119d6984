"""The report of evenness: quiet about chance, loud about lots that follow the queue, the same for everyone."""

import pytest

from permits.draws.fairness import SELDOM, TRIALS, fairness_of
from tests.permits.draws.made import entrants_of, lots_of, proof_of


def laid_out(count: int) -> list[dict]:
    """Return lots in rows of ten, the larger ones in the north."""
    rows = lots_of(count)
    for place, lot in enumerate(rows):
        x, y = place % 10, place // 10
        lot["facts"] = {"area_dm2": 40_000 + 1_000 * y, "x_dm": 200 * x, "y_dm": 300 * y}
    return rows


@pytest.fixture(scope="module")
def drawn() -> dict:
    return proof_of(entrants_of(200), laid_out(200))


def test_a_draw_by_chance_is_told_as_one_that_chance_often_gives(drawn):
    found = {each.fact: each for each in fairness_of(drawn)}
    assert set(found) == {"area_dm2", "place"}
    assert all(not each.seldom and each.lots == 200 for each in found.values())
    assert len(found["area_dm2"].parts) == 10


def test_lots_that_follow_the_queue_are_found(drawn):
    lots = [row["lot"] for row in drawn["lots"]]
    crooked = [
        {**row, "lot": lot} for row, lot in zip(({"ticket": e["ticket"]} for e in drawn["entrants"]), lots, strict=True)
    ]
    found = {each.fact: each for each in fairness_of({**drawn, "results": crooked})}
    assert found["area_dm2"].chance == found["place"].chance == 1 / (1 + TRIALS) < SELDOM
    assert found["area_dm2"].parts == tuple(sorted(found["area_dm2"].parts))


def test_everyone_gets_the_same_report(drawn):
    assert fairness_of(drawn) == fairness_of(drawn)


def test_few_lots_tell_nothing():
    assert fairness_of(proof_of(entrants_of(5), laid_out(19))) == []


def test_the_figures_of_fair_draws_are_spread_evenly():
    # The promise of the page: of fair draws about one in a hundred is marked, and half lie below one half.
    chances = [
        fairness_of(proof_of(entrants_of(40), laid_out(40), "first", f"second {turn}"))[0].chance for turn in range(60)
    ]
    assert 15 < sum(chance < 0.5 for chance in chances) < 45
