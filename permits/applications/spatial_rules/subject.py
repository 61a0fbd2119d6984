"""What the rules look at: a parcel version and the works asked for on it, on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry

from parcels.register.models import BoundaryVersion, Parcel

#: The grid of stored coordinates, metres: what differs by less lies in the same place.
GRID_M = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A parcel, the boundary version that is checked, the works (storage CRS, metres), the rules' day, the case."""

    parcel: Parcel
    version: BoundaryVersion
    works: GEOSGeometry
    on: date
    case_id: UUID
