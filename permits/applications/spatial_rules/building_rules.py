"""What a building permit must meet."""

from typing import Any

from geo.spatial_rules.rule import Rule
from permits.applications.spatial_rules.access import Access
from permits.applications.spatial_rules.corner_open import CornerOpen
from permits.applications.spatial_rules.coverage import Coverage
from permits.applications.spatial_rules.floor_area import FloorArea
from permits.applications.spatial_rules.floors import Floors
from permits.applications.spatial_rules.footprint_clear_of_masks import FootprintClearOfMasks
from permits.applications.spatial_rules.footprint_in_parcel import FootprintInParcel
from permits.applications.spatial_rules.height import Height
from permits.applications.spatial_rules.neighbour_distance import NeighbourDistance
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.parking import Parking
from permits.applications.spatial_rules.setbacks import Setbacks
from permits.applications.spatial_rules.subject import Proposal
from permits.applications.spatial_rules.survey_valid import SurveyValid
from permits.applications.spatial_rules.use_in_zone import UseInZone

RULES: tuple[Rule[Proposal, Any], ...] = (
    ParcelInForce(),
    NoOtherCase(beside=("fencing",)),
    SurveyValid(),
    UseInZone(),
    Access(),
    FootprintInParcel(),
    Setbacks(),
    CornerOpen(),
    NeighbourDistance(),
    Coverage(),
    FloorArea(),
    Floors(),
    Height(),
    Parking(),
    FootprintClearOfMasks(),
)
