"""OAuth 2.0 over HTTP: tokens, their end, leave that a person gives, and where all this is (RFC 8414)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from oauth2_provider.views import AuthorizationView, RevokeTokenView, TokenView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from geo.api.throttles import Heavy
from geo.municipalities.middleware import unscoped
from geo.municipalities.scope import territory
from permits.offices.enums import Scope
from permits.offices.knocking import count_wrong_secret, seconds_before_secret
from permits.offices.middleware import wait
from permits.offices.oauth import acting_through, program_named, program_of

#: Where people let a program in: it leads back to the program, which the page's policy has to name.
CSP_OF_FORM = "form-action"


class _Endpoint(APIView):
    """An endpoint of the library, counted like other dear requests; its answers are those of RFC 6749.

    The middleware opens no transaction for it (urls.py): what is counted must stay when the answer undoes the rest.
    """

    schema = None
    authentication_classes = ()
    permission_classes = [AllowAny]
    throttle_classes = [Heavy]
    library: Any

    def post(self, request: Request) -> HttpResponseBase:
        """Hand the request over in a transaction of its own; a wrong secret is counted when that is over."""
        asked = request._request
        if seconds := seconds_before_secret(asked):
            return wait(seconds)
        with territory(()):
            answer: HttpResponseBase = self.library.as_view()(asked)
            if answer.status_code >= 400:
                transaction.set_rollback(True)
        if answer.status_code == 401:
            count_wrong_secret(asked)
        return answer


class Token(_Endpoint):
    """Gives tokens (client credentials; authorization code with PKCE; refresh)."""

    library = TokenView


class Revoke(_Endpoint):
    """Ends a token (RFC 7009)."""

    library = RevokeTokenView


class Authorize(AuthorizationView):
    """Asks the person of an office whether a program may act in his name."""

    template_name = "offices/authorize.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse whoever does not belong to the program's office; let the answer lead back to the program."""
        program = program_named(request.POST.get("client_id") or request.GET.get("client_id", ""))
        if request.user.is_authenticated and program is not None:
            acting_through(program, request.user)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        if program is not None:
            origins = {_origin(each) for each in program.client.redirect_uris.split()}
            answer._csp_update = {CSP_OF_FORM: sorted(origins)}  # type: ignore[attr-defined]
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose program asks, and what for in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        client, scopes = context.get("application"), context.get("scopes", ())
        words = [Scope(each).label for each in scopes if each in Scope.values]
        return {**context, "program": program_of(client.pk) if client else None, "words": words}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@unscoped
@require_safe
def metadata(request: HttpRequest) -> JsonResponse:
    """Answer where tokens are given and what is understood (RFC 8414)."""
    base = settings.BASE_URL.rstrip("/")
    names = {"token_endpoint": "token", "authorization_endpoint": "authorize", "revocation_endpoint": "revoke"}
    return JsonResponse(
        {
            "issuer": base,
            **{told: base + reverse(f"offices:{name}") for told, name in names.items()},
            "scopes_supported": Scope.values,
            "response_types_supported": ["code"],
            "grant_types_supported": ["client_credentials", "authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "service_documentation": base + reverse("api-docs"),
        }
    )
