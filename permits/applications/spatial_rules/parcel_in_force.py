"""The parcel is numbered and in force."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from parcels.register.enums import ParcelState
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Code, state, and whether the version that was checked is still the one held."""

    code: str | None
    state: str
    version_held: bool


class ParcelInForce(Rule[Proposal, Facts]):
    """A permit is issued only on a parcel that has a number, is active, and has not changed since the check."""

    code = "parcel_in_force"
    title = _("The parcel is numbered and in force")
    cites = "DOMAIN 3.3; S12"
    hint = _("Number the parcel, lift the freeze, or check the application again against today's boundary.")

    def facts(self, subject: Proposal) -> Facts:
        """Read the register."""
        subject.parcel.refresh_from_db(fields=["code", "state"])
        subject.version.refresh_from_db(fields=["recorded", "valid"])
        held = subject.version.recorded.upper is None and subject.version.valid.upper is None
        return Facts(subject.parcel.code, subject.parcel.state, held)

    def judge(self, facts: Facts) -> Finding:
        """Numbered, active, unchanged."""
        evidence = {"code": facts.code, "state": facts.state, "version_held": facts.version_held}
        if facts.code is None:
            return Finding(answer=Answer.NO, message=_("The parcel has no number."), evidence=evidence)
        if facts.state != ParcelState.ACTIVE:
            return Finding(answer=Answer.NO, message=_("The parcel is not active."), evidence=evidence)
        if not facts.version_held:
            return Finding(
                answer=Answer.NO,
                message=_("The boundary has changed since it was checked."),
                evidence=evidence,
            )
        return Finding(answer=Answer.YES, message=_("Numbered, active, boundary unchanged."), evidence=evidence)
