"""From plan, block and parcel as a register wrote them to the parcels of today: in bulk, then one by one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from parcels.register.former import LandOf, lands_of
from parcels.register.models import PublishedParcel
from parcels.register.resolver import Why, resolve
from permits.past_grants.enums import Match
from permits.past_grants.values import turned

#: A former parcel lives on in one of today when that holds so much of it, and it so much of that.
_WHOLE = 0.999
_NOW = """
SELECT asked.k, array_agg(p.id)
  FROM unnest(%(k)s::int[], %(plan)s::text[], %(block)s::text[], %(number)s::text[]) AS asked (k, plan, block, number)
  JOIN register_publishedparcel p ON p.plan_number = asked.plan AND p.number = asked.number
  LEFT JOIN register_publishedlabel l ON l.label = p.block_label
 WHERE asked.block = '' OR l.folded = asked.block
 GROUP BY asked.k
"""
_FORMER = """
SELECT asked.k, array_agg(DISTINCT n.parcel_id)
  FROM unnest(%(k)s::int[], %(plan)s::text[], %(block)s::text[], %(number)s::text[]) AS asked (k, plan, block, number)
  JOIN register_publishedname n ON n.kind = 'number' AND n.folded = asked.number AND n.plan_number = asked.plan
 WHERE asked.block = '' OR arabic_fold_v1(n.block_label) = asked.block
 GROUP BY asked.k
"""


class Named(NamedTuple):
    """Land as it was named, in search spelling without labels; "" for what is not said."""

    plan: str
    block: str
    number: str


class Place(NamedTuple):
    """What was found: how, or why nothing; the parcel of today and its office."""

    match: Match
    parcel_id: UUID | None = None
    municipality_id: int | None = None


def places_of(lands: Iterable[Named], *, offices: frozenset[int]) -> dict[Named, Place]:
    """Return where each land lies today. Parcels outside these offices are told as such.

    Set-wise first: numbers of today, plan numbers that were turned round, former numbers; the any-name resolver is
    asked about what is left, one by one. Runs inside the offices' territories.
    """
    wanted = list(dict.fromkeys(lands))
    found = {land: Place(Match.NOT_NAMED) for land in wanted if not (land.plan and land.number)}
    plans = set(PublishedParcel.objects.exclude(plan_number="").values_list("plan_number", flat=True).distinct())
    for match, ask in ((Match.EXACT, _as_written), (Match.TURNED, _turned), (Match.FORMER, _former)):
        found |= ask([land for land in wanted if land not in found], plans, match)
    found |= {land: _by_name(land, plans) for land in wanted if land not in found}
    offices_of = _offices_of(place.parcel_id for place in found.values() if place.parcel_id)
    return {land: _in_office(place, offices_of, offices) for land, place in found.items()}


def _in_office(place: Place, offices_of: Mapping[UUID, int], offices: frozenset[int]) -> Place:
    if place.parcel_id is None:
        return place
    office = offices_of.get(place.parcel_id)
    return Place(place.match, place.parcel_id, office) if office in offices else Place(Match.ELSEWHERE)


def _offices_of(parcels: Iterable[UUID]) -> dict[UUID, int]:
    keys = list(dict.fromkeys(parcels))
    return dict(PublishedParcel.objects.filter(pk__in=keys).values_list("pk", "municipality_id"))


def _ask(query: str, lands: Sequence[Named]) -> dict[int, list[UUID]]:
    """Return the parcels of each land by its place in the list."""
    if not lands:
        return {}
    plans, blocks, numbers = (list(column) for column in zip(*lands, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(query, {"k": list(range(len(lands))), "plan": plans, "block": blocks, "number": numbers})
        return dict(cursor.fetchall())


def _as_written(lands: Sequence[Named], plans: set[str], match: Match) -> dict[Named, Place]:
    known = [land for land in lands if land.plan in plans]
    return {known[at]: _one(parcels, match) for at, parcels in _ask(_NOW, known).items()}


def _turned(lands: Sequence[Named], plans: set[str], match: Match) -> dict[Named, Place]:
    other = {land: turned(land.plan) for land in lands if land.plan not in plans}
    known = [land for land, plan in other.items() if plan in plans]
    asked = [land._replace(plan=other[land]) for land in known]
    return {known[at]: _one(parcels, match) for at, parcels in _ask(_NOW, asked).items()}


def _one(parcels: Sequence[UUID], match: Match) -> Place:
    return Place(match, parcels[0]) if len(parcels) == 1 else Place(Match.SEVERAL)


def _former(lands: Sequence[Named], plans: set[str], match: Match) -> dict[Named, Place]:
    named = _ask(_FORMER, lands)
    known = lands_of([parcel for parcels in named.values() for parcel in parcels])
    found = {}
    for at, parcels in named.items():
        told = [known[parcel] for parcel in parcels if parcel in known]
        found[lands[at]] = _living_on(told[0], match) if len(told) == 1 else Place(Match.SEVERAL)
    return found


def _living_on(land: LandOf, match: Match) -> Place:
    """Return the one parcel of today that is the same land, or say that it changed."""
    if len(land.today) == 1 and land.today[0].share >= _WHOLE and land.today[0].own_share >= _WHOLE:
        return Place(match, land.today[0].id)
    return Place(Match.CHANGED)


def _by_name(land: Named, plans: set[str]) -> Place:
    """Ask the any-name resolver; what is only likely is not taken."""
    block = f"بلك {land.block} " if land.block else ""
    answers = [
        each for each in resolve(f"قطعة {land.number} {block}مخطط {land.plan}", limit=3) if each.why is not Why.LIKELY
    ]
    if not answers:
        return Place(Match.UNKNOWN if land.plan in plans or turned(land.plan) in plans else Match.PLAN_UNKNOWN)
    return _living_on(answers[0].land, Match.NAME) if len(answers) == 1 else Place(Match.SEVERAL)
