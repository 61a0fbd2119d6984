"""Running a kind's rules over an application, and keeping what they said."""

from datetime import date
from typing import Any

from django.utils import timezone

from geo.accounts.models import User
from geo.spatial_rules.engine import Verdict, judge_all
from geo.spatial_rules.keeping import kept_finding
from permits.applications.kinds.kind import kinds
from permits.applications.models import Assessment, PermitApplication
from permits.applications.spatial_rules.subject import Proposal


def judge(*, application: PermitApplication, on: date) -> Verdict[Proposal]:
    """Judge an application by the rules in force on a day, against the register as it stands; nothing is kept."""
    proposal = Proposal(
        parcel=application.version.parcel,
        version=application.version,
        works=application.works,
        on=on,
        case_id=application.pk,
    )
    return judge_all(kinds[application.kind].rules, proposal)


def judge_now(application: PermitApplication) -> Verdict[Proposal]:
    """Judge an application by today's rules."""
    return judge(application=application, on=timezone.localdate())


def findings_now(application: PermitApplication) -> list[dict[str, Any]]:
    """Return today's findings in the form in which they are kept, without keeping them."""
    return [kept_finding(item) for item in judge_now(application).judged]


def assess(*, application: PermitApplication, by: User, on: date | None = None) -> Assessment:
    """Judge an application by the rules of the day (today unless told) and keep every finding with its evidence."""
    day = on or timezone.localdate()
    verdict = judge(application=application, on=day)
    return Assessment.objects.create(
        application=application,
        municipality_id=application.municipality_id,
        version=application.version,
        judged_on=day,
        judged_by=by,
        answer=verdict.answer,
        findings=[kept_finding(item) for item in verdict.judged],
    )
