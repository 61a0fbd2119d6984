"""What a restoration permit must meet."""

from typing import Any

from geo.spatial_rules.rule import Rule
from permits.applications.spatial_rules.building_recorded import BuildingRecorded
from permits.applications.spatial_rules.footprint_clear_of_masks import FootprintClearOfMasks
from permits.applications.spatial_rules.footprint_unchanged import FootprintUnchanged
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.subject import Proposal

RULES: tuple[Rule[Proposal, Any], ...] = (
    ParcelInForce(),
    NoOtherCase(beside=("fencing",)),
    BuildingRecorded(),
    FootprintUnchanged(),
    FootprintClearOfMasks(),
)
