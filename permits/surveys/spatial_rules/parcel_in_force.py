"""The parcel is numbered, in force, and its boundary is the one that the survey pinned."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from parcels.register.enums import ParcelState
from permits.surveys.spatial_rules.subject import SurveyedLand


@dataclass(frozen=True, slots=True)
class Facts:
    """Code, state, and whether the version that was pinned is still the one held."""

    code: str | None
    state: str
    version_held: bool


class ParcelInForce(Rule[SurveyedLand, Facts]):
    """A decision is given on a parcel that has a number, is active, and has not changed since the survey began."""

    code = "survey_parcel_in_force"
    title = _("The parcel is in force and unchanged")
    cites = "DOMAIN 1.2, 3.1"
    hint = _("Wait until the procedure that changes the parcel is complete, then begin a new survey.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Read the register."""
        subject.parcel.refresh_from_db(fields=["code", "state"])
        subject.version.refresh_from_db(fields=["recorded", "valid"])
        held = subject.version.recorded.upper is None and subject.version.valid.upper is None
        return Facts(subject.parcel.code, subject.parcel.state, held)

    def judge(self, facts: Facts) -> Finding:
        """Numbered, active, unchanged."""
        evidence = {"code": facts.code, "state": facts.state, "version_held": facts.version_held}
        if facts.code is None or facts.state != ParcelState.ACTIVE:
            return Finding(answer=Answer.NO, message=_("The parcel is not active now."), evidence=evidence)
        if not facts.version_held:
            return Finding(
                answer=Answer.NO, message=_("The boundary has changed since the survey began."), evidence=evidence
            )
        return Finding(answer=Answer.YES, message=_("Active, with the boundary of the survey."), evidence=evidence)
