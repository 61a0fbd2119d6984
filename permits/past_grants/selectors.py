"""Reads of past grants: those of a person, the department's list and its table, one with the land it may be."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from geo.calendars.errors import HijriOutOfRange
from geo.calendars.hijri import dual_date, format_gregorian, to_hijri
from geo.errors import NotFound
from geo.exchange.writers.table import harmless
from parcels.register.codes import display
from parcels.register.former import LandNow, LandOf, lands_of
from parcels.register.models import PublishedParcel
from parcels.register.resolver import Resolved, resolve
from permits.past_grants.enums import Match
from permits.past_grants.models import PastGrant
from permits.past_grants.values import bare, turned

#: What the list shows besides one way of matching: what was not found, what was found, everything.
MISSED, FOUND, ALL = "missed", "found", "all"
#: Rows on a page; candidates that are looked at.
PAGE, CANDIDATES = 50, 8
#: Begins a file that spreadsheets read as UTF-8; rows read at a time.
_BOM, _PORTION = "\ufeff", 2_000
#: What the list and its table show: nobody's name is read, nor the outlines of offices.
_LISTED = (
    "source", "source_key", "number", "decision_number", "decided_on", "decided_text", "plan_text", "block_text",
    "parcel_text", "area_m2", "match", "municipality__name", "municipality__name_en", "parcel__code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier grant of a person in another register: office, numbers, day and state; no name."""

    id: UUID
    office: str
    number: str
    decision_number: str
    decided_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    """Grants of a page, and the key after which the next begins; None after the last."""

    rows: Sequence[PastGrant]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A parcel of today that may be meant: whether it lies in these offices, and how many past grants name it."""

    now: LandNow
    ours: bool
    named: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer of the any-name resolver, with the parcels of today that hold its land."""

    answer: Resolved
    choices: list[Choice]


def previous_grants(identifier_hash: str) -> list[Previous]:
    """Return a person's grants in the registers that were brought here, of all offices, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM past_grants_of_v1(%s)", [identifier_hash])
        return [Previous(*row) for row in cursor.fetchall()]


def brought(show: str) -> QuerySet[PastGrant]:
    """Return past grants in the order of their register: MISSED, FOUND, ALL, or those matched in one way."""
    grants = PastGrant.objects.select_related("municipality", "parcel").only(*_LISTED).order_by("source", "source_key")
    if show in Match.values:
        grants = grants.filter(match=show)
    missed = show == MISSED or show in Match.missed()
    return grants.filter(parcel=None) if missed else grants if show == ALL else grants.exclude(parcel=None)


def page_of(show: str, after: UUID | None) -> Page:
    """Return the page that begins after a grant; the first where none of that key is seen."""
    grants = brought(show)
    last = PastGrant.objects.filter(pk=after).only("source", "source_key").first() if after else None
    if last is not None:
        beyond = Q(source__gt=last.source) | Q(source_key__gt=last.source_key)
        grants = grants.filter(beyond, source__gte=last.source)
    rows = list(grants[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def counts_by_match() -> Counter[str]:
    """Return how many past grants were matched in which way, or for which reason not."""
    return Counter(dict(PastGrant.objects.values_list("match").annotate(Count("pk"))))


def past_grant(key: UUID) -> PastGrant:
    """Return a past grant with its office, its land and who said which. Errors: NotFound."""
    found = PastGrant.objects.select_related("municipality", "parcel", "found_by").filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def day_told(day: date | None, language: str) -> str:
    """Return a day in both calendars; in the Gregorian alone where Umm al-Qura has no such year; "" without a day."""
    if day is None:
        return ""
    return dual_date(day, language) if _hijri(day) else format_gregorian(day, language)


def _hijri(day: date) -> str:
    try:
        return str(to_hijri(day))
    except HijriOutOfRange:
        return ""


def land_found(grant: PastGrant) -> LandOf | None:
    """Return the land that a past grant was found to be; None where it was not found."""
    return lands_of([grant.parcel_id]).get(grant.parcel_id) if grant.parcel_id else None


def candidates_of(grant: PastGrant, offices: Collection[int]) -> list[Candidate]:
    """Return the land that the any-name resolver finds under the words of a past grant, the surest first.

    The plan is also read the other way round; where no plan of the name is known, number and block alone are asked.
    """
    answers = _answers(bare(grant.plan_text), bare(grant.block_text), bare(grant.parcel_text))
    keys = [now.id for answer in answers for now in answer.land.today]
    places = dict(PublishedParcel.objects.filter(pk__in=keys).values_list("pk", "municipality_id"))
    named = dict(PastGrant.objects.filter(parcel__in=keys).values_list("parcel").annotate(Count("pk")))
    return [
        Candidate(
            answer,
            [Choice(now, places.get(now.id) in offices, named.get(now.id, 0)) for now in answer.land.today],
        )
        for answer in answers
    ]


def _answers(plan: str, block: str, number: str) -> list[Resolved]:
    if not number:
        return []
    asked = [each for each in (plan, turned(plan)) if each]
    if block:
        asked.append("")
    for each in asked:
        words = [f"قطعة {number}", f"بلك {block}" if block else "", f"مخطط {each}" if each else ""]
        if answers := resolve(" ".join(filter(None, words)), limit=CANDIDATES):
            return answers
    return []


def table_of(show: str) -> str:
    """Return the list as a table for spreadsheets, headings in the running language, after a BOM; it names nobody."""
    out = io.StringIO()
    out.write(_BOM)
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Office"), _("Register"), _("Key in the register"), _("Number of the grant"), _("Number of the decision"),
            _("Hijri date"), _("Gregorian date"), _("Date as written"), _("Plan"), _("Block"), _("Parcel"),
            _("Area, m²"), _("Land found by, or why not"), _("Official code"),
        ]
    )  # fmt: skip
    for grant in brought(show).iterator(chunk_size=_PORTION):
        writer.writerow([harmless(cell) for cell in _cells(grant)])
    return out.getvalue()


def _cells(grant: PastGrant) -> list[str]:
    day = grant.decided_on
    code = grant.parcel.code if grant.parcel else ""
    return [
        grant.municipality.local_name, grant.source, grant.source_key, grant.number, grant.decision_number,
        _hijri(day) if day else "", day.isoformat() if day else "", grant.decided_text, grant.plan_text,
        grant.block_text, grant.parcel_text, "" if grant.area_m2 is None else str(grant.area_m2),
        str(Match(grant.match).label), display(code) if code else "",
    ]  # fmt: skip
