"""Running a kind's rules over an application, and keeping what they said."""

from datetime import date
from typing import Any

from django.utils import timezone, translation

from geo.accounts.models import User
from geo.spatial_rules.engine import Judged, Verdict, judge_all
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
    return [_kept(item) for item in judge_now(application).judged]


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
        findings=[_kept(item) for item in verdict.judged],
    )


def _kept(item: Judged) -> dict[str, Any]:
    """Return a finding as it is stored: sentences in both languages, evidence, offending geometry."""
    kept: dict[str, Any] = {
        "rule": item.rule.code,
        "cites": item.rule.cites,
        "answer": item.finding.answer.value,
        "evidence": item.finding.evidence,
        "geometry": item.finding.geometry,
    }
    for language in ("ar", "en"):
        with translation.override(language):
            kept[f"title_{language}"] = str(item.rule.title)
            kept[f"message_{language}"] = str(item.finding.message)
            kept[f"hint_{language}"] = str(item.rule.hint)
    return kept
