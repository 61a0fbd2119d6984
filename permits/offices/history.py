"""Permits of other systems: files of the City of Calgary read row by row, each permit with all its places."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyproj
from django.contrib.gis.geos import Point
from django.db import transaction

from geo.municipalities.models import Municipality
from geo.spatial.crs import storage_srid
from permits.offices.models import PastPermit, PastPlace

#: Rows written at a time.
PORTION = 1000
#: What of a row is kept besides, by our names; names of applicants and contractors are not among it.
FACTS = {
    "type": "permittype", "class": "permitclass", "class_group": "permitclassgroup", "work": "workclass",
    "description": "description", "units": "housingunits", "cost": "estprojectcost", "area_sqft": "totalsqft",
    "community": "communityname",
}  # fmt: skip
_POINT = re.compile(r"(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a permit: its kind and address in the source's words, degrees (WGS 84)."""

    kind: str
    address: str
    longitude: float
    latitude: float


@dataclass(slots=True)
class Counted:
    """What an import did; `refused` names rows by the number of their line, with the reason."""

    read: int = 0
    brought: int = 0
    places: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_calgary(*, file: Path, office: Municipality) -> Counted:
    """Bring the permits of a file that are not there yet; a row that cannot be read is told, not mended.

    Runs inside the territory of the office.
    """
    done, waiting = Counted(), []
    known = set(PastPermit.objects.filter(source="calgary").values_list("number", flat=True))
    for line, row in _rows(file):
        done.read += 1
        try:
            permit, places = _permit(row, office), places_of(row)
        except ValueError as error:
            done.refused.append((line, str(error)))
            continue
        if permit.number not in known:
            known.add(permit.number)
            waiting.append((permit, places))
        if len(waiting) == PORTION:
            _write(waiting, done)
            waiting = []
    _write(waiting, done)
    return done


def _rows(file: Path) -> Iterator[tuple[int, Row]]:
    with file.open(encoding="utf-8-sig", newline="") as held:
        reader = csv.DictReader(held, strict=True)
        for row in reader:
            yield reader.line_num, row


def _permit(row: Row, office: Municipality) -> PastPermit:
    """Return a permit as its source told it. Errors: ValueError with the reason."""
    number = row["permitnum"].strip()
    if not number:
        raise ValueError("no number")
    return PastPermit(
        municipality=office, source="calgary", number=number, kind=row["permittypemapped"] or row["permittype"],
        state=row["statuscurrent"], applied_on=_day(row["applieddate"]), issued_on=_day(row["issueddate"]),
        completed_on=_day(row["completeddate"]),
        facts={ours: row[theirs] for ours, theirs in FACTS.items() if row[theirs]},
    )  # fmt: skip


def _day(told: str) -> date | None:
    return datetime.fromisoformat(told).date() if told else None


def places_of(row: Row) -> Sequence[Place]:
    """Return all places of a row: one point, kind and address each. Errors: ValueError when they do not tally.

    >>> row = {"locationswkt": "MULTIPOINT (-114.1 51.0,-114.2 51.1)", "locationtypes": "Building;Titled Parcel",
    ...        "locationaddresses": "1 A ST;2 A ST", "locationcount": "2"}
    >>> [(place.kind, place.longitude) for place in places_of(row)]
    [('Building', -114.1), ('Titled Parcel', -114.2)]
    """
    points = [(float(x), float(y)) for x, y in _POINT.findall(row["locationswkt"])]
    kinds, addresses = row["locationtypes"].split(";"), row["locationaddresses"].split(";")
    told = int(float(row["locationcount"] or 0))
    if not len(points) == told == len(kinds) == len(addresses):
        raise ValueError(f"{told} places told, {len(points)} points, {len(kinds)} kinds, {len(addresses)} addresses")
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
        raise ValueError("a point is not on the globe")
    return [Place(kind, address, *point) for kind, address, point in zip(kinds, addresses, points, strict=True)]


@transaction.atomic
def _write(waiting: Sequence[tuple[PastPermit, Sequence[Place]]], done: Counted) -> None:
    """Write permits with their places."""
    PastPermit.objects.bulk_create([permit for permit, _places in waiting])
    rows = [
        PastPlace(
            permit=permit,
            municipality_id=permit.municipality_id,
            place=number,
            kind=place.kind[:40],
            address=place.address[:200],
            longitude=place.longitude,
            latitude=place.latitude,
            geom=_here(place),
        )
        for permit, places in waiting
        for number, place in enumerate(places, start=1)
    ]
    PastPlace.objects.bulk_create(rows, batch_size=PORTION)
    done.brought += len(waiting)
    done.places += len(rows)


@cache
def _ground() -> tuple[Any, pyproj.Transformer]:
    """Return the area of use of the storage CRS in degrees, and the way there."""
    name = f"EPSG:{storage_srid()}"
    return pyproj.CRS(name).area_of_use, pyproj.Transformer.from_crs("OGC:CRS84", name, always_xy=True)


def _here(place: Place) -> Point | None:
    """Return a place in the storage CRS; None outside the area where that system is meant to be used."""
    use, way = _ground()
    if not (use.west <= place.longitude <= use.east and use.south <= place.latitude <= use.north):
        return None
    return Point(*way.transform(place.longitude, place.latitude), srid=storage_srid())
