"""An import from its first row to its report: read, matched, written once, and said what did not match."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TextIO

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction

from geo.calendars.digits import fold_digits
from geo.errors import InvalidInput
from geo.exchange.writers.table import harmless
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.municipalities.selectors import branch_ids
from geo.parties.services import identifier_hash, normalise_identifier
from geo.spatial.refusals import refusals_explained
from permits.past_grants.enums import Match
from permits.past_grants.matching import Named, Place, places_of
from permits.past_grants.models import PastGrant
from permits.past_grants.reading import Row
from permits.past_grants.values import bare, day_of, text_of

#: Rows written at a time.
PORTION = 2_000
#: What of a row must be the same when it comes again.
SAME = (
    "number", "name", "identifier_hash", "mobile", "decision_number", "decided_on", "decided_text", "state",
    "plan_text", "block_text", "parcel_text", "area_m2",
)  # fmt: skip
#: Columns of the list of what did not match: no name and no identity number is among them.
COLUMNS = ("line", "key", "number", "plan", "block", "parcel", "reason", "in words")


@dataclass(frozen=True, slots=True)
class Missed:
    """A grant whose land was not found."""

    line: int
    grant: PastGrant


@dataclass(slots=True)
class Report:
    """What an import did, or would do.

    `brought` rows are new, `known` came before and are the same, `found_now` are those whose land was only found now,
    `differing` are keys whose row says something else than before: it stays as it was. `refused` names lines.
    """

    read: int = 0
    brought: int = 0
    known: int = 0
    found_now: int = 0
    differing: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unclear: Counter[str] = field(default_factory=Counter)
    matches: Counter[Match] = field(default_factory=Counter)
    missed: list[Missed] = field(default_factory=list)


def import_grants(
    rows: Iterable[tuple[int, Row]], *, source: str, office: Municipality, preview: bool = False
) -> Report:
    """Bring a register's grants into the history of an office and of those below it; again brings only what is new.

    All is one transaction; a preview does all of it and keeps nothing. A row that cannot be read is told, not mended.
    """
    report, offices = Report(), branch_ids([office.pk])
    with territory(offices), refusals_explained():
        grants = list(_read(rows, source, office, report))
        known = {each.source_key: each for each in PastGrant.objects.filter(source=source)}
        lands = {grant.source_key: _land(grant) for _line, grant in grants}
        places = places_of(lands.values(), offices=frozenset(offices))
        fresh: list[PastGrant] = []
        for line, grant in grants:
            _take(grant, places[lands[grant.source_key]], known, fresh, report)
            if grant.parcel_id is None:
                report.missed.append(Missed(line, grant))
        PastGrant.objects.bulk_create(fresh, batch_size=PORTION)
        if preview:
            transaction.set_rollback(True)
    return report


def _read(
    rows: Iterable[tuple[int, Row]], source: str, office: Municipality, report: Report
) -> Iterator[tuple[int, PastGrant]]:
    """Yield the grants that can be read, each key once."""
    sealed, seen = Fernet(settings.FIELD_ENCRYPTION_KEY), set()
    for line, row in rows:
        report.read += 1
        grant = _grant(row, source, office, sealed, report)
        if not grant.source_key or not grant.name:
            report.refused.append((line, "no key or no name"))
        elif grant.source_key in seen:
            report.refused.append((line, f"key {grant.source_key} came before"))
        else:
            seen.add(grant.source_key)
            yield line, grant


def _grant(row: Row, source: str, office: Municipality, sealed: Fernet, report: Report) -> PastGrant:
    said = {name: text_of(value) for name, value in row.items()}
    digits, decided = _identifier(said.get("identifier", ""), report), day_of(row.get("decided"))
    if said.get("decided") and decided is None:
        report.unclear["date"] += 1
    return PastGrant(
        municipality=office, source=source, source_key=(said.get("source_key") or said.get("number", ""))[:80],
        number=said.get("number", "")[:60], name=said.get("name", "")[:200],
        identifier_hash=identifier_hash(digits) if digits else "",
        identifier_encrypted=sealed.encrypt(digits.encode()) if digits else None,
        mobile=fold_digits(said.get("mobile", ""))[:20], decision_number=said.get("decision_number", "")[:60],
        decided_on=decided, decided_text=said.get("decided", "")[:60], state=said.get("state", "")[:80],
        plan_text=said.get("plan", "")[:80], block_text=said.get("block", "")[:40],
        parcel_text=said.get("parcel", "")[:40], area_m2=_area(said.get("area", ""), report),
    )  # fmt: skip


def _identifier(written: str, report: Report) -> str:
    """Return the ten digits, or "" where there are not ten: such a grant is found by nobody's number."""
    try:
        return normalise_identifier(written) if written else ""
    except InvalidInput:
        report.unclear["identifier"] += 1
        return ""


def _area(written: str, report: Report) -> Decimal | None:
    plain = fold_digits(written).replace("٫", ".").replace("٬", "").removesuffix("م2").removesuffix("م²").strip()
    plain = re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", plain).replace(",", "")  # 625,00 is no thousand
    try:
        area = Decimal(plain).quantize(Decimal("0.01")) if plain else None
    except InvalidOperation:
        report.unclear["area"] += 1
        return None
    return area if area is None or 0 < area < 10**9 else None


def _land(grant: PastGrant) -> Named:
    return Named(bare(grant.plan_text), bare(grant.block_text), bare(grant.parcel_text))


def _take(grant: PastGrant, place: Place, known: dict[str, PastGrant], fresh: list[PastGrant], report: Report) -> None:
    """Take a grant as new, as known, or as known with land that is only found now; what a person said stays."""
    held = known.get(grant.source_key)
    if held is not None and held.match == Match.PERSON:
        place = Place(Match.PERSON, held.parcel_id, held.municipality_id)
    grant.match, grant.parcel_id = place.match, place.parcel_id
    if place.municipality_id is not None:
        grant.municipality_id = place.municipality_id
    report.matches[place.match] += 1
    if held is None:
        fresh.append(grant)
        report.brought += 1
        return
    report.known += 1
    if any(getattr(held, name) != getattr(grant, name) for name in SAME):
        report.differing.append(grant.source_key)
    elif held.parcel_id is None and grant.parcel_id is not None:
        held.parcel_id, held.match, held.municipality_id = grant.parcel_id, grant.match, grant.municipality_id
        held.save(update_fields=["parcel", "match", "municipality"])
        report.found_now += 1


def write_missed(missed: Sequence[Missed], to: TextIO) -> None:
    """Write what did not match as CSV, with why; cells that a spreadsheet would run as formulas are made plain."""
    writer = csv.writer(to)
    writer.writerow(COLUMNS)
    for each in missed:
        grant = each.grant
        told = (
            grant.source_key, grant.number, grant.plan_text, grant.block_text, grant.parcel_text, str(grant.match),
            str(Match(grant.match).label),
        )  # fmt: skip
        writer.writerow([each.line, *map(harmless, told)])
