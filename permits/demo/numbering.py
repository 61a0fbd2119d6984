"""Numbering runs of the sample: the old quarter's, frozen, and a small district's, under objection."""

from datetime import UTC, date, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import shapely
from django.contrib.gis.geos import MultiPolygon
from shapely import Polygon

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_surface
from parcels.plans.enums import DistrictKind, PlanStatus
from parcels.plans.models import District, Plan
from parcels.register.enums import AliasKind
from parcels.register.models import Parcel
from parcels.register.services import NewParcel, enter_parcels, record_alias
from permits.numbering_runs.enums import Decision
from permits.numbering_runs.hearing import Complaint, object_to
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.selectors import last_comparison, last_revision
from permits.numbering_runs.services import HeardBefore, decide, start
from permits.numbering_runs.streets import decide_doubts

#: The old quarter's numbers were published on paper long ago, so that the sample can show a run that is over.
HEARD: Final = HeardBefore(
    published_at=datetime(2024, 2, 4, 6, tzinfo=UTC), until=date(2024, 3, 5), cites="بيانات تجريبية: إعلان ورقي"
)
WAY: Final = (
    ("review", "engineer"), ("publish", "planner"), ("sign_survey", "survey_manager"),
    ("sign_planning", "planning_manager"), ("freeze", "head"),
)  # fmt: skip
NOTE: Final = "بيانات تجريبية"
#: A made-up quarter: a letter is a parcel, a dot is an alley; cells of CELL_M metres, their corners moved about.
QUARTER: Final = """
AABBCCDD.EEFFGGHH
AABBCCDD.EEFFGGHH
IIJJKKLL.MMNNOOPP
IIJJKKLL.MMNNOOPP
.................
QQQRRSSTT.UUVVWWX
QQQRRSSTT.UUVVWWX
YYYZZaabb.ccddeeX
YYYZZaabb.ccddeeX
"""
CODE: Final = "902"
CELL_M: Final = 7.0
#: Metres east of the old quarter's middle east side, and how far a corner is moved at most.
BESIDE_M: Final = 35.0
MOVED_M: Final = 1.1
NAMES: Final = (("بستان العين", AliasKind.LAND_NAME), ("بيت المسجد", AliasKind.LAND_NAME), ("٤٧", AliasKind.OLD_NUMBER))


def freeze_old_quarter(plan: Plan) -> int:
    """Number the old quarter by a run that goes all its way, where it has no numbers; return how many there are."""
    with territory([plan.municipality_id]):
        if Parcel.objects.filter(plan=plan, code=None).exists():
            by = User.objects.get(username="surveyor")
            run = start(plan=plan, by=by, request_id=uuid5(NAMESPACE_URL, "sample:numbering 901"), heard=HEARD)
            _decide(run, by)
            _walk(run, len(WAY))
        return Parcel.objects.filter(plan=plan, code__isnull=False).count()


def publish_small_quarter(beside: Plan) -> str:
    """Leave a small old district published, with an objection to it; return the case's number. Once."""
    with territory([beside.municipality_id]):
        plan = Plan.objects.filter(district__code=CODE).first() or _small_quarter(beside)
        run = NumberingRun.objects.filter(plan=plan).select_related("case").first()
        if run is None:
            by = User.objects.get(username="surveyor")
            run = start(plan=plan, by=by, request_id=uuid5(NAMESPACE_URL, "sample:numbering 902"))
            _decide(run, by)
            _name(run, by)
            _walk(run, 2)
            _object(run)
        return str(run.case.reference)


def _walk(run: NumberingRun, steps: int) -> None:
    for name, who in WAY[:steps]:
        by = User.objects.get(username=who)
        act_as(by.pk, reason=NOTE)
        decide(case=run.case, name=name, by=by, note=NOTE)


def _decide(run: NumberingRun, by: User) -> None:
    """Leave the blocks as they are wherever the streets of the map would cut the ground otherwise."""
    comparison = last_comparison(run)
    if comparison is not None and (doubts := list(comparison.doubts.all())):
        decide_doubts(run=run, doubts=doubts, decision=Decision.KEEP, reason=NOTE, by=by)


def _name(run: NumberingRun, by: User) -> None:
    """Keep a few names by which people know the land."""
    order = last_revision(run).blocks.get(place=1).order
    for parcel, (text, kind) in zip(Parcel.objects.filter(pk__in=order[:3]).order_by("pk"), NAMES, strict=True):
        record_alias(parcel=parcel, kind=kind, text=text, by=by)


def _object(run: NumberingRun) -> None:
    """Let a neighbour object to a number."""
    complaint = Complaint(
        text="رقم قطعتي لا يتبع رقم جارتها على الزقاق نفسه.", name="مواطن تجريبي", phone="0500000034",
        parcel_id=last_revision(run).blocks.get(place=2).order[3],
    )  # fmt: skip
    object_to(run=run, complaint=complaint, request_id=uuid5(NAMESPACE_URL, "sample:objection"), received_by=None)


def _small_quarter(beside: Plan) -> Plan:
    """Enter the made-up district with its parcels, none of them numbered."""
    shapes = _shapes(beside.geom)
    outline = to_surface(shapely.union_all(shapes).convex_hull.buffer(4, join_style="mitre"))
    common = {"municipality": beside.municipality, "name": "حي الساب القديم", "name_en": "Old Sab District"}
    district = District.objects.create(
        authority=beside.district.authority, code=CODE, kind=DistrictKind.OLD, geom=outline,
        note="بيانات تجريبية: قطع مرسومة آلياً لعرض ترقيم حي قديم.",
        note_en="Sample data: parcels drawn by a program, to show the numbering of an old district.", **common,
    )  # fmt: skip
    plan = Plan.objects.create(
        amana=beside.amana, district=district, number="", status=PlanStatus.INVENTORIED_OLD, geom=outline, **common
    )
    new = [NewParcel(geom=to_surface(shape)) for shape in shapes]
    enter_parcels(plan=plan, parcels=new, source="sample generator")
    return plan


def _shapes(beside: MultiPolygon) -> list[Polygon]:
    """Return the parcels of the drawing, corners moved about and on the millimetre, east of the old quarter."""
    _west, south, east, north = beside.extent
    lines = QUARTER.strip().splitlines()
    left, top = east + BESIDE_M, (south + north) / 2
    cells: dict[str, list[Polygon]] = {}
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter != ".":
                corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
                cells.setdefault(letter, []).append(Polygon([_corner(x, y, left, top) for x, y in corners]))
    return [shapely.union_all(parts) for parts in cells.values()]


def _corner(column: int, row: int, left: float, top: float) -> tuple[float, float]:
    """Return where a corner of the drawing lies: always the same, never quite on the grid."""
    east = ((column * 37 + row * 61) % 23 / 11 - 1) * MOVED_M
    north = ((column * 53 + row * 29) % 19 / 9 - 1) * MOVED_M
    return round(left + column * CELL_M + east, 3), round(top - row * CELL_M + north, 3)
