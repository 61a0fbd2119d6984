"""The works of a building permit as they were asked for: use, floors, height, parking, units; pure, read from JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FloorPlace(TextChoices):
    """Where in a building a floor lies."""

    BASEMENT = "basement", _("Basement")  # قبو
    GROUND = "ground", _("Ground floor")  # الدور الأرضي
    FLOOR = "floor", _("Upper floor")  # دور متكرر
    ANNEX = "annex", _("Roof annex")  # ملحق علوي


@dataclass(frozen=True, slots=True)
class Floor:
    """One floor: where it lies (FloorPlace) and its built area, m². Floors stand in the order from below upwards."""

    place: str
    area_m2: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingWorks:
    """A building as it is asked for; its footprint is the application's `works` (MultiPolygon, storage CRS).

    `use` is a code of data/reference/land_uses.csv; `height_m` reaches from the ground to the top, metres; `parking`
    and `units` are counts. `designer`, `supervisor` and `contractor` are licence numbers or names.
    """

    use: str
    floors: tuple[Floor, ...]
    height_m: Decimal
    parking: int
    units: int
    designer: str = ""
    supervisor: str = ""
    contractor: str = ""

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> "BuildingWorks":
        """Return the works that an application's details hold. Errors: KeyError, ValueError for what is no building."""
        return cls(
            use=str(details["use"]),
            floors=tuple(Floor(str(each["place"]), Decimal(str(each["area_m2"]))) for each in details["floors"]),
            height_m=Decimal(str(details["height_m"])),
            parking=int(details["parking"]),
            units=int(details["units"]),
            **{name: str(details.get(name, "")) for name in ("designer", "supervisor", "contractor")},
        )

    def kept(self) -> dict[str, Any]:
        """Return what is kept in the application's details: JSON, figures as text so that no digit is lost."""
        return {
            "use": self.use,
            "floors": [{"place": each.place, "area_m2": str(each.area_m2)} for each in self.floors],
            "height_m": str(self.height_m),
            "parking": self.parking,
            "units": self.units,
            "designer": self.designer,
            "supervisor": self.supervisor,
            "contractor": self.contractor,
        }

    @property
    def storeys(self) -> int:
        """Floors above the ground that count: the ground floor and those upon it, without basement and roof annex."""
        return sum(each.place in (FloorPlace.GROUND, FloorPlace.FLOOR) for each in self.floors)

    @property
    def built_m2(self) -> Decimal:
        """The built area of all floors, basement and annex too, m²: what the fee is counted by."""
        return sum((each.area_m2 for each in self.floors), Decimal(0))

    def area_of(self, *places: str) -> Decimal:
        """Return the built area of the floors at these places, m²."""
        return sum((each.area_m2 for each in self.floors if each.place in places), Decimal(0))
