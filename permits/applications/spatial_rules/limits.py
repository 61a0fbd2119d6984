"""Limits that rules of building read by their day: data/reference/tolerances.csv."""

from datetime import date
from decimal import Decimal

from geo.spatial_rules.rule import MissingSource
from geo.spatial_rules.selectors import values_on

#: Codes of the dated values that rules of works on a plot ask for; uses have codes of their own (USE_ALLOWED).
CODES = (
    "annex_share", "building_access_frontage", "building_gap", "building_roof_height", "building_sliver",
    "building_storey_height", "building_street_width", "corner_cut_leg", "corner_cut_longest",
    "corner_cut_street_width", "demolition_protection", "fence_on_boundary", "footprint_area_agrees",
    "footprint_beyond", "footprint_unchanged", "frontage_gap", "parking_large_land", "parking_small_land",
    "parking_small_land_until", "setback_slack", "setback_street_most", "setback_street_share", "street_end_extension",
)  # fmt: skip
#: Codes that end with a use: use_allowed/<use of the zone>/<land use>, 1 or 0; parking_area/<land use>, m² a space.
USE_ALLOWED, PARKING_AREA = "use_allowed/", "parking_area/"


class Limits:
    """The dated values of one day, read in one question."""

    def __init__(self, on: date, values: dict[str, Decimal]) -> None:
        self.on = on
        self._values = values

    @classmethod
    def of(cls, on: date) -> "Limits":
        """Read the limits that hold on a day."""
        found = values_on(on, codes=CODES, beginnings=(USE_ALLOWED, PARKING_AREA))
        return cls(on, {code: value.value for code, value in found.items()})

    def __getitem__(self, code: str) -> Decimal:
        """Return a limit; raise MissingSource when none is recorded for the day."""
        if code not in self._values:
            raise MissingSource(f"reference value {code} on {self.on.isoformat()}")
        return self._values[code]

    def beginning(self, beginning: str) -> dict[str, Decimal]:
        """Return the limits whose codes begin so, by what follows."""
        return {
            code.removeprefix(beginning): value for code, value in self._values.items() if code.startswith(beginning)
        }
