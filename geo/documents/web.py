"""Filing a paper from the page of its record, and handing it out to whom its secrecy allows."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from geo.accounts.models import User
from geo.documents import selectors
from geo.documents.content import MOST
from geo.documents.enums import DocumentKind, Secrecy
from geo.documents.errors import DocumentTooLarge, DocumentUnknown
from geo.documents.forms import DocumentForm
from geo.documents.models import Document
from geo.documents.policies import levels_filed_by, may_read
from geo.documents.registry import Home, home_of
from geo.documents.services import file_document
from geo.documents.storing import content_of
from geo.errors import InvalidInput, NotAllowed, NotFound, Text
from geo.municipalities.scope import territory

#: What is left out of a PDF, by the words of rewriting.py.
LEFT_OUT: dict[str, Text] = {
    "actions": gettext_lazy("scripts and actions"),
    "attachments": gettext_lazy("attached files"),
    "forms": gettext_lazy("form fields (what was filled in stays)"),
    "links": gettext_lazy("links"),
    "signatures": gettext_lazy("electronic signatures (what they were worth is recorded)"),
}


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
    with territory([home.municipality.pk]):
        filed = _file(request, request.user, subject, home)
    messages.success(request, _("The document is filed."))
    if filed.left_out:
        said = _("Left out of the file, which was made anew: %(what)s.")
        messages.info(request, said % {"what": _list(LEFT_OUT[word] for word in filed.left_out)})
    return redirect(home.url)


def _list(words: Iterable[Text]) -> str:
    return " · ".join(map(str, words))


def _file(request: HttpRequest, person: User, subject: str, home: Home) -> Document:
    """File what the form tells, and return it. Errors: InvalidInput, DocumentTooLarge, those of filing."""
    levels = levels_filed_by(person, home)
    sent = request.POST.copy()
    sent.setdefault("document-secrecy", levels[0].value)
    form = DocumentForm(sent, request.FILES, subject=subject, kinds=home.kinds, levels=levels)
    if not form.is_valid():
        raise InvalidInput(_first_fault(form))
    upload = form.cleaned_data["file"]
    if upload.size > MOST:
        raise DocumentTooLarge(size=upload.size)
    return file_document(
        subject=subject, office=home.municipality, kind=DocumentKind(form.cleaned_data["kind"]),
        title=form.cleaned_data["title"], name=upload.name, content=upload.read(), by=person,
        supersedes=form.cleaned_data["supersedes"], secrecy=Secrecy(form.cleaned_data["secrecy"]),
    )  # fmt: skip


def _first_fault(form: DocumentForm) -> str:
    """Return the first fault with the name of its field, as one sentence."""
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {faults[0]}" if label else str(faults[0])


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the bytes as they were filed: to be kept, never to be run by the browser, never in a shared cache."""
    found, content = _read(request, pk)
    response = HttpResponse(content, content_type=found.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _read(request: HttpRequest, pk: UUID) -> tuple[Document, bytes]:
    """Return a paper that the person may read, with its bytes. Errors: DocumentUnknown, those of the storage."""
    office, subject = selectors.place_of(pk) or (0, "")
    home = home_of(subject, request.user)
    if home is None or home.municipality.pk != office:
        raise DocumentUnknown
    with territory([office]):
        found = selectors.document(pk)
        if not may_read(request.user, found, home):
            raise DocumentUnknown
        return found, content_of(found)
