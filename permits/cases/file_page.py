"""What the page of any case shows of its file: clock, departments, requests, conditions, words, appeals."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.accounts.policies import Person
from permits.cases.appeals import contestable, last_day_of
from permits.cases.clock import clocks_of, turn_of
from permits.cases.conditions import conditions_of
from permits.cases.drawn import map_of, written_works
from permits.cases.enums import ConditionStage, Holder, Opinion, Ruling, Wanted
from permits.cases.errors import FileTermMissing
from permits.cases.flow import flows
from permits.cases.models import Case, Department, Supplement
from permits.cases.open_matters import standing_objections
from permits.cases.policies import may_answer, may_rule, seen_as_office, works_on
from permits.cases.supplements import revisers
from permits.cases.talk import assigned_to, colleagues, comments_for


def file_of(person: Person, case: Case) -> dict[str, Any]:
    """Return `file`, what "cases/file.html" shows to a person; nothing to a visitor. Inside the case's territory."""
    if not isinstance(person, User):
        return {}
    works, office = works_on(person, case), seen_as_office(person, case)
    alive = turn_of(case.kind, case.state) is not Holder.NOBODY
    told: dict[str, Any] = {
        "clock": clocks_of([case])[case.pk],
        "office": office,
        "works": works and alive,
        "own": case.opened_by_id == person.pk,
        "referrals": _referrals(case, person),
        "supplements": _supplements(case, own=case.opened_by_id == person.pk),
        "conditions": [{"row": each, "may": works and each.closed_at is None} for each in conditions_of(case)],
        "comments": comments_for(case, person),
        "assigned": assigned_to(case),
        "stages": ConditionStage.choices,
        "opinions": [(each.value, each.label) for each in Opinion if each is not Opinion.SILENT],
        "rulings": Ruling.choices,
        **_appeals(case, person),
    }
    return {"file": told | {"yours": _yours(told)} | (_choices(case) if told["works"] else {})}


def _yours(told: dict[str, Any]) -> Any:
    """Return what in the file waits for the reader, in one sentence; None when nothing does."""
    if any(each["may"] for each in told["supplements"]):
        return _("The office asks you for something.")
    if any(each["may"] for each in told["referrals"]):
        return _("Your department is asked about this case.")
    if any(each["may"] for each in told["appeals"]):
        return _("An appeal waits for a decision.")
    return None


def _choices(case: Case) -> dict[str, Any]:
    """Return what whoever works on a case chooses from."""
    wanted = [each for each in Wanted if each is not Wanted.GEOMETRY or case.kind in revisers]
    return {
        "departments": Department.objects.all(),
        "wanted": [(each.value, each.label) for each in wanted],
        "colleagues": colleagues(case),
    }


def _referrals(case: Case, person: User) -> list[dict[str, Any]]:
    asked = case.referrals.select_related("department", "closed_by", "case").prefetch_related("department__people")
    standing = {each.pk for each in standing_objections(case)}
    return [
        {"row": each, "may": each.closed_at is None and may_answer(person, each), "stands": each.pk in standing}
        for each in asked
    ]


def _supplements(case: Case, *, own: bool) -> list[dict[str, Any]]:
    """Return the requests; the applicant finds the present drawing in the form where he corrects it."""
    asked = list(case.supplements.select_related("opened_by", "closed_by", "document").defer("document__content"))
    rows = [{"row": each, "may": own and each.closed_at is None, **_drawings(case, each)} for each in asked]
    return _with_map(case, rows)


def _with_map(case: Case, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the first drawing that the applicant is to correct a map; a page has one to draw on."""
    first = next((row for row in rows if row["may"] and "corners" in row), None)
    if first is not None:
        reviser = revisers[case.kind]
        first["key"] = str(first["row"].pk)
        first["map"] = map_of(reviser.works(case), outlines=reverse(reviser.outlines))
    return rows


def _drawings(case: Case, asked: Supplement) -> dict[str, Any]:
    """Return the drawing before and after; while it is asked for, its corners as they are typed."""
    if asked.wanted != Wanted.GEOMETRY or case.kind not in revisers:
        return {}
    if asked.closed_at is None:
        return {"corners": written_works(revisers[case.kind].works(case))}
    if asked.geom_before is None or asked.geom_after is None:
        return {}
    return {"before_m2": asked.geom_before.area, "after_m2": asked.geom_after.area}


def _appeals(case: Case, person: User) -> dict[str, Any]:
    """Return the appeals with what the person may decide, and the step that he may contest."""
    flow = flows[case.kind]
    made = case.appeals.select_related("event", "closed_by")
    rows = [
        {"row": each, "step": _label(case, each.event.transition), "may": not each.closed_at and may_rule(person, each)}
        for each in made
    ]
    if case.opened_by_id != person.pk or not any(step.appealable for step in flow.transitions):
        return {"appeals": rows}
    return {"appeals": rows, **_contest(case)}


def _contest(case: Case) -> dict[str, Any]:
    try:
        event = contestable(case)
    except FileTermMissing as missing:
        return {"contest_refused": missing}
    if event is None:
        return {}
    return {"contest": _label(case, event.transition), "contest_until": last_day_of(event)}


def _label(case: Case, name: str) -> Any:
    step = flows[case.kind].step(name)
    return step.label if step else name
