"""Writing to the register: parcels enter, are numbered, come into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geo.accounts.models import User
from geo.municipalities.scope import act_as
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from parcels.plans.models import Block, Plan
from parcels.register.enums import ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.models import BoundaryVersion, Parcel


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
    """Enter parcels of a plan as proposed, each with its first boundary version; proposed parcels may still overlap."""
    moment = transaction_time()
    entered = Parcel.objects.bulk_create(
        Parcel(
            municipality_id=plan.municipality_id,
            district_id=plan.district_id,
            plan=plan,
            parcel_label=new.label,
            source_system=new.source_system,
            source_id=new.source_id,
            deed_area_m2=new.deed_area_m2,
        )
        for new in parcels
    )
    ever = DateTimeTZRange(since or moment, None)
    held = DateTimeTZRange(moment, None)
    with refusals_explained():
        BoundaryVersion.objects.bulk_create(
            BoundaryVersion(
                parcel=parcel,
                municipality_id=plan.municipality_id,
                geom=new.geom,
                several_parts=new.several_parts,
                valid=ever,
                recorded=held,
                accuracy_m=accuracy_m,
                source=source,
                recorded_by=by,
            )
            for parcel, new in zip(entered, parcels, strict=True)
        )
    return entered


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

    `labels` are the strings of an approved plan, which stay official; without them the number is the label. The parcels
    become provisional. Errors: AlreadyNumbered, Overlap, RequestReused, OutsideTerritory.
    """
    arguments = [request_id, block.pk, list(parcel_ids), list(labels) if labels else None]
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
    with refusals_explained():
        return Parcel.objects.filter(pk__in=parcel_ids).update(state=to)
