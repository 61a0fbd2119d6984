"""The rules of a change of land, one law a file."""

from permits.subdivisions.spatial_rules.fits_neighbours import FitsNeighbours
from permits.subdivisions.spatial_rules.frontage import Frontage
from permits.subdivisions.spatial_rules.inside_territory import InsideTerritory
from permits.subdivisions.spatial_rules.land_in_force import LandInForce
from permits.subdivisions.spatial_rules.least_area import LeastArea
from permits.subdivisions.spatial_rules.no_case_in_the_way import NoCaseInTheWay
from permits.subdivisions.spatial_rules.not_checked_out import NotCheckedOut
from permits.subdivisions.spatial_rules.same_land import SameLand
from permits.subdivisions.spatial_rules.small_adjustment import SmallAdjustment
from permits.subdivisions.spatial_rules.straight_line import StraightLine
from permits.subdivisions.spatial_rules.street_width import StreetWidth
from permits.subdivisions.spatial_rules.subject import LandRule

RULES: tuple[LandRule, ...] = (
    LandInForce(),
    NoCaseInTheWay(),
    NotCheckedOut(),
    SameLand(),
    FitsNeighbours(),
    LeastArea(),
    Frontage(),
    StreetWidth(),
    StraightLine(),
    SmallAdjustment(),
    InsideTerritory(),
)
