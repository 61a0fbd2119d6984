"""Writing to the register: parcels enter, are numbered, come into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geo.accounts.models import User
from geo.errors import InvalidInput
from geo.municipalities.scope import act_as
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from parcels.plans.models import Block, Plan
from parcels.register.enums import AliasKind, ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.models import Alias, BoundaryVersion, Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParcel:
    """A parcel that enters the register: its surface in the storage CRS, and where the record comes from.

    `label` is the number that an approved plan gave it, "" where there is none; area in square metres.
    """

    geom: MultiPolygon
    source_system: str = ""
    source_id: str = ""
    label: str = ""
    several_parts: bool = False
    deed_area_m2: Decimal | None = None


@transaction.atomic
def enter_parcels(
    *,
    plan: Plan,
    parcels: Sequence[NewParcel],
    source: str,
    by: User | None = None,
    accuracy_m: Decimal | None = None,
    since: datetime | None = None,
) -> list[Parcel]:
    """Enter parcels of a plan as proposed, each with its first boundary version, which may still overlap.

    True in law from `since`, or from now. Errors: InvalidBoundary, FrameMismatch.
    """
    moment = transaction_time()
    common: dict[str, Any] = {
        "municipality_id": plan.municipality_id,
        "valid": DateTimeTZRange(since or moment, None),
        "recorded": DateTimeTZRange(moment, None),
        "accuracy_m": accuracy_m,
        "source": source,
        "recorded_by": by,
    }
    with refusals_explained():
        entered = Parcel.objects.bulk_create(_identity(plan, new) for new in parcels)
        BoundaryVersion.objects.bulk_create(
            BoundaryVersion(parcel=parcel, geom=new.geom, several_parts=new.several_parts, **common)
            for parcel, new in zip(entered, parcels, strict=True)
        )
    return entered


def _identity(plan: Plan, new: NewParcel) -> Parcel:
    return Parcel(
        municipality_id=plan.municipality_id,
        district_id=plan.district_id,
        plan=plan,
        parcel_label=new.label,
        source_system=new.source_system,
        source_id=new.source_id,
        deed_area_m2=new.deed_area_m2,
    )


@dataclass(frozen=True, slots=True)
class Allotted:
    """A number that was given out: the parcel, its number in the block, its eighteen-digit code."""

    parcel_id: UUID
    number: int
    code: str


def allot_numbers(
    *, block: Block, parcel_ids: Sequence[UUID], request_id: UUID, labels: Sequence[str] | None = None
) -> list[Allotted]:
    """Give the next numbers of a block to parcels in the order given, once per request id.

    `labels`, one a parcel, are the strings of an approved plan, which stay official; without them the number is the
    label. The parcels become provisional. Errors: AlreadyNumbered, Overlap, RequestReused, OutsideTerritory, BlockFull,
    LabelTaken.
    """
    if labels and len(labels) != len(parcel_ids):
        raise ValueError("one label a parcel")
    arguments: list[Any] = [request_id, block.pk, list(parcel_ids), list(labels) if labels else None]
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM allot_numbers_v1(%s, %s, %s, %s)", arguments)
        return [Allotted(*row) for row in cursor.fetchall()]


@transaction.atomic
def change_state(*, parcel_ids: Sequence[UUID], to: ParcelState, by: User | None, reason: str) -> int:
    """Move parcels to a state along the allowed pairs; the database writes down who and why. Return how many moved.

    Errors: StateNotPossible, Overlap (what comes into force must not overlap).
    """
    if not reason.strip():
        raise StateNotPossible(code="reason_missing")
    act_as(by.pk if by else None, reason=reason)
    moving = Parcel.objects.filter(pk__in=parcel_ids)
    with refusals_explained():
        # In one order, whoever asks: two of these then never wait for each other.
        list(moving.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        return moving.update(state=to)


@transaction.atomic
def withdraw_numbers(*, parcel_ids: Sequence[UUID], by: User | None, reason: str) -> int:
    """Take numbers back that were published and are not in force: the parcels are proposed again, without a number.

    The numbers are never given again, and still lead to the land. Return how many. Errors: StateNotPossible, and what
    the procedures let the database ask (a frozen number stands).
    """
    act_as(by.pk if by else None, reason=reason)
    held = Parcel.objects.filter(pk__in=parcel_ids, code__isnull=False)
    with refusals_explained():
        list(held.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        return held.update(state=ParcelState.PROPOSED, code=None, parcel_label="", block=None)


@transaction.atomic
def record_alias(*, parcel: Parcel, kind: AliasKind, text: str, by: User) -> Alias:
    """Write down another name of the land, once; it stays when the parcel is retired.

    Names of land, older numbers and numbers of the real-estate registry are everyone's from now on; wordings of deeds
    and meters stay inside the territory. Errors: InvalidInput when there is no name.
    """
    words = " ".join(text.split())
    if not words:
        raise InvalidInput(code="alias_missing")
    alias, _made = Alias.objects.get_or_create(
        parcel=parcel, kind=kind, text=words, defaults={"municipality_id": parcel.municipality_id, "recorded_by": by}
    )
    return alias


def publish_due() -> int:
    """Bring the public projection to what is true in law now, in the territories of the transaction.

    Needed where nobody writes and only the calendar moves. Return how many parcels showed something else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT publish_due_v1()")
        (differed,) = cursor.fetchone()
    return int(differed)
