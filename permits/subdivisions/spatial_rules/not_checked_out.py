"""Nobody else has the land checked out under a lock."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding
from permits.subdivisions.selectors import locks_against
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Codes of parcels that somebody else has locked, with his name and the instant until when."""

    locked: tuple[tuple[str, str, str], ...]


class NotCheckedOut(LandRule):
    """Land that a surveyor has taken along under a lock is changed by his own cases only."""

    code = "not_checked_out"
    title = _("Nobody else has the land checked out")
    cites = "docs/decisions 23"
    hint = _("Wait until it is given back or the lock lapses, or ask the head of the office to release it.")

    def facts(self, subject: Subject) -> Facts:
        """Ask the locks."""
        found = locks_against(subject.change.touched, asked_by=subject.asked_by)
        return Facts(
            tuple(
                (lock.parcel.code or "", str(lock.checkout.made_by), lock.checkout.ends_at.isoformat())
                for lock in found
                if lock.checkout.ends_at
            )
        )

    def judge(self, facts: Facts) -> Finding:
        """None locked."""
        evidence = {"locked": [list(lock) for lock in facts.locked]}
        if facts.locked:
            return Finding(answer=Answer.NO, message=_("A parcel is checked out and locked."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("No lock of another person."), evidence=evidence)
