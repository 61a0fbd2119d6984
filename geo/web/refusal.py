"""Answering a domain error: a page, or a problem document where JSON was asked for."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from geo.api.errors import problem
from geo.errors import DomainError, http_status


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to a refused request."""
    status = http_status(error)
    if request.path.startswith(("/api/", "/ogc")):
        return JsonResponse(problem(error), status=status, content_type="application/problem+json")
    return render(request, "refused.html", {"error": error, "missing": status == HTTPStatus.NOT_FOUND}, status=status)
