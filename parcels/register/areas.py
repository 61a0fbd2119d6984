"""The areas of a parcel: in the deed, as surveyed, on the grid, on the ground, and net of what restrictions take."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import shapely

from geo.spatial.shapes import to_shapely
from parcels.plans.enums import MaskKind
from parcels.plans.models import PublishedMask
from parcels.register.edges import point_scale
from parcels.register.models import Parcel, PublishedParcel

#: What is shown and taken off the net area (DOMAIN 1.2); a heritage area restricts building and takes no land.
DEDUCTED = (MaskKind.FLOOD, MaskKind.EXPROPRIATION, MaskKind.ENERGY)
#: Overlaps below the grid of stored coordinates along a border are none, square metres.
_NOTHING_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Deduction:
    """Land of a parcel under a restriction, square metres on the ground; restrictions may lie over each other."""

    kind: MaskKind
    name: str
    m2: float


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of one parcel, square metres; None where nothing is recorded or the reader may not know it.

    `net_m2` is the ground area without what `deductions` cover, each piece of land taken off once.
    """

    deed_m2: Decimal | None
    survey_m2: Decimal | None
    grid_m2: float
    ground_m2: float
    net_m2: float
    deductions: tuple[Deduction, ...]


def areas_of(parcel: PublishedParcel, *, deed_m2: Decimal | None = None, survey_m2: Decimal | None = None) -> Areas:
    """Return the areas of a parcel.

    `deed_m2` is that of its deed in force, when the caller has read one; else the area that the register took over with
    the parcel, which only the office's own people can read. `survey_m2` is what the latest survey decision observed.
    The scale of an area is the square of the point scale: the projection is conformal.
    """
    shape = to_shapely(parcel.geom)
    scale = point_scale(shape) ** 2
    ground = shape.area / scale
    covered = [(mask, shapely.intersection(shape, to_shapely(mask.geom))) for mask in _masks_over(parcel)]
    taken = shapely.union_all([part for _mask, part in covered]).area / scale
    return Areas(
        deed_m2=deed_m2 if deed_m2 is not None else _deed_area_held(parcel),
        survey_m2=survey_m2,
        grid_m2=shape.area,
        ground_m2=ground,
        net_m2=ground - taken if taken >= _NOTHING_M2 else ground,
        deductions=_deductions([(mask, part.area / scale) for mask, part in covered]),
    )


def _masks_over(parcel: PublishedParcel) -> list[PublishedMask]:
    found = PublishedMask.objects.filter(kind__in=DEDUCTED, geom__bboverlaps=parcel.geom, geom__intersects=parcel.geom)
    return list(found.order_by("pk"))


def _deductions(covered: Sequence[tuple[PublishedMask, float]]) -> tuple[Deduction, ...]:
    return tuple(Deduction(MaskKind(mask.kind), mask.local_name, m2) for mask, m2 in covered if m2 >= _NOTHING_M2)


def _deed_area_held(parcel: PublishedParcel) -> Decimal | None:
    """Return the deed area that the register holds; row level security hides it outside the territory."""
    return Parcel.objects.filter(pk=parcel.pk).values_list("deed_area_m2", flat=True).first()
