"""The pages of the service, and views that refuse, fail, write and render late."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied

from geo.accounts.models import User
from geo.errors import STATUS
from geo.municipalities.middleware import unscoped
from geo.urls import urlpatterns as pages
from parcels.plans.models import District

ERRORS = {error.code: error for error in STATUS}
FAULTS = {400: SuspiciousOperation("a secret"), 403: PermissionDenied("a secret"), 500: RuntimeError("a secret")}
DISTRICTS = "{% for district in districts %}{{ district.name }};{% endfor %}"


def refuse(request, code):
    """Write a user, then refuse."""
    User.objects.create_user("written")
    raise ERRORS[code]


@unscoped
def refuse_outside_scopes(request, code):
    """Refuse where no scope is open."""
    raise ERRORS[code]


@api_view(["GET"])
def refuse_by_api(request, code):
    """Write a user, then refuse; the REST framework answers."""
    User.objects.create_user("written")
    raise ERRORS[code]


@api_view(["GET"])
def forbid_by_api(request):
    """Refuse in the REST framework's own words."""
    raise ApiPermissionDenied


def answer(request, status):
    """Write a user, then answer with a status."""
    User.objects.create_user("written")
    return HttpResponse(status=status)


def answer_late(request, status):
    """Write a user; the districts are read when the page is rendered, after the view has returned."""
    User.objects.create_user("written")
    context = {"districts": District.objects.order_by("code")}
    return TemplateResponse(request, engines["django"].from_string(DISTRICTS), context, status=status)


def fail(request, status):
    """Write a user, then fail as Django's own errors do."""
    User.objects.create_user("written")
    raise FAULTS[status]


urlpatterns = [
    path("refuse/<str:code>/", refuse),
    path("api/refuse/<str:code>/", refuse),
    path("unscoped/<str:code>/", refuse_outside_scopes),
    path("api/v1/trial/<str:code>", refuse_by_api),
    path("api/v1/forbidden", forbid_by_api),
    path("answer/<int:status>/", answer),
    path("late/<int:status>/", answer_late),
    path("fail/<int:status>/", fail),
    *pages,  # after ours: its last address under /api/ answers what leads nowhere
]
