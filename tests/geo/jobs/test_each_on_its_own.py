"""Work over many records: one that fails is told and holds up none of the rest."""

import pytest

from geo.jobs.each import SomeFailed, for_each


def test_what_fails_does_not_hold_up_the_rest(caplog):
    done = []

    def halve(number):
        if number % 2:
            raise ValueError("odd")
        done.append(number // 2)

    with pytest.raises(SomeFailed, match="halving failed for 2 of 5"):
        for_each([2, 3, 4, 5, 6], halve, "halving")
    assert done == [1, 2, 3]
    assert [record.getMessage() for record in caplog.records] == ["halving failed for 3", "halving failed for 5"]
    assert all(record.exc_info for record in caplog.records)


def test_nothing_to_do_and_nothing_failing_raise_nothing():
    for_each([], lambda number: 1 / 0, "dividing")
    done = []
    for_each([1, 2], done.append, "noting")
    assert done == [1, 2]
