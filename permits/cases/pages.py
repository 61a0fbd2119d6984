"""What the pages of all kinds of case have in common: who may open one, steps as buttons, refusals in place, papers."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from geo.accounts.models import User
from geo.accounts.policies import Person
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from permits.cases.acts import act
from permits.cases.file_page import file_of
from permits.cases.flow import Text, flows
from permits.cases.models import Case
from permits.cases.policies import case_seen_by, steps_open_to, visible_cases
from permits.cases.selectors import history_of

Context = dict[str, Any]
PDF = "application/pdf"


class Decide(Protocol):
    """The service of a kind that takes a named step of a case and does what the step decides."""

    def __call__(self, *, case: Case, name: str, by: User, note: str) -> Case:
        """Return the case in its new state. Errors: any DomainError, and then nothing is written."""


def _nothing_more(error: DomainError, case: Case) -> Context:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """The page of some kinds of case: its template extends "cases/case.html".

    `context` tells what the template shows besides; it contains `progress`. `done` is said after a step, with
    "%(state)s" in it. `explain` returns what a page shows of a refusal besides its sentence.
    """

    kinds: Collection[str]
    template: str
    done: Text
    context: Callable[[HttpRequest, Case], Context]
    decide: Decide
    explain: Callable[[DomainError, Case], Context] = _nothing_more

    def answer(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Show a case; a POST takes the named step. Errors: NotFound."""
        case = self.find(request, case_id)
        with territory([case.municipality_id]):
            return self.take(request, case) if request.method == "POST" else self.show(request, case)

    def find(self, request: HttpRequest, case_id: UUID) -> Case:
        """Return a case of these kinds that the person may read. Errors: NotFound."""
        found = visible_cases().filter(pk=case_id).first()
        if found is None or found.kind not in self.kinds or not case_seen_by(request.user, found):
            raise NotFound
        return found

    def show(self, request: HttpRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
        """Show a case inside its territory; `more` goes before what the context tells."""
        context = {**file_of(request.user, case), **self.context(request, case), **more}
        return render(request, self.template, context, status=status)

    def refuse(self, request: HttpRequest, case: Case, error: DomainError, **more: Any) -> HttpResponse:
        """Show the page again with the reason; the request writes nothing, because it answers 400 or more."""
        return self.show(request, case, status=http_status(error), refusal=error, **more)

    def take(self, request: HttpRequest, case: Case) -> HttpResponse:
        """Take the step that the form names, with its note; or what it does in the file of the case."""
        if "act" in request.POST:
            return self.write_in_file(request, case)
        person, note = signed_in(request), request.POST.get("note", "")
        try:
            moved = self.decide(case=case, name=request.POST.get("step", ""), by=person, note=note)
        except DomainError as error:
            return self.refuse(request, case, error, note=note, **self.explain(error, case))
        flow = flows[case.kind]
        messages.success(request, str(self.done) % {"state": flow.states(moved.state).label})
        return redirect(flow.page, case.pk)

    def write_in_file(self, request: HttpRequest, case: Case) -> HttpResponse:
        """Do what a form of the file says, then show the page again."""
        try:
            done = act(case, signed_in(request), request.POST, request.FILES)
        except DomainError as error:
            return self.refuse(request, case, error, written=request.POST)
        messages.success(request, str(done))
        return redirect(f"{reverse(flows[case.kind].page, args=[case.pk])}#file")


def signed_in(request: HttpRequest) -> User:
    """Return the person of a page that asks for signing in. Errors: NotFound."""
    if not isinstance(request.user, User):
        raise NotFound
    return request.user


def progress(person: Person, case: Case, *, barred: Collection[str] = ()) -> Context:
    """Return where a case stands, how it came there, and which steps the person may take.

    `barred` names steps that the kind keeps from this person, whose role would allow them: the other pair of eyes.
    """
    flow = flows[case.kind]
    steps = [step for step in steps_open_to(person, case) if step.name not in barred]
    return {
        "case": case,
        "flow": flow,
        "state": flow.states(case.state),
        "events": history_of(case),
        "steps": steps,
        "waits": any(step.awaited for step in steps),
        "needs_reason": [step.label for step in steps if step.needs_note],
        "next_steps": [step for step in flow.from_state(case.state) if step.awaited],
    }


def paper(body: bytes, *, name: str, kind: str = PDF) -> HttpResponse:
    """Answer a paper or file of a case: a PDF to be looked at, anything else to be kept; no cache on the way holds it.

    `name` is that of the file; a slash of a case number becomes a hyphen.
    """
    response = HttpResponse(body, content_type=kind)
    shown = "inline" if kind == PDF else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{name.replace("/", "-")}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
