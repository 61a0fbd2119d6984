"""Conditions of eligibility and obligations of grantees: dated rows with three answers; those off are only shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from geo.spatial_rules.rule import Answer
from permits.applications.enums import IN_FORCE, ApplicationState, PermitKind
from permits.applications.models import PermitApplication
from permits.grants.enums import Duty
from permits.grants.models import AreaClass, Grant, GrantCondition
from permits.grants.selectors import plot_of, previous_grants_of

#: Says whether a grant meets a condition of this value on a day.
Judge = Callable[[Grant, Decimal, date], Answer]


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition and whether it is met."""

    condition: GrantCondition
    answer: Answer

    @property
    def blocks(self) -> bool:
        """Does it stand in the way? Only when it is in force and is not plainly met."""
        return self.condition.active and self.answer is not Answer.YES


def conditions_on(day: date, duty: Duty) -> list[GrantCondition]:
    """Return the conditions that are written for a day, by code; the region's before the country's."""
    holds = GrantCondition.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, duty=duty)
    found: dict[str, GrantCondition] = {}
    for jurisdiction in (settings.JURISDICTION.split("-")[0], settings.JURISDICTION):
        found |= {each.code: each for each in holds.filter(jurisdiction=jurisdiction).order_by("valid_from")}
    return [found[code] for code in sorted(found)]


def classes_on(day: date) -> list[AreaClass]:
    """Return the area classes of a day, the smallest first."""
    holds = AreaClass.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    found: dict[str, AreaClass] = {}
    for jurisdiction in (settings.JURISDICTION.split("-")[0], settings.JURISDICTION):
        found |= {each.code: each for each in holds.filter(jurisdiction=jurisdiction).order_by("valid_from")}
    return sorted(found.values(), key=lambda each: (each.min_m2, each.code))


def judged(grant: Grant, duty: Duty, on: date) -> list[Judged]:
    """Return every condition of a day with its answer; one that nobody can judge is unknown."""
    return [
        Judged(each, JUDGES[each.code](grant, each.value or Decimal(0), on) if each.code in JUDGES else Answer.UNKNOWN)
        for each in conditions_on(on, duty)
    ]


def _years(since: date | None, least: Decimal, on: date) -> Answer:
    """Say whether so many full years have passed since a day; unknown without the day."""
    if since is None:
        return Answer.UNKNOWN
    passed = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    return Answer.YES if passed >= least else Answer.NO


def _of_age(grant: Grant, least: Decimal, on: date) -> Answer:
    return _years(grant.born_on, least, on)


def _resident(grant: Grant, least: Decimal, on: date) -> Answer:
    return _years(grant.resident_since, least, on)


def _no_previous(grant: Grant, most: Decimal, on: date) -> Answer:
    return Answer.YES if len(previous_grants_of(grant)) <= most else Answer.NO


def _built(grant: Grant, _value: Decimal, on: date) -> Answer:
    """Say whether a building permit of the plot was acted on: works begun or finished."""
    plot = plot_of(grant)
    begun = IN_FORCE - {ApplicationState.ISSUED} | {ApplicationState.CLOSED}
    built = PermitApplication.objects.filter(parcel=plot, kind=PermitKind.BUILDING, case__state__in=begun)
    return Answer.YES if plot is not None and built.exists() else Answer.NO


#: Who judges the conditions of data/reference/grant_conditions.csv.
JUDGES: dict[str, Judge] = {
    "of_age": _of_age,
    "resident_years": _resident,
    "no_previous_grant": _no_previous,
    "build_within": _built,
}
