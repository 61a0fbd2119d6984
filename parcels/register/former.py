"""What everyone may know of land under its numbers, of today or retired: which it was, and where it lies today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from geo.municipalities.models import Municipality, in_language
from geo.spatial.crs import LONLAT_SRID
from parcels.plans.models import PublishedBlock, PublishedDistrict
from parcels.register.codes import LENGTH, parse
from parcels.register.enums import LineageKind, ParcelState
from parcels.register.models import PublishedName

_QUERY = """
SELECT asked.id, former.number, former.code, former.block_label, former.plan_number, former.district_name,
       last.kind, last.happened_at, now.id, now.code, now.number, now.block_label, now.plan_number, now.district_name,
       now.district_name_en, now.state, now.area_m2, ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)],
       land.area_m2, land.share_of_former, land.share_of_present
  FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS asked (id, turn)
  LEFT JOIN LATERAL (
    SELECT max(n.text) FILTER (WHERE n.kind = 'number') AS number, max(n.text) FILTER (WHERE n.kind = 'code') AS code,
           max(n.block_label) AS block_label, max(n.plan_number) AS plan_number, max(n.district_name) AS district_name
      FROM register_publishedname n WHERE n.parcel_id = asked.id AND n.kind IN ('number', 'code')) AS former ON true
  LEFT JOIN LATERAL (
    SELECT c.kind, c.happened_at FROM lineage_v1(asked.id) AS c
     WHERE former.code IS NOT NULL AND c.parent_id = asked.id ORDER BY c.happened_at DESC LIMIT 1) AS last
    ON last.kind NOT IN ('adjustment', 'exchange')
  LEFT JOIN LATERAL (
    SELECT * FROM land_today_v1(asked.id) WHERE former.code IS NOT NULL
     UNION ALL SELECT asked.id, NULL, 1, 1 WHERE former.code IS NULL) AS land ON true
  LEFT JOIN register_publishedparcel now ON now.id = land.id
  LEFT JOIN LATERAL (SELECT ST_Transform(ST_Envelope(now.geom), %(lonlat)s) AS box) AS place ON true
 WHERE former.code IS NOT NULL OR now.id IS NOT NULL
 ORDER BY asked.turn, land.area_m2 DESC, now.code
"""


@dataclass(frozen=True, slots=True)
class LandNow:
    """A parcel of today that holds land that was asked for.

    `area_m2` is its whole area, `shared_m2` what it holds of the former parcel: that is `share` of the former, and
    `own_share` of its own land, from 0 to 1. `bbox` is west, south, east, north in degrees, EPSG:4326.
    """

    id: UUID
    code: str
    number: str
    block_label: str
    plan_number: str
    district_name: str
    state: ParcelState
    area_m2: float
    bbox: tuple[float, float, float, float]
    shared_m2: float
    share: float
    own_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LandOf:
    """Land under its number: of today, or retired, and then how and when, where that is known.

    `today` is empty where no numbered parcel holds the land now. Block, plan and district of a retired number are those
    of its time.
    """

    id: UUID
    code: str
    number: str
    block_label: str
    plan_number: str
    district_name: str
    retired: bool
    retired_by: LineageKind | None
    retired_at: datetime | None
    today: tuple[LandNow, ...]

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """The box of all parcels of today, degrees; None without any."""
        if not self.today:
            return None
        west, south, east, north = zip(*(now.bbox for now in self.today), strict=True)
        return min(west), min(south), max(east), max(north)


def lands_of(parcel_ids: Sequence[UUID]) -> dict[UUID, LandOf]:
    """Return what is known of parcels by their ids, in one question; drafts are not among them."""
    if not parcel_ids:
        return {}
    rows: dict[UUID, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"ids": list(parcel_ids), "lonlat": LONLAT_SRID})
        for row in cursor.fetchall():
            rows.setdefault(row[0], []).append(row[1:])
    return {parcel_id: _land(parcel_id, found) for parcel_id, found in rows.items()}


def former_parcel(typed: str) -> LandOf | None:
    """Return what is known of a retired parcel by its code, typed in either digits and with any separators."""
    name = PublishedName.objects.filter(kind="code", folded=parse(typed) or "").first()
    return lands_of([name.parcel_id]).get(name.parcel_id) if name else None


@dataclass(frozen=True, slots=True)
class FormerNumber:
    """A retired number of a block and its code."""

    number: str
    code: str


def former_numbers_of(block: PublishedBlock, district: PublishedDistrict) -> list[FormerNumber]:
    """Return the retired numbers of a block in the order of their codes.

    A code opens with the numbering authority (a body above the office, or the office itself), district and block; the
    names of codes are sorted, so one range of them is the block.
    """
    office = Municipality.objects.filter(pk=block.municipality_id)
    (above,) = office.values_list("code", "parent__code", "parent__parent__code")
    wanted = Q(pk__in=[])
    for authority in filter(None, above):
        opening = f"{authority}{district.code}{block.code}"
        rest = LENGTH - len(opening)
        wanted |= Q(folded__range=(opening + "0" * rest, opening + "9" * rest))
    codes = PublishedName.objects.filter(wanted, kind="code", municipality_id=block.municipality_id)
    by_parcel = dict(codes.order_by("folded").values_list("parcel_id", "text"))
    named = PublishedName.objects.filter(kind="number", parcel_id__in=by_parcel)
    numbers = dict(named.values_list("parcel_id", "text"))
    return [FormerNumber(numbers.get(key, ""), code) for key, code in by_parcel.items()]


def _land(parcel_id: UUID, rows: Sequence[tuple[Any, ...]]) -> LandOf:
    number, code, block, plan, district, kind, moment, *_rest = rows[0]
    today = tuple(_now(row[7:]) for row in rows if row[7] is not None)
    if code is None:
        own = today[0]
        number, code, block, plan, district = own.number, own.code, own.block_label, own.plan_number, own.district_name
    retired = rows[0][1] is not None
    return LandOf(
        id=parcel_id, code=code, number=number or "", block_label=block, plan_number=plan, district_name=district,
        retired=retired, retired_by=LineageKind(kind) if kind else None, retired_at=moment, today=today,
    )  # fmt: skip


def _now(row: Sequence[Any]) -> LandNow:
    key, code, number, block, plan, name, name_en, state, area_m2, bbox, shared_m2, share, own_share = row
    return LandNow(
        id=key, code=code, number=number, block_label=block, plan_number=plan,
        district_name=in_language(name, name_en), state=ParcelState(state), area_m2=area_m2, bbox=tuple(bbox),
        shared_m2=area_m2 if shared_m2 is None else shared_m2, share=share, own_share=own_share,
    )  # fmt: skip
