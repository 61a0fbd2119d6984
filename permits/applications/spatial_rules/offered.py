"""The rules that a simple kind may name: those that ask nothing but land and an outline of works."""

from typing import Any

from geo.spatial_rules.rule import Rule
from permits.applications.spatial_rules.building_recorded import BuildingRecorded
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.parcel_vacant import ParcelVacant
from permits.applications.spatial_rules.subject import Proposal
from permits.applications.spatial_rules.survey_valid import SurveyValid
from permits.applications.spatial_rules.works_in_parcel import WorksClearOfMasks, WorksInParcel

#: What every simple kind asks: a permit stands on land that is numbered and in force.
NEEDED = ParcelInForce.code
OFFERED: dict[str, Rule[Proposal, Any]] = {
    rule.code: rule
    for rule in (
        ParcelInForce(),
        WorksInParcel(),
        NoOtherCase(beside=("fencing",)),
        ParcelVacant(),
        BuildingRecorded(),
        WorksClearOfMasks(),
        SurveyValid(),
    )
}
