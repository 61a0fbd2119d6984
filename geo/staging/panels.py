"""What this slice adds to the workplace and to pages of the register: the way to imports, for those who may import."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from geo.municipalities.models import Municipality
from geo.staging.models import StagedLayer, Upload
from geo.staging.policies import may_import, offices_of


@adds_to("workplace")
def imports_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead to the imports, whoever may send any."""
    return link("staging:index", _("Imports")) if offices_of(person).exists() else None


@adds_to("body_page")
def imports_of_body(request: HttpRequest, body: Municipality) -> SafeString | None:
    """Lead to the imports of a body and to sending one, whoever may send any for it."""
    if body.territory is None or not may_import(request.user, body.pk):
        return None
    return render_to_string("staging/ways.html", {}, request)


def origin(request: HttpRequest, office: int, upload: UUID) -> SafeString | None:
    """Return the way to the import of an office that something came with; nothing to who may not import for it."""
    if not may_import(request.user, office):
        return None
    found = Upload.objects.filter(municipality=office, pk=upload).only("name").first()
    return render_to_string("staging/origin.html", {"upload": found}, request) if found is not None else None


def origin_of_record(request: HttpRequest, office: int, became: str) -> SafeString | None:
    """Return the way to the import that became a record, such as a draft; as origin."""
    upload = StagedLayer.objects.filter(municipality=office, result=became).values_list("upload", flat=True).first()
    return origin(request, office, upload) if upload is not None else None
