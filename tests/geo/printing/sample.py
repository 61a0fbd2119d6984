"""A made-up certificate: what the golden image and the text tests are printed from."""

from datetime import UTC, date, datetime
from pathlib import Path

from django.template import engines
from django.utils import translation
from shapely import LineString, Polygon, box
from shapely.affinity import rotate, translate

from geo.calendars.digits import format_number
from geo.printing.codes import encode, grouped
from geo.printing.maps import MapDrawing, MapFeature, Symbol, draw_map, sides_of
from geo.printing.qr import qr_svg
from geo.printing.services import QR_SIZE_MM, Face

TEMPLATE = Path(__file__).with_name("sample.html")
#: Lower left corner of the made-up block, metres in EPSG:9359.
EAST, NORTH = 400_120.0, 2_937_480.0
CODE = encode(0x5A1D_0C2B_77E0_49F3_8B6A_1C5D_E2F0_9347)
FACINGS = {"north": "شمالًا", "east": "شرقًا", "south": "جنوبًا", "west": "غربًا"}


def moved(geometry):
    """Return a geometry of the block's own metres, turned a little and put on the ground."""
    return translate(rotate(geometry, 8, origin=(0, 0)), EAST, NORTH)


def subject():
    """Return the land in question: a corner plot with its chamfer."""
    return moved(Polygon([(20, 0), (40, 0), (40, 24), (37, 27), (20, 27)]))


def features() -> list[MapFeature]:
    """Return the block: two rows of land, two streets, one house, one zone, the fence asked for."""
    plots = [moved(box(x, y, x + 20, y + 27)) for x in (-40, -20, 0, 20) for y in (0, -27) if (x, y) != (20, 0)]
    numbers = ["11", "21", "12", "22", "13", "23", "24"]
    neighbours = [
        MapFeature(geometry=plot, symbol=Symbol.NEIGHBOUR, label=format_number(int(n), "ar"), numeric=True)
        for plot, n in zip(plots, numbers, strict=True)
    ]
    line = [(20.4, 0.4), (39.6, 0.4), (39.6, 23.8), (36.8, 26.6), (20.4, 26.6), (20.4, 0.4)]
    fence = moved(LineString(line))
    return [
        MapFeature(geometry=moved(box(-80, 27, 80, 39)), symbol=Symbol.STREET, label="شارع الملك فيصل"),
        MapFeature(geometry=moved(box(40, -60, 50, 27)), symbol=Symbol.STREET, label="شارع الميناء"),
        *neighbours,
        MapFeature(geometry=moved(box(3, 4, 16, 20)), symbol=Symbol.BUILDING),
        MapFeature(geometry=moved(box(-60, -9, 60, -4)), symbol=Symbol.ZONE, label="مجرى سيل"),
        MapFeature(
            geometry=subject(), symbol=Symbol.SUBJECT, label="القطعة ١٤", focus=True, sides=True
        ),
        MapFeature(geometry=fence, symbol=Symbol.WORK),
    ]  # fmt: skip


def sample_map(language: str = "ar") -> MapDrawing:
    """Return the map of the certificate."""
    legend = {
        Symbol.SUBJECT: "القطعة", Symbol.WORK: "السور المرخص",
        Symbol.BUILDING: "مبنى قائم", Symbol.ZONE: "مجرى سيل",
    }  # fmt: skip
    return draw_map(
        features(), width=172, height=118, language=language, grid_name="KSA-GRF17 / UTM 39N", legend=legend
    )


def side_rows() -> list[dict[str, str]]:
    """Return the table of sides, in Arabic digits."""
    return [
        {
            "name": f"{format_number(side.from_corner, 'ar')}/{format_number(side.to_corner, 'ar')}",
            "facing": FACINGS[side.facing],
            "length": format_number(side.length, "ar", places=2),
            "easting": format_number(side.start[0], "ar", places=3),
            "northing": format_number(side.start[1], "ar", places=3),
        }
        for side in sides_of(subject())
    ]


def face() -> Face:
    """Return letterhead, code and QR of the sample."""
    return Face(
        title="رخصة تسوير أرض",
        number="1448/512/000127",
        issued_at=datetime(2026, 11, 21, 7, 30, tzinfo=UTC),
        authority=("المملكة العربية السعودية", "أمانة المنطقة الشرقية", "بلدية محافظة القطيف"),
        grouped_code=grouped(CODE),
        verify_page="https://mukhattat.example/verify/",
        qr=qr_svg(f"https://mukhattat.example/verify/{CODE}/", size_mm=QR_SIZE_MM),
        sample=True,
    )


def sample_html() -> str:
    """Return the whole certificate as HTML."""
    context = {
        "printout": face(),
        "language": "ar",
        "rtl": True,
        "map": sample_map(),
        "sides": side_rows(),
        "area": subject().area,
        "length": subject().length,
        "expires": date(2027, 11, 10),
    }
    with translation.override("ar"):
        return engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8")).render(context)
