"""The office's page of a draw: who holds it takes its steps, each official seals and reveals his secret."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from geo.accounts.models import User
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from permits.draws import services
from permits.draws.enums import DrawState
from permits.draws.forms import CommitForm, RevealForm, ValueForm, VoidForm
from permits.draws.models import Draw, Official
from permits.draws.policies import may_hold, official_of
from permits.draws.selectors import draw_of, published_draw
from permits.draws.web import board_of


@dataclass(frozen=True, slots=True)
class Act:
    """What a form of the page does; `state` is where the draw stands for it to be offered."""

    form: type[forms.Form]
    do: Callable[[Draw, Any, User], Draw]


def _commit(draw: Draw, told: Any, by: User) -> Draw:
    return services.commit(draw=draw, commitment=told["commitment"], by=by)


def _reveal(draw: Draw, told: Any, by: User) -> Draw:
    return services.reveal(draw=draw, secret=told["secret"], nonce=told["nonce"], by=by)


def _value(draw: Draw, told: Any, by: User) -> Draw:
    return services.take_value(draw=draw, value=told["value"], evidence=told["evidence"], by=by)


def _void(draw: Draw, told: Any, by: User) -> Draw:
    return services.void(draw=draw, reason=told["reason"], by=by)


def _step(service: Callable[..., Draw]) -> Callable[[Draw, Any, User], Draw]:
    return lambda draw, told, by: service(draw=draw, by=by)


ACTS = {
    "commit": Act(CommitForm, _commit),
    "reveal": Act(RevealForm, _reveal),
    "value": Act(ValueForm, _value),
    "void": Act(VoidForm, _void),
    **{name: Act(forms.Form, _step(service)) for name, service in services.STEPS.items()},
}
#: What is said when it is done.
DONE = {
    "commit": gettext_lazy("Your secret is sealed. Keep the sheet with it until the session."),
    "reveal": gettext_lazy("Your secret is revealed."),
    "value": gettext_lazy("The public value is recorded."),
    "void": gettext_lazy("The draw is called off."),
    "freeze": gettext_lazy("The lists are frozen and published."),
    "draw": gettext_lazy("The lots are drawn."),
    "publish": gettext_lazy("The results are published."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """Show a draw to who holds it and to its officials; a POST does what its button names. Errors: NotFound."""
    office = published_draw(draw_id).municipality_id
    person = request.user
    if not isinstance(person, User):
        raise NotFound
    with territory([office]):  # officials may have no role in the office: their seat lets them in
        draw = draw_of(draw_id)
        official = official_of(person, draw)
        if official is None and not may_hold(person, office):
            raise NotFound
        name = request.POST.get("do", "")
        if request.method == "POST" and name in ACTS:
            return _act(request, draw, official, name)
        return _show(request, draw, official, status=400 if request.method == "POST" else 200)


def _act(request: HttpRequest, draw: Draw, official: Official | None, name: str) -> HttpResponse:
    act, person = ACTS[name], request.user
    form = act.form(request.POST)
    if not form.is_valid():
        return _show(request, draw, official, status=400, **{f"{name}_form": form})
    try:
        act.do(draw, form.cleaned_data, person)  # type: ignore[arg-type]
    except DomainError as error:
        return _show(request, draw, official, status=http_status(error), refusal=error, **{f"{name}_form": form})
    messages.success(request, _(str(DONE[name])))
    return redirect("draws:manage", draw.pk)


def _show(
    request: HttpRequest, draw: Draw, official: Official | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    board = board_of(published_draw(draw.pk))
    state, due = DrawState(draw.state), board["due"]
    holds = may_hold(request.user, draw.municipality_id)
    early = state in (DrawState.PREPARED, DrawState.COMMITTED, DrawState.FROZEN)
    context = {
        **board,
        "holds": holds,
        "official": official,
        "refusal": None,
        "commit_form": CommitForm() if official and state == DrawState.PREPARED and not official.commitment else None,
        "reveal_form": RevealForm() if official and _may_reveal(official, state, due) else None,
        "value_form": ValueForm() if holds and _waits_for_value(draw, state, due) else None,
        "void_form": VoidForm() if holds and (early or (state == DrawState.REVEALED and not due)) else None,
        "step": _next_step(draw, state) if holds else "",
        **more,
    }
    return render(request, "draws/manage.html", context, status=status)


def _may_reveal(official: Official, state: DrawState, due: bool) -> bool:
    return state == DrawState.FROZEN and not official.secret and not due


def _waits_for_value(draw: Draw, state: DrawState, due: bool) -> bool:
    return state == DrawState.REVEALED and not draw.public_value and due


def _next_step(draw: Draw, state: DrawState) -> str:
    """Return the step that a button offers, or ""."""
    if state == DrawState.COMMITTED:
        return "freeze"
    if state == DrawState.REVEALED and draw.public_value:
        return "draw"
    return "publish" if state == DrawState.DRAWN else ""
