"""Outlines as a run numbers them: cleaned as far as the data's accuracy allows; the register's stay as they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely, to_surface
from geo.spatial_rules.selectors import value_on
from parcels.numbering.cleaning import Cleaned, clean_parcels
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.services import walk_inputs
from parcels.register.models import BoundaryVersion
from permits.numbering_runs.models import CleanedOutline, Cleaning, NumberingRun, RunRevision
from permits.numbering_runs.selectors import outlines

#: Dated values: corners nearer than this are one however good the survey; a void wider than that is no drawing noise.
CORNER: Final = "corner_snap"
NOISE: Final = "sliver_width"
#: A corner lies so many standard deviations from its place at most (DOMAIN 2.4, step 1).
SIGMAS: Final = 4


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Metres within which corners are put together, None where no dated value says; the accuracy and sources of it."""

    accuracy_m: Decimal | None
    metres: float | None
    cites: str


def tolerance_of(versions: Sequence[BoundaryVersion], day: date) -> Tolerance:
    """Return the tolerance of outlines: four times the accuracy of the least accurate, between two dated values.

    Outlines of unknown accuracy get the lesser value: nobody may move them farther. Without the greater one a coarse
    map's accuracy, which says where the whole of it lies, would pull the two sides of an alley together.
    """
    accuracy = max((version.accuracy_m for version in versions if version.accuracy_m is not None), default=None)
    least, most = value_on(CORNER, day), value_on(NOISE, day)
    if least is None or most is None:
        return Tolerance(accuracy, None, "")
    metres = min(max(least.value, SIGMAS * (accuracy or Decimal(0))), most.value)
    return Tolerance(accuracy, float(metres), f"{least.cites}; {most.cites}"[:400])


def clean_outlines(run: NumberingRun, versions: Sequence[BoundaryVersion]) -> tuple[Cleaning, list[ParcelInput]]:
    """Clean outlines for the engine and write every move down; return the cleaned ones in the order given.

    Errors: InvalidParcelsError.
    """
    tolerance = tolerance_of(versions, timezone.localdate())
    parcels = walk_inputs(versions)
    cleaned = Cleaned(tuple(parcels), 0.0, (), {}, ())
    if tolerance.metres is not None:
        cleaned = clean_parcels(parcels, tolerance_m=tolerance.metres)
    left = sorted(UUID(str(key)) for key in cleaned.unchanged)
    with refusals_explained():
        cleaning = Cleaning.objects.create(
            run=run, municipality_id=run.municipality_id, made_at=transaction_time(), accuracy_m=tolerance.accuracy_m,
            tolerance_m=tolerance.metres, cites=tolerance.cites, left=left,
        )  # fmt: skip
        CleanedOutline.objects.bulk_create(_moved(cleaning, versions, cleaned))
    return cleaning, list(cleaned.parcels)


def _moved(cleaning: Cleaning, versions: Sequence[BoundaryVersion], cleaned: Cleaned) -> list[CleanedOutline]:
    corners = Counter(move.key for move in cleaned.moves)
    farthest: dict[object, float] = {}
    for move in cleaned.moves:
        farthest[move.key] = max(farthest.get(move.key, 0.0), move.metres)
    return [
        CleanedOutline(
            cleaning=cleaning, municipality_id=cleaning.municipality_id, parcel_id=version.parcel_id, version=version,
            corners=corners[parcel.key], farthest_m=round(farthest[parcel.key], 4), geom=to_surface(parcel.geometry),
        )
        for version, parcel in zip(versions, cleaned.parcels, strict=True)
        if corners[parcel.key]
    ]  # fmt: skip


def walked_outlines(parcel_ids: Sequence[UUID], cleaning: Cleaning | None) -> list[ParcelInput]:
    """Return the outlines of parcels as the engine takes them, in the order given; the key is the parcel's id.

    Where the register has got another outline since the cleaning, that one counts as it is.
    """
    held = outlines(parcel_ids)
    moved = {row.version_id: row for row in CleanedOutline.objects.filter(cleaning=cleaning, parcel_id__in=parcel_ids)}
    found = []
    for parcel_id in parcel_ids:
        version = held[parcel_id]
        shape = moved[version.pk].geom if version.pk in moved else version.geom
        found.append(ParcelInput(str(parcel_id), to_shapely(shape)))
    return found


def cleaned_in_short(revision: RunRevision) -> dict[str, Any]:
    """Return how many parcels were cleaned for a revision, how many corners moved, and the farthest move in metres."""
    moved = CleanedOutline.objects.filter(cleaning=revision.cleaning_id)
    return moved.aggregate(parcels=Count("pk"), corners=Sum("corners", default=0), farthest_m=Max("farthest_m"))


def moves_of(revision: RunRevision) -> QuerySet[CleanedOutline]:
    """Return the outlines that were cleaned for a revision, the farthest move first."""
    moved = CleanedOutline.objects.filter(cleaning=revision.cleaning_id)
    return moved.select_related("parcel").order_by("-farthest_m", "parcel_id")
