"""What everyone sees of draws, without signing in: the session, on a phone and on a wall, results, tickets, files."""

from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo.accounts.models import User
from geo.errors import NotFound
from permits.draws import verify_draw
from permits.draws.enums import KNOWN, WAY, DrawState, PaperName
from permits.draws.fairness import Evenness, fairness_of
from permits.draws.forms import TicketForm
from permits.draws.models import Draw, PublishedDraw
from permits.draws.policies import may_hold, official_of
from permits.draws.selectors import leaf_of, material_of, paper_of, place_of, published_draw, published_draws

#: Rows of results on one page, and on the wall.
PAGE, ON_THE_WALL = 100, 8
_PROGRAM = Path(verify_draw.__file__)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the draws, the latest first."""
    page = Paginator(published_draws(), PAGE).get_page(request.GET.get("page"))
    return render(request, "draws/index.html", {"page": page})


@never_cache
@require_safe
def session(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """Show a draw to everyone; `?fragment=board` answers what changes during the session."""
    found = published_draw(draw_id)
    template = "draws/board.html" if request.GET.get("fragment") == "board" else "draws/session.html"
    return render(request, template, {**board_of(found), "manages": _manages(request, found), "form": TicketForm()})


@never_cache
@require_safe
def screen(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """Show a draw on the wall of the hall: large, and by itself up to date."""
    found = published_draw(draw_id)
    wall = request.GET.get("fragment") == "board"
    return render(request, "draws/wall.html" if wall else "draws/screen.html", board_of(found))


@require_safe
def results(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """List what was drawn, class by class in the order of turns."""
    found = published_draw(draw_id)
    if found.state not in KNOWN:
        raise NotFound
    page = Paginator(material_of(found)["results"], PAGE).get_page(request.GET.get("page"))
    return render(request, "draws/results.html", {"draw": found, "page": page})


@never_cache
@require_safe
def ticket(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """Answer whether a ticket stands in the frozen list, how to prove it, and what it drew."""
    found = published_draw(draw_id)
    form = TicketForm(request.GET if "ticket" in request.GET else None)
    context: dict[str, Any] = {"draw": found, "form": form, "place": None, "asked": False}
    if form.is_valid():
        context["asked"] = True
        try:
            context["place"] = place_of(found, form.cleaned_data["ticket"])
            context["leaf"] = leaf_of(context["place"])
        except NotFound:
            context["place"] = None
    return render(request, "draws/ticket.html", context, status=400 if form.errors else 200)


@require_safe
def paper(request: HttpRequest, draw_id: UUID, name: str) -> HttpResponse:
    """Hand out a file of the draw, to the byte."""
    if name not in PaperName.values:
        raise NotFound
    found = published_draw(draw_id)
    answer = HttpResponse(paper_of(draw_id, PaperName(name)), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.stem}-{name}.json"'
    return answer


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Hand out the program that checks a draw without this system."""
    answer = HttpResponse(_PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="verify_draw.py"'
    return answer


def board_of(found: PublishedDraw) -> dict[str, Any]:
    """Return what the session shows: how far it is, who has sealed and revealed, and results once they are known."""
    known = found.state in KNOWN
    rows = material_of(found)["results"] if known else []
    reached = -1 if found.state == DrawState.VOID else WAY.index(DrawState(found.state))
    return {
        "draw": found,
        "state": DrawState(found.state),
        "way": [{"state": state, "done": place <= reached} for place, state in enumerate(WAY)],
        "due": found.public_due_at <= timezone.now(),
        "given": sum(row["lot"] is not None for row in rows),
        "reserves": sum(row["lot"] is None for row in rows),
        "first": [row for row in rows if row["lot"] is not None][:ON_THE_WALL],
        "fairness": _fairness(found.pk) if known else [],
    }


@lru_cache(maxsize=8)
def _fairness(draw_id: UUID) -> list[Evenness]:
    """Return the report of a drawn draw: its proof never changes, so a process computes it once."""
    return fairness_of(material_of(published_draw(draw_id)))


def _manages(request: HttpRequest, found: PublishedDraw) -> bool:
    person = request.user
    if not isinstance(person, User):
        return False
    return may_hold(person, found.municipality_id) or official_of(person, Draw(pk=found.pk)) is not None
