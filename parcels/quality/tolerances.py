"""The dated tolerances of a check: from what width on a defect counts."""

from dataclasses import dataclass
from datetime import date

from geo.spatial_rules.selectors import value_on
from parcels.quality.errors import ToleranceUnknown

#: Field of Tolerances → code in data/reference/tolerances.csv.
CODES = {
    "gap_width": "sliver_width",
    "parcel_width": "parcel_sliver_width",
    "compactness": "parcel_sliver_compactness",
    "excess": "frame_excess",
}


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Widths in metres: a gap narrower than `gap_width`, a parcel narrower than `parcel_width`, land that reaches more
    than `excess` beyond what holds it. `compactness`: 4πA/P², 1 for a circle, below which a parcel is a strip.
    """

    gap_width: float
    parcel_width: float
    compactness: float
    excess: float


def tolerances_on(day: date) -> Tolerances:
    """Return the tolerances that hold on a day. Errors: ToleranceUnknown."""
    found = {name: value_on(code, day) for name, code in CODES.items()}
    missing = [CODES[name] for name, value in found.items() if value is None]
    if missing:
        raise ToleranceUnknown(codes=missing, day=day.isoformat())
    return Tolerances(**{name: float(value.value) for name, value in found.items() if value is not None})
