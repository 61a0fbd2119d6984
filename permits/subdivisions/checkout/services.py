"""Taking land along as a file, giving it back, bringing the file in, and opening requests from it."""

import hashlib
from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import has_role
from geo.calendars.terms import Calendar, Term, Unit
from geo.documents.names import clean_text
from geo.errors import NotAllowed
from geo.municipalities.models import Municipality
from geo.series.services import record_act
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_surface
from geo.spatial_rules.selectors import value_on
from parcels.register.enums import ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.models import Parcel
from parcels.register.selectors import held_versions
from permits.cases.errors import NoteMissing
from permits.subdivisions.checkout.areas import Area
from permits.subdivisions.checkout.incoming import Came, claimed, rows_of
from permits.subdivisions.checkout.package import boundaries_of
from permits.subdivisions.checkout.review import review
from permits.subdivisions.checkout.seals import check_seal
from permits.subdivisions.checkout.selectors import check_out_of
from permits.subdivisions.checkout.weighing import Weighed
from permits.subdivisions.errors import (
    AreaEmpty,
    CheckOutClosed,
    CheckOutTermMissing,
    LandCheckedOut,
    NothingAccepted,
)
from permits.subdivisions.models import CheckedOutParcel, CheckIn, CheckInCase, CheckInRow, CheckOut, LandChangeRequest
from permits.subdivisions.policies import may_check_out
from permits.subdivisions.selectors import locks_against
from permits.subdivisions.services import Grounds, ask_for_change

#: In data/reference/terms.csv: how long a lock holds.
TERM = "check_out_lock"


@transaction.atomic
def check_out(*, area: Area, lock: bool, by: User, request_id: UUID) -> CheckOut:
    """Take the land of an area along at its present boundaries, once per request id.

    With a lock nobody else's case changes it until the lock lapses, is given back or released. Errors: NotAllowed,
    AreaEmpty, StateNotPossible and LandCheckedOut when it cannot be locked, CheckOutTermMissing.
    """
    own = uuid5(request_id, f"check-out of {by.pk}")
    known = CheckOut.objects.filter(request_id=own).first()
    if known is not None:
        return known
    if not may_check_out(by, area.office):
        raise NotAllowed
    parcels = Parcel.objects.filter(pk__in=area.parcels).order_by("pk").select_for_update(no_key=True)
    ends_at = _lock_until(list(parcels), by) if lock else None
    made = CheckOut.objects.create(
        municipality_id=area.office, request_id=own, area=area.name, made_by=by, ends_at=ends_at
    )
    _take_along(made, area)
    _record(made, by, "check out", {"locked_until": ends_at, "parcels": len(area.parcels)})
    return made


def _lock_until(parcels: list[Parcel], by: User) -> datetime:
    """Return when a lock on these parcels lapses: with the end of the last day of the dated term."""
    if {parcel.state for parcel in parcels} != {ParcelState.ACTIVE}:
        raise StateNotPossible
    lock = locks_against([parcel.pk for parcel in parcels], asked_by=None).first()
    if lock is not None:
        raise LandCheckedOut(parcel=str(lock.parcel_id), until=lock.checkout.ends_at, by=str(lock.checkout.made_by))
    today = timezone.localdate()
    value = value_on(TERM, today)
    if value is None:
        raise CheckOutTermMissing
    calendar, unit = value.unit.split()
    last = Term(Calendar(calendar), int(value.value), Unit(unit)).ends(today)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _take_along(made: CheckOut, area: Area) -> None:
    versions = list(held_versions(area.parcels).order_by("parcel_id"))
    if len(versions) != len(area.parcels):
        raise AreaEmpty
    held = DateTimeTZRange(transaction_time(), made.ends_at) if made.ends_at else None
    taken = [
        CheckedOutParcel(
            checkout=made, municipality_id=area.office, parcel_id=version.parcel_id, version=version, held=held
        )
        for version in versions
    ]
    with refusals_explained():
        CheckedOutParcel.objects.bulk_create(taken, batch_size=1000)


@transaction.atomic
def give_back(*, checkout: CheckOut, by: User, why: str = "") -> CheckOut:
    """End a check-out and its lock: whoever has it, or the head of the office with a reason.

    Errors: CheckOutClosed, NotAllowed, NoteMissing.
    """
    held = CheckOut.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=checkout.pk)
    if held.closed_at is not None:
        raise CheckOutClosed
    own = held.made_by_id == by.pk
    if not own and not has_role(by, Role.HEAD, held.municipality_id):
        raise NotAllowed
    if not own and not why.strip():
        raise NoteMissing
    held.closed_at, held.closed_by, held.closed_why = timezone.now(), by, why.strip()[:300]
    with refusals_explained(), connection.cursor() as cursor:
        held.save(update_fields=["closed_at", "closed_by", "closed_why"])
        cursor.execute(
            "UPDATE subdivisions_checkedoutparcel SET held = held * tstzrange(NULL, now())"
            " WHERE checkout_id = %s AND held IS NOT NULL",
            [held.pk],
        )
    _record(held, by, "give back" if own else "release", {"why": held.closed_why})
    return held


def _record(checkout: CheckOut, by: User, action: str, facts: dict[str, object]) -> None:
    office = Municipality.objects.get(pk=checkout.municipality_id)
    told = {"area": checkout.area, **facts}
    record_act(office=office, by=by, action=f"{action} land", subject=f"check_out:{checkout.pk}", facts=told)


@transaction.atomic
def check_in(*, content: bytes, name: str, by: User, request_id: UUID) -> CheckIn:
    """Bring a file of a check-out in, once per request id; nothing of the register changes by it.

    Only whoever checked it out brings it in. Errors: CheckOutUnknown, NotAllowed, NotACheckOut, StillOpen, OtherSystem,
    CheckInFaulty, and those of reading.
    """
    own = uuid5(request_id, f"check-in of {by.pk}")
    known = CheckIn.objects.filter(request_id=own).first()
    if known is not None:
        return known
    said = claimed(content, name)
    checkout = check_out_of(said.checkout)
    if checkout.made_by_id != by.pk:
        raise NotAllowed
    taken = boundaries_of(checkout)
    check_seal(said.seal, checkout.pk, taken)
    rows = rows_of(content, name)
    made = CheckIn.objects.create(
        checkout=checkout, municipality_id=checkout.municipality_id, request_id=own, name=clean_text(name, 130) or "-",
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), sent_by=by,
    )  # fmt: skip
    keys = {parcel for parcel, _version in taken}
    CheckInRow.objects.bulk_create((_row(made, row, keys) for row in rows), batch_size=1000)
    _record(checkout, by, "check in", {"check_in": str(made.pk), "sha256": made.sha256})
    return made


def _row(made: CheckIn, came: Came, keys: Collection[UUID]) -> CheckInRow:
    return CheckInRow(
        checkin=made, municipality_id=made.municipality_id, number=came.row, label=came.label, notes=came.notes,
        parcel_id=came.key if came.key in keys else None, geom=to_surface(came.shape),
    )  # fmt: skip


@transaction.atomic
def open_requests(
    *, check_in: CheckIn, left_out: Collection[int], grounds: Grounds, by: User
) -> list[LandChangeRequest]:
    """Open one request for each group of accepted rows, each once; the register changes when two have signed it.

    Errors: NotAllowed, NothingAccepted, and those of ask_for_change.
    """
    CheckOut.objects.select_for_update(of=("self",)).get(pk=check_in.checkout_id)  # a second press waits here
    if check_in.sent_by_id != by.pk:
        raise NotAllowed
    waiting = review(check_in, left_out=left_out).to_open
    if not waiting:
        raise NothingAccepted
    return [_open(check_in, weighed, grounds, by) for weighed in waiting]


def _open(check_in: CheckIn, weighed: Weighed, grounds: Grounds, by: User) -> LandChangeRequest:
    rows = ",".join(str(row.row) for row in weighed.group.rows)
    request = ask_for_change(asked=weighed.asked, grounds=grounds, by=by, request_id=uuid5(check_in.pk, rows))
    CheckInCase.objects.create(checkin=check_in, municipality_id=check_in.municipality_id, request=request)
    return request
