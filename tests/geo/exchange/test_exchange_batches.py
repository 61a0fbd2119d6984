"""Values keep their meaning on the way into arrays."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pytest
import shapely

from geo.exchange.batches import batches_of, moved
from geo.exchange.columns import Column, Kind
from geo.exchange.operations import find_operation

WKB = shapely.to_wkb(shapely.Point(400_000, 2_937_000))
RIYADH = timezone(timedelta(hours=3))


def one_value(kind: Kind, value: object) -> tuple[object, bool]:
    """Return what a single value became, and whether it counts as missing."""
    (batch,) = batches_of([(value, WKB)], [Column("c", "c", kind)])
    (cell,) = batch.values[0].to_pylist()
    return cell, cell is None


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (Kind.TEXT, "قطعة ١٤/أ", "قطعة ١٤/أ"),
        (Kind.INTEGER, 2**40, 2**40),
        (Kind.NUMBER, Decimal("12.35"), 12.35),
        (Kind.YES_NO, True, True),
        (Kind.DATE, date(1446, 2, 28), date(1446, 2, 28)),
        (Kind.MOMENT, datetime(2026, 3, 1, 1, 30, tzinfo=RIYADH), datetime(2026, 2, 28, 22, 30, tzinfo=UTC)),
        (Kind.MOMENT, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_value_is_stored_as_its_kind(kind, value, stored):
    assert one_value(kind, value) == (stored, False)


@pytest.mark.parametrize("kind", Kind)
def test_a_missing_value_stays_missing(kind):
    _, missing = one_value(kind, None)
    assert missing


def test_rows_come_in_batches_and_none_is_lost():
    rows = [(number, WKB) for number in range(5)]
    batches = list(batches_of(iter(rows), [Column("n", "n", Kind.INTEGER)], size=2))
    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert [n for batch in batches for n in batch.values[0].to_pylist()] == [0, 1, 2, 3, 4]


def test_no_row_makes_one_empty_batch_of_all_columns():
    (batch,) = batches_of([], [Column("n", "n", Kind.INTEGER), Column("d", "d", Kind.DATE)])
    assert len(batch) == 0
    assert [values.type for values in batch.values] == [pa.int64(), pa.date32()]


def test_an_operation_moves_coordinates_and_leaves_values():
    operation = find_operation(9359, 4326)
    assert operation is not None
    (batch,) = moved(batches_of([("1", WKB)], [Column("n", "n", Kind.TEXT)]), operation)
    (point,) = batch.shapes()
    assert (point.x, point.y) == pytest.approx((49.996063, 26.550117), abs=2e-4)
    assert batch.values[0].to_pylist() == ["1"]
