"""Any name of land, of today or of an old paper, to the parcels of today: why it was found, and with which shares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from geo.search.folding import fold
from geo.spatial.functions import ArabicFold
from parcels.register.codes import is_valid
from parcels.register.enums import AliasKind
from parcels.register.former import LandOf, lands_of
from parcels.register.mistypes import Slip, likely_codes
from parcels.register.models import Alias, PublishedName, PublishedParcel
from parcels.register.selectors import in_places, of_block
from parcels.register.typed import BODY_LENGTH, Typed, code_in, name_tokens, understand

#: Shorter parts of a name have no trigram: alone they would read every name there is.
_SHORTEST_WORD = 3
#: Names that may tell of persons: read under row level security, never published.
_PRIVATE = (AliasKind.DEED_WORDING, AliasKind.METER_NUMBER)
_NUMBERS = ("number", "code")
_Names = QuerySet[Any, Any]


class Why(models.TextChoices):
    """Why a parcel answers, the surest first."""

    CODE = "code", _("Official code")
    NUMBER = "number", _("Number of today")
    FORMER_CODE = "former_code", _("Former code")
    FORMER_NUMBER = "former_number", _("Former number")
    OTHER_NAME = "other_name", _("Other name")
    LIKELY = "likely", _("Likely meant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """One answer: why, the name that was found, its kind if it is another name, and the land that bears or bore it.

    `slip` says how the code was probably mistyped, where the answer is only likely.
    """

    why: Why
    found: str
    land: LandOf
    alias: AliasKind | None = None
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    parcel_id: UUID
    kind: str
    text: str


def resolve(typed: str, *, limit: int = 20) -> list[Resolved]:
    """Return the land that the words may name, the surest first, each parcel once; at most so many.

    Two questions to the database: what bears the name, and where that land lies today. A code whose check digits do not
    fit answers with the codes that exist and were probably meant. Names that may tell of persons are found by the
    people of their territory only. Drafts are never found.
    """
    code = code_in(typed)
    slips = likely_codes(code) if code and not is_valid(code) else {}
    matches = _by_code(code, slips, limit) if code else _by_words(typed, limit)
    found = {match.parcel_id: match for match in reversed(matches)}
    chosen = sorted(found.values(), key=matches.index)[:limit]
    lands = lands_of([match.parcel_id for match in chosen])
    return [_resolved(match, lands[match.parcel_id], slips) for match in chosen if match.parcel_id in lands]


def is_mistyped(typed: str) -> bool:
    """Say whether the words hold a code whose check digits do not fit."""
    code = code_in(typed)
    return code is not None and not is_valid(code)


def _resolved(match: _Match, land: LandOf, slips: dict[str, Slip]) -> Resolved:
    ways = {"now": Why.NUMBER, "now_code": Why.CODE, "number": Why.FORMER_NUMBER, "code": Why.FORMER_CODE}
    alias = None if match.kind in ways else AliasKind(match.kind)
    slip = None if alias else slips.get(match.text)
    why = Why.LIKELY if slip else ways.get(match.kind, Why.OTHER_NAME)
    return Resolved(why=why, found=match.text, land=land, alias=alias, slip=slip)


def _by_code(code: str, slips: dict[str, Slip], limit: int) -> list[_Match]:
    """Find a code, those that were probably meant, and other names that are written with the same digits."""
    wanted = [code, *slips]
    now = _now(PublishedParcel.objects.filter(code__in=wanted), "now_code", "code")
    former = PublishedName.objects.filter(Q(kind="code", folded__in=wanted))
    found = _ask([now, _named(former), *_other_names(Q(folded__in=[code, code[:BODY_LENGTH]]))], most=limit)
    return sorted(found, key=lambda match: wanted.index(match.text) if match.text in wanted else 0)


def _by_words(typed: str, limit: int) -> list[_Match]:
    words = understand(typed)
    asked = [] if words.empty else [_now(_of_today(words), "now", "number"), _named(_former_numbers(words))]
    named = _name_condition(typed, words)
    return _ask([*asked, *(_other_names(named) if named else ())], most=limit)


def _of_today(words: Typed) -> QuerySet[PublishedParcel]:
    found = PublishedParcel.objects.all()
    if words.number:
        by_number = Q(number=words.number)
        # A lone "713/3" may be a plan.
        alone = not (words.block or words.plan) and "/" in words.number
        found = found.filter(by_number | Q(plan_number=words.number) if alone else by_number)
    if words.block:
        found = of_block(found, words.block)
    if words.plan:
        found = found.filter(plan_number=words.plan)
    return in_places(found, words.words) if words.words else found


def _former_numbers(words: Typed) -> QuerySet[PublishedName]:
    """Find retired numbers: as those of today, but a plan alone names too many."""
    if not words.number:
        return PublishedName.objects.none()
    found = PublishedName.objects.filter(kind="number", folded=fold(words.number))
    if words.block:
        found = found.annotate(block=ArabicFold("block_label")).filter(block=words.block)
    if words.plan:
        found = found.filter(plan_number=words.plan)
    for word in words.words:
        found = found.annotate(district=ArabicFold("district_name")).filter(district__contains=word)
    return found


def _name_condition(typed: str, words: Typed) -> Q | None:
    """Return what a name of land must be like: the same, the number alone, number and plan, or to hold every word."""
    whole = fold(typed)
    if not whole:
        return None
    wanted = Q(folded=whole)
    if words.number and not (words.block or words.plan or words.words):
        wanted |= Q(folded=fold(words.number))
    if words.number and words.plan:
        number = rf"(^|[^0-9/]){re.escape(words.number)}([^0-9/]|$)"
        wanted |= Q(folded__contains=f"مخطط {words.plan}", folded__regex=number)
    tokens = name_tokens(typed)
    if any(len(token) >= _SHORTEST_WORD and not token.replace("/", "").isdigit() for token in tokens):
        wanted |= Q(*(Q(folded__contains=token) for token in tokens))
    return wanted


def _other_names(named: Q) -> list[_Names]:
    """Return the queries of other names: those that everyone may know, and those of the reader's territory."""
    published = PublishedName.objects.exclude(kind__in=_NUMBERS).filter(named)
    private = Alias.objects.filter(kind__in=_PRIVATE).annotate(folded=ArabicFold("text")).filter(named)
    return [_named(published), _named(private)]


def _now(parcels: QuerySet[PublishedParcel], kind: str, text: str) -> _Names:
    place = Concat("district_kind", "code")
    return parcels.annotate(key=F("id"), way=Value(kind), told=F(text), place=place)


def _named(names: _Names) -> _Names:
    return names.annotate(key=F("parcel_id"), way=F("kind"), told=F("text"), place=F("text"))


def _ask(queries: Sequence[_Names], *, most: int) -> list[_Match]:
    """Ask all at once; the answers keep the order of the queries."""
    columns = ("turn", "place", "key", "way", "told")
    several = [
        query.annotate(turn=Value(turn)).order_by("place", "key").values_list(*columns)[:most]
        for turn, query in enumerate(queries)
    ]
    if not several:
        return []
    first, *others = several
    return [_Match(*row[2:]) for row in first.union(*others, all=True).order_by("turn", "place", "key")]
