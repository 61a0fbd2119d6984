"""Filing a paper from the page of its record, and handing it out to the staff of its territory."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from geo.accounts.models import User
from geo.documents import selectors
from geo.documents.content import MOST
from geo.documents.enums import DocumentKind
from geo.documents.errors import DocumentTooLarge
from geo.documents.forms import DocumentForm
from geo.documents.registry import home_of
from geo.documents.services import file_document
from geo.errors import InvalidInput, NotAllowed, NotFound


@login_required
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """File a paper beside the record that the form names, then show the record again."""
    subject = request.POST.get("document-subject", "")
    home = home_of(subject, request.user)
    if home is None:
        raise NotFound
    if not home.may_file or not isinstance(request.user, User):
        raise NotAllowed
    form = DocumentForm(request.POST, request.FILES, subject=subject)
    if not form.is_valid():
        raise InvalidInput(_first_fault(form))
    upload = form.cleaned_data["file"]
    if upload.size > MOST:
        raise DocumentTooLarge(size=upload.size)
    file_document(
        subject=subject, office=home.municipality, kind=DocumentKind(form.cleaned_data["kind"]),
        title=form.cleaned_data["title"], name=upload.name, content=upload.read(), by=request.user,
        supersedes=form.cleaned_data["supersedes"],
    )  # fmt: skip
    messages.success(request, _("The document is filed."))
    return redirect(home.url)


def _first_fault(form: DocumentForm) -> str:
    """Return the first fault with the name of its field, as one sentence."""
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {faults[0]}" if label else str(faults[0])


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the bytes as they were filed: to be kept, never to be run by the browser, never in a shared cache."""
    found = selectors.document(pk)
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
