"""Land of the sample on which works may be asked for, surveyed beforehand: for a house, or with a building."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import shapely
from django.utils import timezone
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import PublishedBuilding
from parcels.plans.models import Mask, Plan
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.applications.footprint import at_distances
from permits.applications.setbacks import required_on, sides_on
from permits.cases.models import Claim
from permits.demo.procedures import vacant_parcels
from permits.demo.surveys import survey_parcel
from permits.surveys.enums import SurveyPurpose
from permits.surveys.selectors import decisions_on
from tests.e2e.ground import ask

#: Who works in the office of the planned district.
SURVEYOR, ENGINEER, HEAD = "surveyor2", "engineer2", "head2"
#: How far within what is allowed a finger draws, metres.
FINGER_M = 1.0


@dataclass(frozen=True)
class Plot:
    """A surveyed parcel; `drawn` is what a finger draws on it, storage CRS, and `asked` the metres from its sides."""

    code: str
    land: BaseGeometry
    drawn: Polygon
    asked: tuple[Decimal, ...] = ()


def house_plot() -> Plot:
    """Survey a vacant plot with four sides in whose zone houses are built, and tell how far from its sides."""

    def find() -> Plot:
        plan = _planned()
        for parcel in _free(vacant_parcels(plan)):
            version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
            with territory([plan.municipality_id]):
                metres, sides = required_on(version, timezone.localdate()), sides_on(version, timezone.localdate())
            land = to_shapely(parcel.geom)
            if metres is None or len(metres) != 4 or not 300 < land.area < 700:
                continue
            _survey(parcel, SurveyPurpose.BUILD)
            asked = tuple(Decimal(f"{each:.2f}") for each in metres)
            house = to_shapely(at_distances(land, sides, [each + Decimal(FINGER_M) for each in asked]))
            return Plot(parcel.code, land, shapely.get_parts(house)[0], asked)
        raise LookupError("the sample has no plot for a house")

    found: Plot = ask(find)
    return found


def built_plot() -> Plot:
    """Survey a parcel with one building, clear of restricted land, and a part to draw: a square well inside."""

    def find() -> Plot:
        plan = _planned()
        with territory([plan.municipality_id]):
            barred = shapely.union_all([to_shapely(mask.geom) for mask in Mask.objects.all()])
        for parcel in _free(PublishedParcel.objects.filter(plan_id=plan.pk, state="active").order_by("code")):
            land = to_shapely(parcel.geom)
            standing = [
                to_shapely(building.geom) for building in PublishedBuilding.objects.filter(geom__intersects=parcel.geom)
            ]
            circles = [shapely.maximum_inscribed_circle(shape.intersection(land)) for shape in standing]
            alone = len(standing) == 1 and standing[0].within(land) and not standing[0].intersects(barred)
            if alone and circles[0].length > 4 and land.area < 800:
                _survey(parcel, SurveyPurpose.DEED_UPDATE)
                middle, reach = shapely.Point(circles[0].coords[0]), circles[0].length / 2
                return Plot(parcel.code, land, shapely.box(*middle.buffer(reach).bounds))
        raise LookupError("the sample has no other parcel with one building")

    found: Plot = ask(find)
    return found


def _planned() -> Plan:
    return Plan.objects.exclude(number="").order_by("revision", "pk")[0]


def _free(parcels: Iterable[PublishedParcel]) -> Iterator[PublishedParcel]:
    """Give the parcels that no case holds and nobody has surveyed."""
    held = set(Claim.objects.filter(released_at=None).values_list("parcel_id", flat=True))
    return (parcel for parcel in parcels if parcel.pk not in held and not decisions_on(parcel.pk).exists())


def _survey(parcel: PublishedParcel, purpose: SurveyPurpose) -> None:
    with territory([parcel.municipality_id]):
        survey_parcel(parcel, purpose, surveyor=SURVEYOR, engineer=ENGINEER, head=HEAD)
        act_as(None)
