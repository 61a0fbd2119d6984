"""What is said of works besides their place: read from a form or from a program, checked, kept as JSON."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from permits.applications.building import BuildingWorks, Floor, FloorPlace
from permits.applications.enums import PermitKind
from permits.applications.errors import DetailsWrong

Raw = Mapping[str, Any]
Details = dict[str, Any]

CENTI = Decimal("0.01")
MOST_FLOORS = 60
MOST_HEIGHT_M = 400
MOST_COUNT = 10_000
LONGEST = 200


class DemolitionScope(TextChoices):
    """How much of a building goes."""

    WHOLE = "whole", _("The whole building")  # هدم كلي
    PART = "part", _("A part of it")  # هدم جزئي


class RestorationWork(TextChoices):
    """What is repaired without a new component and without touching the structure (DOMAIN 1.6)."""

    PAINT = "paint", _("Paint and plaster")  # الدهان واللياسة
    FLOORING = "flooring", _("Floors and tiles")  # الأرضيات والبلاط
    OPENINGS = "openings", _("Doors and windows")  # الأبواب والنوافذ
    FACADE = "facade", _("Façade cladding")  # تكسية الواجهة
    ROOFING = "roofing", _("Roof insulation")  # عزل السطح
    PIPES = "pipes", _("Water and drainage")  # السباكة
    POWER = "power", _("Electricity")  # الكهرباء


def read_particulars(kind: str, raw: Raw, works: GEOSGeometry) -> Details:
    """Return the particulars of works of a kind as they are kept. Errors: DetailsWrong."""
    try:
        return _READ[kind](raw, works)
    except (KeyError, TypeError, ValueError, InvalidOperation) as unread:
        raise DetailsWrong from unread


def _building(raw: Raw, works: GEOSGeometry) -> Details:
    """Read a building; its ground floor is as large as its footprint, whatever was said."""
    ground = Decimal(repr(works.area)).quantize(CENTI)
    said = [Floor(FloorPlace(each["place"]).value, _measure(each["area_m2"])) for each in raw["floors"]]
    above = tuple(each for each in said if each.place not in (FloorPlace.GROUND, FloorPlace.BASEMENT))
    below = tuple(each for each in said if each.place == FloorPlace.BASEMENT)
    if len(said) > MOST_FLOORS:
        raise DetailsWrong
    building = BuildingWorks(
        use=_text(raw["use"], needed=True),
        floors=(*below, Floor(FloorPlace.GROUND.value, ground), *above),
        height_m=_measure(raw["height_m"], most=MOST_HEIGHT_M),
        parking=_count(raw["parking"]),
        units=_count(raw["units"]),
        designer=_text(raw.get("designer", "")),
        supervisor=_text(raw.get("supervisor", "")),
        contractor=_text(raw.get("contractor", "")),
    )
    return building.kept()


def _demolition(raw: Raw, works: GEOSGeometry) -> Details:
    """Read a demolition: the building is empty and its supplies are cut, or nothing is asked for."""
    if raw["vacant"] is not True or raw["utilities_off"] is not True:
        raise DetailsWrong
    return {
        "scope": DemolitionScope(raw["scope"]).value,
        "protection": _text(raw.get("protection", ""), longest=1000),
        "contractor": _text(raw.get("contractor", "")),
        "area_m2": str(Decimal(repr(works.area)).quantize(CENTI)),
        "vacant": True,
        "utilities_off": True,
    }


def _restoration(raw: Raw, works: GEOSGeometry) -> Details:
    """Read a restoration: what is repaired, with the pledge to take the rubble away."""
    scope = sorted({RestorationWork(each).value for each in raw["scope"]})
    if not scope or raw["rubble"] is not True:
        raise DetailsWrong
    return {
        "scope": scope,
        "contractor": _text(raw.get("contractor", "")),
        "area_m2": str(Decimal(repr(works.area)).quantize(CENTI)),
        "rubble": True,
    }


def _measure(told: Any, *, most: int = 1_000_000) -> Decimal:
    found = Decimal(str(told)).quantize(CENTI)
    if not 0 < found <= most:
        raise DetailsWrong
    return found


def _count(told: Any) -> int:
    found = int(told)
    if isinstance(told, bool) or not 0 <= found <= MOST_COUNT:
        raise DetailsWrong
    return found


def _text(told: Any, *, needed: bool = False, longest: int = LONGEST) -> str:
    if not isinstance(told, str) or len(told) > longest or (needed and not told.strip()):
        raise DetailsWrong
    return " ".join(told.split())


def _fencing(raw: Raw, works: GEOSGeometry) -> Details:
    """Read a fence: the corners at which its sides begin, and its length."""
    corners = raw["corners"]
    if not corners or not all(type(each) is int for each in corners):
        raise DetailsWrong
    return {"corners": sorted(set(corners)), "length_m": round(works.length, 2)}


_READ: dict[str, Callable[[Raw, GEOSGeometry], Details]] = {
    PermitKind.BUILDING.value: _building,
    PermitKind.DEMOLITION.value: _demolition,
    PermitKind.RESTORATION.value: _restoration,
    PermitKind.FENCING.value: _fencing,
}
