"""The pages of the service, and one that fails in the middle of its work."""

from django.urls import path

from geo.urls import urlpatterns as pages


def fail(request):
    """Fail with a person in hand."""
    name = request.POST["name"]
    raise RuntimeError(f"{len(name)} letters were too many")


urlpatterns = [*pages, path("fault/", fail)]
