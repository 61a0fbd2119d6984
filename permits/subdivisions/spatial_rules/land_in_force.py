"""The land is as it was when the proposal was made."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding
from parcels.register.enums import ParcelState
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Codes of parcels whose boundary has changed since, and of those in a state that forbids it, with the state."""

    changed: tuple[str, ...]
    barred: tuple[tuple[str, str], ...]


class LandInForce(LandRule):
    """Only land in force changes, and as it stood when the shapes were made."""

    code = "land_in_force"
    title = _("The parcels are in force and as they were drawn")
    cites = "DOMAIN 3.1"
    hint = _("Lift the freeze, wait for the other case, or make the proposal again from today's boundaries.")

    def facts(self, subject: Subject) -> Facts:
        """Read the register."""
        changed, barred = [], []
        for version in subject.versions:
            version.refresh_from_db(fields=["recorded", "valid"])
            version.parcel.refresh_from_db(fields=["state", "code"])
            code, state = version.parcel.code or "", version.parcel.state
            if version.recorded.upper is not None or version.valid.upper is not None:
                changed.append(code)
            own = subject.case_id is not None and version.parcel.claims.filter(
                case_id=subject.case_id, released_at=None
            )
            if state != ParcelState.ACTIVE and not (state == ParcelState.UNDER_CHANGE and own):
                barred.append((code, state))
        return Facts(tuple(changed), tuple(barred))

    def judge(self, facts: Facts) -> Finding:
        """None changed, all active or held by this very case."""
        evidence = {"changed": list(facts.changed), "barred": [list(pair) for pair in facts.barred]}
        if facts.changed:
            return Finding(answer=Answer.NO, message=_("A boundary has changed since."), evidence=evidence)
        if facts.barred:
            message = _("A parcel is frozen, retired, or under change by another case.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("In force, boundaries unchanged."), evidence=evidence)
