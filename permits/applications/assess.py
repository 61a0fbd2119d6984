"""Running a kind's rules over an application, and keeping what they said."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from geo.accounts.models import User
from geo.spatial_rules.engine import Verdict, judge_all
from geo.spatial_rules.keeping import kept_finding, kept_judgement
from permits.applications.kinds.kind import kind_of
from permits.applications.models import Assessment, PermitApplication
from permits.decisions.selectors import signed_for


def judge(*, application: PermitApplication, on: date) -> Verdict[Any]:
    """Judge an application by the rules in force on a day, against the register as it stands; nothing is kept.

    Unknowns that two persons have overridden do not block.
    """
    kind = kind_of(application)
    verdict = judge_all(kind.rules, kind.subject(application, on))
    overrides = signed_for(application.pk, verdict.judged)
    return replace(verdict, overridden=frozenset(each.rule for each in overrides)) if overrides else verdict


def judge_now(application: PermitApplication) -> Verdict[Any]:
    """Judge an application by today's rules."""
    return judge(application=application, on=timezone.localdate())


def findings_now(application: PermitApplication) -> list[dict[str, Any]]:
    """Return today's findings in the form in which they are kept, without keeping them."""
    return [kept_finding(item) for item in judge_now(application).judged]


def assess(
    *, application: PermitApplication, by: User, on: date | None = None, verdict: Verdict[Any] | None = None
) -> Assessment:
    """Judge an application by the rules of the day (today unless told) and keep every finding with its evidence.

    `verdict`: what was found in the same transaction for the same day, so that nothing is asked twice.
    """
    day = on or timezone.localdate()
    verdict = verdict or judge(application=application, on=day)
    return Assessment.objects.create(
        application=application,
        municipality_id=application.municipality_id,
        version=application.version,
        judged_on=day,
        judged_by=by,
        answer=verdict.answer,
        findings=[kept_finding(item) | kept_judgement(item) for item in verdict.judged],
    )
