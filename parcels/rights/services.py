"""Recording deeds, and granting and ending rights."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geo.accounts.models import User
from geo.calendars.digits import fold_digits
from geo.calendars.errors import HijriOutOfRange, NotAHijriDate
from geo.calendars.hijri import FIRST_YEAR, parse_hijri
from geo.parties.models import Party
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from parcels.register.enums import Compass
from parcels.register.models import Parcel
from parcels.rights.enums import DeedKind, RightKind
from parcels.rights.errors import DeedKnown, DeedNumberMalformed, MayNotRecord, RightEnded, ShareMalformed
from parcels.rights.models import Deed, DeedSide, Right
from parcels.rights.policies import may_record_deeds, may_record_rights

_TWELVE_DIGITS = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSide:
    """What a deed says of one side: metres, words, what it adjoins; the neighbour's code where it is known."""

    facing: Compass
    length_m: Decimal | None = None
    length_words: str = ""
    abutter_text: str = ""
    abutter_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeed:
    """A deed as it is typed from the document: number and date in either digits, area in square metres."""

    kind: DeedKind
    number: str
    hijri_date: str
    issuer: str
    area_m2: Decimal | None = None
    sides: Sequence[NewSide] = ()
    source_system: str = ""
    source_id: str = ""


@transaction.atomic
def record_deed(*, parcel: Parcel, deed: NewDeed, by: User, supersedes: Deed | None = None) -> Deed:
    """Record a deed of a parcel with its sides; the deed that it takes the place of gives way in the same transaction.

    Errors: MayNotRecord, DeedNumberMalformed, DeedKnown, DeedNotPossible (of the future; of other land), NotAHijriDate
    for an electronic deed, HijriOutOfRange for a year after 1500.
    """
    if not may_record_deeds(by, parcel.municipality_id):
        raise MayNotRecord
    return write_deed(parcel=parcel, deed=deed, by=by, supersedes=supersedes)


def write_deed(*, parcel: Parcel, deed: NewDeed, by: User, supersedes: Deed | None = None) -> Deed:
    """Write a deed for whoever may record it: see record_deed. Runs inside a transaction."""
    number = _number(deed)
    common = {"parcel": parcel, "kind": deed.kind, "number": number, "hijri_date": deed.hijri_date.strip()}
    if Deed.objects.filter(**common).exists():
        raise DeedKnown(number=number)
    with refusals_explained():
        recorded = Deed.objects.create(
            municipality_id=parcel.municipality_id,
            issued_on=_issued_on(deed),
            issuer=deed.issuer,
            area_m2=deed.area_m2,
            recorded_by=by,
            source_system=deed.source_system,
            source_id=deed.source_id,
            **common,
        )
        DeedSide.objects.bulk_create(_side(recorded, side) for side in deed.sides)
        if supersedes is not None:
            Deed.objects.filter(pk=supersedes.pk).update(superseded_by=recorded)
    return recorded


def _number(deed: NewDeed) -> str:
    """Return the number as it is kept: an electronic one in twelve digits, any other as written."""
    written = deed.number.strip()
    folded = fold_digits(written)
    if not written or (deed.kind == DeedKind.ELECTRONIC and not _TWELVE_DIGITS.fullmatch(folded)):
        raise DeedNumberMalformed(number=written)
    return folded if deed.kind == DeedKind.ELECTRONIC else written


def _issued_on(deed: NewDeed) -> date | None:
    """Return the Gregorian day; None for a date before the calendar's tables, or as an old hand wrote it."""
    try:
        return parse_hijri(deed.hijri_date)
    except HijriOutOfRange as error:
        if error.context.get("year", 0) >= FIRST_YEAR:
            raise
        return None
    except NotAHijriDate:
        if deed.kind == DeedKind.ELECTRONIC:
            raise
        return None


def _side(deed: Deed, side: NewSide) -> DeedSide:
    return DeedSide(
        deed=deed,
        municipality_id=deed.municipality_id,
        facing=side.facing,
        length_m=side.length_m,
        length_words=side.length_words.strip(),
        abutter_text=side.abutter_text.strip(),
        abutter_code=side.abutter_code,
    )


@transaction.atomic
def grant_right(
    *,
    parcel: Parcel,
    party: Party,
    kind: RightKind,
    by: User,
    since: datetime,
    share: tuple[int, int] = (1, 1),
    until: datetime | None = None,
    deed: Deed | None = None,
    reason: str = "",
) -> Right:
    """Write a right of a party in a parcel, true in law from `since` on; the share as the deed writes it (3/24).

    Errors: MayNotRecord, ShareMalformed, RightEnded (`until` before `since`), SharesExceedWhole, WrongIsolation.
    """
    if not may_record_rights(by, parcel.municipality_id):
        raise MayNotRecord
    return write_right(
        parcel=parcel, party=party, kind=kind, by=by, since=since, share=share, until=until, deed=deed, reason=reason
    )


def write_right(
    *,
    parcel: Parcel,
    party: Party,
    kind: RightKind,
    by: User,
    since: datetime,
    share: tuple[int, int],
    until: datetime | None = None,
    deed: Deed | None = None,
    reason: str = "",
) -> Right:
    """Write a right for whoever may record it: see grant_right. Runs inside a transaction."""
    numerator, denominator = share
    if not 1 <= numerator <= denominator:
        raise ShareMalformed(share=f"{numerator}/{denominator}")
    if until is not None and until <= since:
        raise RightEnded
    with refusals_explained():
        return Right.objects.create(
            municipality_id=parcel.municipality_id,
            parcel=parcel,
            party=party,
            kind=kind,
            share_numerator=numerator,
            share_denominator=denominator,
            deed=deed,
            valid=DateTimeTZRange(since, until),
            recorded=DateTimeTZRange(transaction_time(), None),
            reason=reason,
            recorded_by=by,
        )


@transaction.atomic
def end_right(*, right: Right, at: datetime, by: User, reason: str) -> Right:
    """End a right in law at an instant: its row is closed, and written again with its end. Return the new row.

    What the register said until now can still be asked for. Errors: MayNotRecord, RightEnded.
    """
    if not may_record_rights(by, right.municipality_id):
        raise MayNotRecord
    return end_held_right(right=right, at=at, by=by, reason=reason)


def end_held_right(*, right: Right, at: datetime, by: User, reason: str) -> Right:
    """End a right for whoever may: see end_right. Runs inside a transaction."""
    held = Right.objects.select_for_update(no_key=True).get(pk=right.pk)
    moment = transaction_time()
    ended = held.valid.upper is not None and at >= held.valid.upper
    if held.recorded.isempty or held.recorded.upper is not None or ended or at <= held.valid.lower:
        raise RightEnded
    with refusals_explained():
        Right.objects.filter(pk=held.pk).update(recorded=DateTimeTZRange(held.recorded.lower, moment))
        return _written_again(held, by=by, reason=reason, valid=DateTimeTZRange(held.valid.lower, at), moment=moment)


def _written_again(held: Right, *, by: User, reason: str, valid: DateTimeTZRange, moment: datetime) -> Right:
    return Right.objects.create(
        municipality_id=held.municipality_id,
        parcel_id=held.parcel_id,
        party_id=held.party_id,
        kind=held.kind,
        share_numerator=held.share_numerator,
        share_denominator=held.share_denominator,
        deed_id=held.deed_id,
        valid=valid,
        recorded=DateTimeTZRange(moment, None),
        follows=held,
        reason=reason,
        recorded_by=by,
    )
