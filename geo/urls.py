"""Composition root of the pages: names slices by dotted string only."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from geo.municipalities.middleware import unscoped
from geo.search import api as search_api
from geo.web import health

admin.site.site_header = admin.site.site_title = _("Administration")

urlpatterns = [
    path("", include("tiles.map.urls")),
    path("tiles/", include("tiles.style.urls")),  # before tiles.mvt, which takes any name for a layer's
    path("tiles/", include("tiles.mvt.urls")),
    path("", include("tiles.ogc.urls")),
    path("places/", include("parcels.plans.urls")),
    path("", include("parcels.register.urls")),
    path("my-land/", include("parcels.rights.urls")),
    path("permits/", include("permits.applications.urls")),
    path("cases/", include("permits.cases.urls")),
    path("cases/", include("permits.decisions.urls")),
    path("", include("permits.payments.urls")),
    path("applications/", include("permits.applications.case_urls")),
    path("", include("permits.offices.urls")),
    path("what-if/", include("permits.what_if.urls")),
    path("excavations/", include("permits.excavations.urls")),
    path("plan-cases/", include("permits.planning.urls")),
    path("enquiry/", include("permits.enquiries.urls")),
    path("documents/", include("geo.documents.urls")),
    path("violations/", include("permits.violations.urls")),
    path("draws/", include("permits.draws.urls")),
    path("grants/past/", include("permits.past_grants.urls")),
    path("grants/", include("permits.grants.urls")),
    path("surveys/", include("permits.surveys.urls")),
    path("quality/", include("parcels.quality.urls")),
    path("land-changes/", include("permits.subdivisions.urls")),
    path("numbering/", include("permits.numbering_runs.urls")),
    path("search/", include("geo.search.urls")),
    path("imports/", include("geo.staging.urls")),
    path("images/", include("geo.raster.urls")),
    path("imagery/", include("tiles.imagery.urls")),
    path("", include("geo.exchange.urls")),
    path("", include("geo.printing.urls")),
    path("api/v1/search", search_api.search, name="api-search"),
    path("api/v1/", include("geo.exchange.api_urls")),
    path("api/v1/", include("parcels.plans.api_urls")),
    path("api/v1/", include("parcels.register.api_urls")),
    path("api/v1/", include("permits.cases.api_urls")),
    path("api/v1/", include("permits.payments.api_urls")),
    path("api/v1/", include("permits.draws.api_urls")),
    path("api/v1/", include("permits.offices.api_urls")),
    path("api/v1/", include("permits.enquiries.api_urls")),
    path("api/v1/", include("permits.numbering_runs.api_urls")),
    path("api/v1/", include("permits.subdivisions.checkout.api_urls")),
    path("api/v1/", include("geo.staging.api_urls")),
    path("api/v1/", include("geo.raster.api_urls")),
    path("api/", include("geo.api.urls")),  # after the others: its last address answers what leads nowhere
    path("sign-in/", unscoped(auth.LoginView.as_view(redirect_authenticated_user=True)), name="login"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
    path("delegations/", include("geo.accounts.urls")),
    path("people/", include("geo.parties.urls")),
    path("audit/", include("geo.audit.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "geo.api.views.bad_request"
