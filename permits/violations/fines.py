"""What a fine is counted from: sites, the share of the establishment's size, and that a repetition doubles it."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from geo.spatial_rules.selectors import value_on
from permits.payments.enums import Unit
from permits.payments.fees import Quantity
from permits.violations.catalogue import term_on
from permits.violations.enums import FINED
from permits.violations.errors import FineUnknown
from permits.violations.models import Violation

#: In data/reference: how long before a violation the same one makes it a repetition, and what that does to the fine.
REPEATED_WITHIN = "violation_repeat_within"
REPEAT_FACTOR = "violation_repeat_factor"
SHARE = "violation_share_"


def day_of(violation: Violation) -> date:
    """Return the day whose law holds: that on which the violation was seen."""
    return timezone.localdate(violation.observed_at)


def quantities_of(violation: Violation) -> list[Quantity]:
    """Return what the fine is counted from: sites × share of the size × factor of a repetition.

    Errors: FineUnknown, TermMissing.
    """
    count = Decimal(violation.sites if violation.kind.by_site else 1)
    return [Quantity(violation.kind.tariff, count * share_of(violation) * factor_of(violation), Unit.VIOLATION)]


def share_of(violation: Violation) -> Decimal:
    """Return the share that who is responsible pays: 1 unless the fine goes by the size of the establishment."""
    if not (violation.kind.scaled and violation.size):
        return Decimal(1)
    return _told(SHARE + violation.size, day_of(violation))


def factor_of(violation: Violation) -> Decimal:
    """Return what a repetition multiplies the fine with; 1 for the first time."""
    return _told(REPEAT_FACTOR, day_of(violation)) if former_of(violation) else Decimal(1)


def former_of(violation: Violation) -> Violation | None:
    """Return the last violation of the same item, by the same, for which a fine stands, within the dated time."""
    if violation.repeat_of_id is not None:
        return violation.repeat_of
    if violation.respondent_id is None:
        return None
    term = term_on(REPEATED_WITHIN, day_of(violation))
    earlier = Violation.objects.filter(
        respondent=violation.respondent_id, item=violation.item, observed_at__lt=violation.observed_at, state__in=FINED
    )  # fmt: skip
    found = earlier.order_by("-observed_at", "pk").first()
    return found if found and term.ends(day_of(found)) >= day_of(violation) else None


def _told(code: str, day: date) -> Decimal:
    value = value_on(code, day)
    if value is None:
        raise FineUnknown(missing=code)
    return Decimal(value.value)
