"""One scoped transaction a request."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from geo.accounts.policies import territories_of
from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from geo.web.refusal import refuse

View = Callable[..., HttpResponse]
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


class TerritoryMiddleware:
    """Runs each view in one transaction that sees the territories of the signed-in person.

    It must be the last middleware. Lazy responses (the admin's pages) are rendered inside, where the rows can
    still be seen. An answer of 400 or more undoes what the view wrote. A view marked `unscoped` (tiles, health) opens
    no transaction on the register.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer the request inside its scope."""
        if getattr(view, "unscoped", False):
            return None
        try:
            with territory(territories_of(request.user)):
                act_as(request.user.pk, source=_route(request))
                return _answer(view(request, *args, **kwargs))
        except DomainError as error:
            return refuse(request, error)


def _route(request: HttpRequest) -> str:
    """Return method and pattern: what is written down for ever holds no code or name that an address may carry."""
    return f"{request.method} {request.resolver_match.route if request.resolver_match else ''}"


def _answer(response: HttpResponse) -> HttpResponse:
    """Render a lazy response while its rows can be seen; undo what a refused request wrote."""
    render = getattr(response, "render", None)
    if callable(render) and not getattr(response, "is_rendered", True):
        response = render()
    if response.status_code >= 400:
        transaction.set_rollback(True)
    return response


def unscoped(view: AnyView) -> AnyView:
    """Mark a view that reads nothing but what is published."""
    view.unscoped = True  # type: ignore[attr-defined]
    return view
