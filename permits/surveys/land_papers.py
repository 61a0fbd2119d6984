"""Survey decisions, as rules of other procedures ask for them."""

from collections.abc import Sequence
from uuid import UUID

from permits.cases.land_papers import LandPaper, land_papers
from permits.surveys.models import SurveyDecision


def survey_papers(parcel_id: UUID) -> Sequence[LandPaper]:
    """Return the survey decisions of a parcel that no later one has replaced, the latest first."""
    found = SurveyDecision.objects.filter(parcel_id=parcel_id, superseded_by=None).order_by("-issued_on", "number")
    return [LandPaper(**row) for row in found.values("number", "purpose", "issued_on", "valid_until", "version_id")]


land_papers.register("survey", survey_papers)
