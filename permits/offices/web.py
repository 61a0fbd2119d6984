"""Pages of an office: its programs, the addresses that are told, the log of messages, and for whom it may act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import holds, territories_of
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.models import Municipality
from permits.cases.pages import signed_in
from permits.offices import selectors, services, webhooks
from permits.offices.forms import MandateForm, ProgramForm, WebhookForm
from permits.offices.models import Delivery, Office
from permits.offices.policies import is_licensed, is_member, may_keep, may_mandate

PAGE = 30


@login_required
@never_cache
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """List the offices of whoever asks; the head of a municipal office sees all of them."""
    person = signed_in(request)
    found = Office.objects.all() if _heads(person) else selectors.offices_of(person)
    rows = [{"office": each, "licensed": is_licensed(each)} for each in found.select_related("registered_by")]
    return render(request, "offices/offices.html", {"rows": rows})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, number: str) -> HttpResponse:
    """Show an office to its people and to heads of municipal offices; a POST does what its button names."""
    found, person = _readable(request, number)
    desk = Desk(request, found, person)
    act = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    if request.method == "POST" and act is None:
        raise NotFound
    return act(desk) if act else desk.page()


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the office's addresses were told and what they answered; a POST sends one message again."""
    found, person = _readable(request, number)
    if not is_member(person, found):
        raise NotFound
    told = selectors.deliveries_of(found)
    if request.method == "POST":
        delivery = told.filter(pk=_uuid(request.POST.get("message", ""))).first()
        if delivery is None:
            raise NotFound
        webhooks.tell_again(delivery=delivery, by=person)
        messages.success(request, _("The message goes out again."))
        return redirect("offices:log", found.registration_number)
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    rows = [{"delivery": each, **selectors.told_state(each)} for each in page]
    context = {"office": found, "rows": rows, "page": page, "may_keep": may_keep(person, found)}
    return render(request, "offices/log.html", context)


def _uuid(typed: str) -> str:
    try:
        return str(Delivery._meta.pk.to_python(typed))
    except forms.ValidationError as error:
        raise NotFound from error


def _heads(person: User) -> tuple[int, ...]:
    """Return the places whose head the person is."""
    return tuple(place for place in territories_of(person, role=Role.HEAD) if holds(person, Role.HEAD, place))


def _readable(request: HttpRequest, number: str) -> tuple[Office, User]:
    found, person = selectors.office_numbered(number), signed_in(request)
    if not is_member(person, found) and not _heads(person):
        raise NotFound
    return found, person


@dataclass(slots=True)
class Desk:
    """One look at an office's page: who looks, and what is shown besides."""

    request: HttpRequest
    office: Office
    person: User

    def page(self, *, status: int = 200, **more: Any) -> HttpResponse:
        """Show the page; `more` goes before the empty forms."""
        keeps = may_keep(self.person, self.office)
        places = [each for each in _heads(self.person) if may_mandate(self.person, self.office, each)]
        context = {
            "office": self.office,
            "licensed": is_licensed(self.office),
            "member": is_member(self.person, self.office),
            "may_keep": keeps,
            "programs": selectors.programs_of(self.office),
            "webhooks": selectors.webhooks_of(self.office),
            "mandates": selectors.mandates_of(self.office).filter(municipality_id__in=places),
            "may_mandate": bool(places),
            "places": Municipality.objects.filter(pk__in=places).order_by("code"),
            "program_form": ProgramForm(), "webhook_form": WebhookForm(), "mandate_form": MandateForm(), **more,
        }  # fmt: skip
        return render(self.request, "offices/office.html", context, status=status)

    def done(self, sentence: str) -> HttpResponse:
        """Say that it is done, on the page."""
        messages.success(self.request, sentence)
        return redirect("offices:office", self.office.registration_number)

    def written(self, name: str, form: forms.Form, write: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse:
        """Write what a form says, or show the page again with what is wrong with it."""
        if not form.is_valid():
            return self.page(status=400, **{name: form})
        try:
            return write(form.cleaned_data)
        except DomainError as error:
            return self.page(status=http_status(error), refusal=error, **{name: form})

    def chosen(self, rows: Any) -> Any:
        """Return the row that a button names. Errors: NotFound."""
        typed = self.request.POST.get("key", "")
        found = rows.filter(pk=int(typed)).first() if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
        if found is None:
            raise NotFound
        return found


def _make_program(desk: Desk) -> HttpResponse:
    def write(told: dict[str, Any]) -> HttpResponse:
        made, secret = services.make_program(office=desk.office, by=desk.person, **told)
        return desk.page(made=made, secret=secret)

    return desk.written("program_form", ProgramForm(desk.request.POST), write)


def _close_program(desk: Desk) -> HttpResponse:
    services.close_program(program=desk.chosen(selectors.programs_of(desk.office)), by=desk.person)
    return desk.done(_("The program is closed: its tokens have ended."))


def _make_webhook(desk: Desk) -> HttpResponse:
    def write(told: dict[str, Any]) -> HttpResponse:
        made, secret = webhooks.make_webhook(office=desk.office, by=desk.person, **told)
        return desk.page(made_webhook=made, secret=secret)

    return desk.written("webhook_form", WebhookForm(desk.request.POST), write)


def _close_webhook(desk: Desk) -> HttpResponse:
    webhooks.close_webhook(webhook=desk.chosen(selectors.webhooks_of(desk.office)), by=desk.person)
    return desk.done(_("The address is told nothing more."))


def _record_mandate(desk: Desk) -> HttpResponse:
    place = Municipality.objects.filter(code=desk.request.POST.get("place", "")).first()
    if place is None:
        raise NotFound

    def write(told: dict[str, Any]) -> HttpResponse:
        services.record_mandate(office=desk.office, municipality=place, by=desk.person, **told)
        return desk.done(_("The mandate is written down."))

    return desk.written("mandate_form", MandateForm(desk.request.POST), write)


def _revoke_mandate(desk: Desk) -> HttpResponse:
    services.revoke_mandate(mandate=desk.chosen(selectors.mandates_of(desk.office)), by=desk.person)
    return desk.done(_("The mandate has ended. What was filed under it stays filed."))


ACTS: dict[str, Callable[[Desk], HttpResponse]] = {
    "make_program": _make_program,
    "close_program": _close_program,
    "make_webhook": _make_webhook,
    "close_webhook": _close_webhook,
    "record_mandate": _record_mandate,
    "revoke_mandate": _revoke_mandate,
}
