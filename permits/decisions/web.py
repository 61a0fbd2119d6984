"""The page of a case's decisions: what each stood on, whether it would be the same again, and overrides of unknowns."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from geo.accounts.models import User
from geo.accounts.policies import has_role, territories_of
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from geo.spatial_rules.engine import Judged
from geo.spatial_rules.rule import Answer
from permits.cases.flow import Flow, flows
from permits.cases.models import Case
from permits.cases.pages import signed_in
from permits.cases.policies import visible_cases
from permits.decisions.models import DecisionRecord, Override
from permits.decisions.registry import decider_of
from permits.decisions.rerunning import rerun
from permits.decisions.selectors import decisions_of, overrides_of
from permits.decisions.services import ASKS, SIGNS, ask_override, sign_override


def _case(request: HttpRequest, case_id: UUID) -> Case:
    """Return a case for the people of its office: a record tells of other cases too. Errors: NotFound."""
    case = visible_cases().filter(pk=case_id).first()
    if case is None or case.municipality_id not in territories_of(signed_in(request)):
        raise NotFound
    return case


@login_required
@require_safe
def decisions(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the decisions of a case; `?again=` takes one of them again."""
    case = _case(request, case_id)
    with territory([case.municipality_id]):
        return _page(request, case)


@login_required
@require_POST
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for an override of a rule that cannot be told."""
    case, told = _case(request, case_id), request.POST
    with territory([case.municipality_id]):
        try:
            ask_override(case=case, rule=told.get("rule", ""), reason=told.get("reason", ""), by=signed_in(request))
        except DomainError as error:
            return _page(request, case, error, reason=told.get("reason", ""))
    messages.success(request, _("Asked for. The head of the office signs it, or leaves it."))
    return redirect("decisions:of_case", case.pk)


@login_required
@require_POST
def sign(request: HttpRequest, case_id: UUID, override_id: int) -> HttpResponse:
    """Put the second signature under an override."""
    case = _case(request, case_id)
    with territory([case.municipality_id]):
        found = get_object_or_404(Override, pk=override_id, case=case)
        try:
            sign_override(override=found, by=signed_in(request))
        except DomainError as error:
            return _page(request, case, error)
    messages.success(request, _("Signed. What is missing does not block this case any more."))
    return redirect("decisions:of_case", case.pk)


def _page(request: HttpRequest, case: Case, refusal: DomainError | None = None, **more: Any) -> HttpResponse:
    person, flow, asked = signed_in(request), flows[case.kind], overrides_of(case.pk)
    judged = decider_of(case).judged(case)
    titles = {item.rule.code: item.rule.title for item in judged}
    known = {(each.rule, each.version, each.missing) for each in asked}
    context = {
        "case": case,
        "flow": flow,
        "page": flow.page,
        "decisions": [_told(record, flow, titles) for record in decisions_of(case.pk)],
        "again": _again(request, case),
        "unknown": [
            item for item in _unknown(judged) if (item.rule.code, item.rule.version, item.missing) not in known
        ],
        "overrides": asked,
        "asks": has_role(person, ASKS, case.municipality_id) and case.opened_by_id != person.pk,
        "signs": has_role(person, SIGNS, case.municipality_id) and case.opened_by_id != person.pk,
        "refusal": refusal,
        **more,
    }
    return render(request, "decisions/case.html", context, status=http_status(refusal) if refusal else 200)


def _unknown(judged: Iterable[Judged]) -> list[Judged]:
    """Return what cannot be told now for want of a source."""
    return [item for item in judged if item.finding.answer == Answer.UNKNOWN and item.missing]


def _fee(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a fee with its sums as numbers; a rate is shown with the places that it needs, two at least."""
    if not told:
        return None
    return {"amount": Decimal(told["amount"]), "lines": [_line(each) for each in told["lines"]]}


def _line(told: dict[str, Any]) -> dict[str, Any]:
    rate = Decimal(told["rate"])
    places = max(2, -int(rate.normalize().as_tuple().exponent))
    sums = {name: Decimal(told[name]) for name in ("quantity", "amount")}
    return {"code": told["code"], "rate": rate, "places": places, **sums}


def _told(record: DecisionRecord, flow: Flow, titles: dict[str, Any]) -> dict[str, Any]:
    """Return a record in the words of the flow and the rules of today."""
    told = record.told
    step = flow.step(record.act)
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=[each["by"] for each in told["signers"]])}
    return {
        "record": record,
        "title": _("Permit issued") if record.act == "issue" else step.label if step else record.act,
        "rules": [
            {
                "title": titles.get(each["rule"], each["rule"]),
                "answer_label": Answer(each["answer"]).label,
                "cites": each["cites"],
                "told": [
                    (name, _plain(value)) for name, value in each["evidence"].items() if value not in ([], {}, "", None)
                ],
            }
            for each in told["rules"]
        ],
        "fee": _fee(told["fee"]),
        "signers": [
            {
                "label": found.label if (found := flow.step(each["step"])) else each["step"],
                "name": names.get(each["by"], each["by"]),
            }
            for each in told["signers"]
        ],
        "papers": told["papers"],
    }


def _again(request: HttpRequest, case: Case) -> Any:
    """Take the decision that is asked for again; None when none is."""
    asked = request.GET.get("again", "")
    found = decisions_of(case.pk).filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
    return rerun(found) if found else None


def _plain(value: Any) -> str:
    """Return a value of JSON as it is read by people."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
    return str(value)
