"""Counts wrong tokens when the transaction of their request is over, and has been undone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from geo.api.errors import MEDIA_TYPE, problem
from geo.errors import http_status
from permits.offices.errors import TooManyWrong
from permits.offices.knocking import bears_token, count_wrong_token


class WrongTokens:
    """Answers 429 in the place of 401 to whoever sent too many wrong tokens. It stands outside TerritoryMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 401 or not bears_token(request):
            return response
        seconds = count_wrong_token(request)
        return wait(seconds) if seconds else response


def wait(seconds: int) -> HttpResponse:
    """Return the answer to whoever must wait so many seconds."""
    error = TooManyWrong(seconds=seconds)
    headers = {"Retry-After": str(seconds)}
    return JsonResponse(problem(error), status=http_status(error), content_type=MEDIA_TYPE, headers=headers)
