"""The figures of a building rule, and the distance that they ask of a side."""

from dataclasses import dataclass
from decimal import Decimal

from permits.applications.plot.sides import PlotSide, SideRole

#: What is rounding in a length, metres: a hundredth of the coordinates' grid.
_ROUNDING_M = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingFigures:
    """What may be built on a plot (parcels.plans.BuildingRule): shares of the land, floors, metres, and who says so."""

    zone: str
    use: str
    max_coverage: Decimal
    max_floors: Decimal
    setback_front_m: Decimal
    setback_side_m: Decimal
    setback_rear_m: Decimal
    cites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetShare:
    """What a street adds: the setback is this share of its width, at most so many metres."""

    share: Decimal
    most_m: Decimal


def required_m(role: SideRole, width_m: Decimal | None, figures: BuildingFigures, street: StreetShare) -> Decimal:
    """Return the setback of a side, metres.

    On a street: the zone's figure, or the share of the street's width where that is more; a zone that lets the front
    be built on asks for nothing there. A corner cut asks for nothing of its own: both streets' distances reach it.
    """
    if role == SideRole.CHAMFER:
        return Decimal(0)
    if role == SideRole.REAR:
        return figures.setback_rear_m
    if role == SideRole.SIDE or width_m is None:
        return figures.setback_side_m
    own = figures.setback_front_m if role == SideRole.FRONT else figures.setback_side_m
    if figures.setback_front_m == 0:
        return own
    return max(own, min(width_m * street.share, street.most_m))


def is_clear(clear_m: float | None, required: float, slack: float) -> bool:
    """Say whether metres measured are enough, `slack` forgiven; None: nothing stands before the side."""
    return clear_m is None or clear_m >= required - slack - _ROUNDING_M


def required_of(side: PlotSide, figures: BuildingFigures, street: StreetShare) -> Decimal:
    """Return the setback that a side of a plot asks for, metres."""
    return required_m(side.role, street_width(side), figures, street)


def street_width(side: PlotSide) -> Decimal | None:
    """Return the width of the street before a side, metres to the centimetre; None where there is none."""
    return None if side.street is None else Decimal(str(round(side.street.width_m, 2)))
