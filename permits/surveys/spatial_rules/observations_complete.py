"""The field sheet holds all that a survey states."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.surveys.spatial_rules.subject import SurveyedLand


@dataclass(frozen=True, slots=True)
class Facts:
    """Corners and walks of the sheet, how many walks stay open, the instrument, the day of the field work and today."""

    corners: int
    walks: int
    open_walks: int
    instrument: str
    observed_on: date
    on: date


class ObservationsComplete(Rule[SurveyedLand, Facts]):
    """Corners walked around and back to the first one, by a named instrument, on a day that has come."""

    code = "survey_observations_complete"
    title = _("The observations are complete")
    cites = "DOMAIN 1.2; S4"
    hint = _("Record the corners in order, and the first one again at the end; name the instrument and the day.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Count the walks of the last sheet."""
        work = subject.field_work
        return Facts(
            corners=sum(len(loop.corners) for loop in work.loops),
            walks=len(work.loops),
            open_walks=sum(loop.closing is None for loop in work.loops),
            instrument=work.sheet.instrument,
            observed_on=work.sheet.observed_on,
            on=subject.on,
        )

    def judge(self, facts: Facts) -> Finding:
        """All walks come back; instrument and day are stated."""
        evidence = {
            "corners": facts.corners,
            "walks": facts.walks,
            "open_walks": facts.open_walks,
            "observed_on": facts.observed_on.isoformat(),
        }
        if facts.open_walks or not facts.walks:
            return Finding(
                answer=Answer.NO, message=_("The first corner was not observed again at the end."), evidence=evidence
            )
        if not facts.instrument.strip():
            return Finding(answer=Answer.NO, message=_("The instrument is not named."), evidence=evidence)
        if facts.observed_on > facts.on:
            return Finding(answer=Answer.NO, message=_("The day of the field work has not come."), evidence=evidence)
        return Finding(
            answer=Answer.YES, message=_("Every corner was walked and the walk came back."), evidence=evidence
        )
