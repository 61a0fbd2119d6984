"""The page of search results, for browsers without scripts and for links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.search.registry import search_all


def page(request: HttpRequest) -> HttpResponse:
    """Show what the words find."""
    words = request.GET.get("q", "")
    return render(request, "search/page.html", {"words": words, "hits": search_all(words, most=50)})
