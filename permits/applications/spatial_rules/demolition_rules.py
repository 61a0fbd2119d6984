"""What a demolition permit must meet."""

from typing import Any

from geo.spatial_rules.rule import Rule
from permits.applications.spatial_rules.building_recorded import BuildingRecorded
from permits.applications.spatial_rules.neighbours_protected import NeighboursProtected
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.subject import Proposal
from permits.applications.spatial_rules.works_on_building import WorksOnBuilding

RULES: tuple[Rule[Proposal, Any], ...] = (
    ParcelInForce(),
    NoOtherCase(beside=("fencing",)),
    BuildingRecorded(),
    WorksOnBuilding(),
    NeighboursProtected(),
)
