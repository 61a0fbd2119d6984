"""Pages of grants of earlier registers: the list, its table, and one grant whose land a person finds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed, http_status
from geo.municipalities.scope import territory
from permits.cases.pages import paper, signed_in
from permits.past_grants import selectors
from permits.past_grants.enums import Match
from permits.past_grants.errors import NotOfGrants
from permits.past_grants.forms import FindForm
from permits.past_grants.models import PastGrant
from permits.past_grants.policies import may_find, past_grant_offices
from permits.past_grants.services import find_land


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the past grants of the person's offices: those first whose land is to be found, or as asked; no names."""
    _person, offices = _reader(request)
    show, after = _show_of(request), request.GET.get("after", "")
    with territory(offices):
        page, counts = selectors.page_of(show, _key(after)), selectors.counts_by_match()
        context = {
            "rows": [{"grant": each, "day": _day(each)} for each in page.rows],
            "next": page.next, "later": bool(after), "show": show,
            "sums": _sums(counts),
            "ways": [(way.value, way.label, counts[way.value]) for way in Match if counts[way.value]],
        }  # fmt: skip
        return render(request, "past_grants/index.html", context)


@login_required
@never_cache
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Hand out the list, as it is narrowed, as a table for spreadsheets."""
    _person, offices = _reader(request)
    show = _show_of(request)
    with territory(offices):
        body = selectors.table_of(show).encode()
    return paper(body, name=f"past-grants-{show}-{timezone.localdate():%Y%m%d}.csv", kind="text/csv; charset=utf-8")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, past_id: UUID) -> HttpResponse:
    """Show a past grant and the land it may be; a POST says which parcel it is, once."""
    person, offices = _reader(request)
    with territory(offices):
        grant = selectors.past_grant(past_id)
        if request.method != "POST":
            return _page(request, person, grant, form=FindForm(initial={"code": request.GET.get("code", "")[:40]}))
        if not may_find(person, grant.municipality_id):
            raise NotOfGrants
        return _find(request, person, grant)


def _find(request: HttpRequest, person: User, grant: PastGrant) -> HttpResponse:
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, person, grant, form=form, status=400)
    told = form.cleaned_data
    try:
        find_land(grant_id=grant.pk, code=told["code"], why=told["why"], by=person)
    except DomainError as error:
        return _page(request, person, grant, form=form, refusal=error, status=http_status(error))
    messages.success(request, _("It is written down which parcel this grant is."))
    return redirect("past_grants:one", grant.pk)


def _page(
    request: HttpRequest,
    person: User,
    grant: PastGrant,
    *,
    form: FindForm,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    land = selectors.land_found(grant)
    finds = grant.parcel_id is None and may_find(person, grant.municipality_id)
    candidates = [] if grant.parcel_id else selectors.candidates_of(grant, _finding(person))
    shown = [candidate.answer.land for candidate in candidates if candidate.choices]
    context = {
        "grant": grant, "day": _day(grant), "land": land, "finds": finds, "candidates": candidates,
        "form": form if finds else None, "refusal": refusal, "place": _place(land or (shown[0] if shown else None)),
    }  # fmt: skip
    return render(request, "past_grants/one.html", context, status=status)


def _finding(person: User) -> tuple[int, ...]:
    return tuple(pk for pk in past_grant_offices(person) if may_find(person, pk))


def _place(land: Any) -> dict[str, str] | None:
    """Return what the small map shows of land: the first parcel of today, and the box of all."""
    if land is None or land.bbox is None:
        return None
    return {"code": land.today[0].code, "bbox": ",".join(f"{degree:.7f}" for degree in land.bbox)}


def _reader(request: HttpRequest) -> tuple[User, tuple[int, ...]]:
    """Return who reads, and of which offices. Errors: NotAllowed."""
    person = signed_in(request)
    offices = past_grant_offices(person)
    if not offices:
        raise NotAllowed
    return person, offices


def _show_of(request: HttpRequest) -> str:
    show = request.GET.get("show", "")
    return show if show in (selectors.FOUND, selectors.ALL, *Match.values) else selectors.MISSED


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


def _day(grant: PastGrant) -> str:
    return selectors.day_told(grant.decided_on, get_language() or "ar")


def _sums(counts: Any) -> list[tuple[str, str, int]]:
    missed = sum(counts[way] for way in Match.missed())
    found = sum(counts[way] for way in Match.hits())
    return [
        (selectors.MISSED, _("Land not found"), missed), (selectors.FOUND, _("Land found"), found),
        (selectors.ALL, _("All"), missed + found),
    ]  # fmt: skip
