"""Parcels of the sample: entered, those of the plan numbered, brought into force."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from parcels.plans.models import Block, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from permits.demo.source import Row, rows

REASON = "بيانات تجريبية: اعتماد ترقيم العينة"


def load_planned(plan: Plan, blocks: dict[tuple[str, str], Block]) -> int:
    """Enter a planned district's parcels, and allot each block's numbers in the order of the plan's own."""
    district = plan.district.code
    given = [row for row in rows("parcels") if row["district_code"] == district]
    entered = enter_parcels(
        plan=plan, parcels=[_new(row) for row in given], source="sample generator", accuracy_m=Decimal("0.05")
    )
    by_block: dict[str, list[tuple[int, str, Parcel]]] = {}
    for row, parcel in zip(given, entered, strict=True):
        by_block.setdefault(row["block_label"], []).append(
            (_leading_number(row["parcel_label"]), row["parcel_label"], parcel)
        )
    for label, members in sorted(by_block.items()):
        members.sort(key=lambda member: member[:2])
        allot_numbers(
            block=blocks[district, label],
            parcel_ids=[parcel.pk for _number, _label, parcel in members],
            labels=[text for _number, text, _parcel in members],
            request_id=uuid5(NAMESPACE_URL, f"sample:{district}:{label}"),
        )
    return len(entered)


def enter_old_quarter(plan: Plan) -> int:
    """Enter an old quarter's parcels without numbers: a run numbers them. Return how many."""
    given = [row for row in rows("parcels") if row["district_code"] == plan.district.code]
    entered = enter_parcels(
        plan=plan,
        parcels=[_new(row) for row in given],
        source="Kastoria 1925, mapAI (MIT), shifted",
        accuracy_m=Decimal("0.5"),
    )
    return len(entered)


def bring_into_force(plan: Plan) -> int:
    """Approve the sample's numbers: every provisional parcel of the plan becomes active."""
    waiting = Parcel.objects.filter(plan=plan, state=ParcelState.PROVISIONAL).values_list("pk", flat=True)
    return change_state(parcel_ids=list(waiting), to=ParcelState.ACTIVE, by=None, reason=REASON)


def _new(row: Row) -> NewParcel:
    area = row["deed_area_m2"]
    return NewParcel(
        geom=row.surface,
        several_parts=bool(row["is_multipart"]),
        deed_area_m2=None if area is None else Decimal(str(round(area, 2))),
        label=row.text("parcel_label"),
        **row.origin,
    )


def _leading_number(label: str) -> int:
    digits = "".join(character for character in label.split("/")[0] if character.isdigit())
    return int(digits or 0)
