"""Guards of an excavation's steps."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.rule import Answer, MissingSource
from geo.spatial_rules.selectors import needed_value
from permits.applications.errors import RulesNotMet, TermMissing
from permits.applications.guards import not_paid
from permits.applications.kinds.kind import kinds
from permits.applications.models import PermitApplication
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from permits.excavations.enums import DigState, Manner
from permits.excavations.errors import NoExtensionAsked, NotEmergency, NotYetOver
from permits.excavations.models import DigPlan
from permits.excavations.proposal import dig_proposal, plan_of


def application_of(case: Case) -> PermitApplication:
    """Return the application of a dig."""
    return PermitApplication.objects.select_related("case", "municipality").get(pk=case.pk)


def is_emergency(case: Case) -> bool:
    """Say whether a dig is one."""
    return bool(application_of(case).details["manner"] == Manner.EMERGENCY)


def emergency(case: Case) -> None:
    """Raise NotEmergency for any other manner of dig."""
    if not is_emergency(case):
        raise NotEmergency


def seen_first(case: Case) -> None:
    """Raise NotEmergency for an emergency that nobody has verified: it begins with its notice."""
    if case.state == DigState.DRAFT and is_emergency(case):
        raise NotEmergency


def can_be_withdrawn(case: Case) -> None:
    """Raise StepNotPossible for an emergency whose ground is open, and PaidAlready for one that is paid."""
    if is_emergency(case) and case.state not in (DigState.DRAFT, DigState.NOTIFIED):
        raise StepNotPossible
    not_paid(case)


def request_is_late(case: Case) -> None:
    """Raise NotYetOver until the hours for the formal request of an emergency are over."""
    noticed = case.events.filter(transition="notify").latest("taken_at", "pk").taken_at
    if timezone.now() < noticed + timedelta(hours=days_of("emergency_excavation_request")):
        raise NotYetOver


def within_days(case: Case) -> None:
    """Raise StepNotPossible on a day that the permit does not allow."""
    plan = plan_of(application_of(case))
    if not plan.starts_on <= timezone.localdate() <= plan.ends_on:
        raise StepNotPossible


def never_begun(case: Case) -> None:
    """Raise NotYetOver until the last day of the permit is over."""
    if timezone.localdate() <= plan_of(application_of(case)).ends_on:
        raise NotYetOver


def guarantee_is_over(case: Case) -> None:
    """Raise NotYetOver until the days of guarantee after the clearance are over."""
    cleared = case.events.filter(transition="close").latest("taken_at", "pk").taken_at
    if timezone.now() < cleared + timedelta(days=days_of("reinstatement_guarantee")):
        raise NotYetOver


def asked_extension(application: PermitApplication) -> DigPlan | None:
    """Return the wish for more days that waits for its answer, or None."""
    wish = DigPlan.objects.filter(application=application, asked_extension=True).order_by("-number").first()
    counted = plan_of(application)
    return wish if wish is not None and wish.number > counted.number and wish.ends_on > counted.ends_on else None


def more_days_asked(case: Case) -> None:
    """Raise NoExtensionAsked unless more days are asked for."""
    if asked_extension(application_of(case)) is None:
        raise NoExtensionAsked


def more_days_possible(case: Case) -> None:
    """Raise RulesNotMet unless every rule allows the days that are asked for."""
    application = application_of(case)
    wish = asked_extension(application)
    if wish is None:
        raise NoExtensionAsked
    subject = dig_proposal(application, timezone.localdate())
    if judge_all(kinds[application.kind].rules, replace(subject, ends_on=wish.ends_on)).answer != Answer.YES:
        raise RulesNotMet


def days_of(code: str) -> int:
    """Return a dated figure of today; raise TermMissing."""
    try:
        return int(needed_value(code, timezone.localdate()))
    except MissingSource as missing:
        raise TermMissing from missing
