"""A layer of every kind of value, of two batches, with what programs stumble over; and how each format reads back."""

from datetime import UTC, date, datetime

import shapely

from geo.exchange.batches import batches_of
from geo.exchange.columns import Column, GeometryColumn, Kind
from geo.exchange.formats import Feed
from geo.exchange.symbology.drawing import drawing_of
from geo.layers.registry import layers
from tests.factories.places import ORIGIN

MILLIMETRE = 1e-3
COLUMNS = (
    Column("text", "نص", Kind.TEXT),
    Column("state", "الحالة", Kind.TEXT, (("active", "نافذة"), ("frozen", "مجمّدة"))),
    Column("whole_number", "عدد صحيح", Kind.INTEGER),
    Column("whole_number_2", "عدد صحيح آخر", Kind.INTEGER),
    Column("number", "عدد", Kind.NUMBER),
    Column("yes_no", "نعم أو لا", Kind.YES_NO),
    Column("on_day", "يوم", Kind.DATE),
    Column("at_moment", "لحظة", Kind.MOMENT),
)
MOMENT = datetime(2026, 3, 1, 1, 30, 15, 250_000, tzinfo=UTC)
MIDNIGHT = datetime(1999, 12, 31, tzinfo=UTC)
X, Y = ORIGIN
#: A corner on the millimetre, a surface with a hole, one of two parts.
PLAIN = shapely.box(X + 0.123, Y + 0.456, X + 20.789, Y + 20.001)
HOLED = shapely.box(X + 30, Y, X + 60, Y + 30).difference(shapely.box(X + 40, Y + 10, X + 50, Y + 20))
TWO = shapely.MultiPolygon([shapely.box(X + 70, Y, X + 80, Y + 10), shapely.box(X + 90, Y, X + 95, Y + 5)])
SHAPES = [shapely.MultiPolygon([PLAIN]), shapely.MultiPolygon([HOLED]), TWO]
ROWS = [
    ("قطعة ١٢/أ – «حي الواحة»", "active", 7, -1, 0.1, True, date(2026, 2, 28), MOMENT),
    ('=1+1, "x"; <b>&', "frozen", 2**40, 0, 12_345_678.123456, False, date(1446, 12, 29), MIDNIGHT),
    (None, None, None, None, None, None, None, None),
]  # fmt: skip


def kinds(shapes=SHAPES, shape="MultiPolygon", rows=ROWS, srid=9359) -> Feed:
    """Return the feed, as two batches."""
    whole = [(*row, shapely.to_wkb(one)) for row, one in zip(rows, shapes, strict=True)]
    return Feed(
        name="kinds", title="أنواع", description="2026-01-01 · EPSG:9359", geometry=GeometryColumn("geom", shape, srid),
        columns=COLUMNS, batches=batches_of(whole, COLUMNS, size=2), drawing=drawing_of(layers["parcels"]), key="text",
    )  # fmt: skip
