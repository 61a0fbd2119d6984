"""The archive: who files and who reads, and that nothing of it changes."""

import hashlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from geo.documents.enums import DocumentKind
from geo.documents.errors import DocumentReplaced
from geo.documents.models import Document
from geo.documents.selectors import documents_of
from geo.documents.services import file_document
from geo.municipalities.scope import everywhere, territory
from geo.series.models import ChainEntry
from tests.factories.papers import blank, pdf, saved
from tests.geo.documents.test_content import png

pytestmark = pytest.mark.django_db


def filed(office, content=None, **changes):
    asked = {
        "subject": f"plans.plan:{office.plan.pk}", "office": office.body, "kind": DocumentKind.MINUTES, "title": "محضر",
        "name": "scan.pdf", "content": content or pdf(), "by": office.engineer,
    }  # fmt: skip
    with territory([office.body.pk]):
        return file_document(**{**asked, **changes})


def locked():
    return saved(blank(), encryption=pikepdf.Encryption(owner="o", user=""))


def upload(client, office, content, name="scan.pdf", **changes):
    data = {
        "document-subject": f"plans.plan:{office.plan.pk}", "document-kind": "minutes", "document-title": "محضر",
        "document-file": SimpleUploadedFile(name, content), **changes,
    }  # fmt: skip
    return client.post(reverse("documents:file"), data)


def test_a_paper_is_filed_once_and_sealed_in_the_chain(places):
    first, again = filed(places.west), filed(places.west)
    assert first.pk == again.pk
    with everywhere():
        entry = ChainEntry.objects.get(subject=f"documents.document:{first.pk}")
    assert entry.payload["sha256"] == hashlib.sha256(pdf()).hexdigest()


def test_a_newer_version_takes_the_place_once(places):
    first = filed(places.west)
    second = filed(places.west, png(), supersedes=first)
    with territory([places.west.body.pk]):
        assert list(documents_of(first.subject)) == [second]
        with pytest.raises(DocumentReplaced):
            filed(places.west, png(2, 2), supersedes=first)
        with pytest.raises(DocumentReplaced):
            filed(places.west, png(3, 3), supersedes=second, subject="plans.plan:0")


@pytest.mark.parametrize("change", [{"title": "x"}, {"content": b"x"}, {"subject": "plans.plan:1"}])
def test_the_application_may_not_change_a_paper(places, change):
    paper = filed(places.west)
    with everywhere(), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(**change)


def test_the_hash_is_that_of_the_content(places):
    with territory([places.west.body.pk]), pytest.raises(IntegrityError, match="hash"), transaction.atomic():
        Document.objects.create(
            municipality=places.west.body, subject="plans.plan:1", kind="other", title="x", name="x.pdf",
            media_type="application/pdf", size=1, sha256="0" * 64, content=b"x", filed_by=places.west.head,
        )  # fmt: skip


def test_staff_files_from_the_page_and_gets_the_bytes_back_as_an_attachment(client, places):
    client.force_login(places.west.engineer)
    assert upload(client, places.west, pdf()).status_code == 302
    with territory([places.west.body.pk]):
        paper = Document.objects.get()
    answer = client.get(reverse("documents:download", args=[paper.pk]))
    assert answer.content == pdf()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("who", ["citizen", "east"])
def test_nobody_else_files_or_reads(client, places, who):
    paper = filed(places.west)
    client.force_login(places.citizen if who == "citizen" else places.east.engineer)
    assert upload(client, places.west, png()).status_code == 404
    assert client.get(reverse("documents:download", args=[paper.pk])).status_code == 404
    with everywhere():
        assert Document.objects.count() == 1


def test_a_visitor_is_asked_to_sign_in(client, places):
    paper = filed(places.west)
    assert client.get(reverse("documents:download", args=[paper.pk])).status_code == 302
    assert upload(client, places.west, png()).status_code == 302


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"<html>", 400), (locked(), 400), (b"%PDF-" + b" " * 20 * 1024 * 1024, 413), (b"", 400)],
)
def test_what_is_refused_leaves_nothing(client, places, content, status):
    client.force_login(places.west.engineer)
    answer = upload(client, places.west, content, name="plan.pdf")
    assert answer.status_code == status
    with everywhere():
        assert not Document.objects.exists()


@pytest.mark.parametrize("subject", ["", "plans.plan:", "plans.plan:x", "nothing:1", "plans.plan:99999999"])
def test_a_record_that_is_not_there_has_no_documents(client, places, subject):
    client.force_login(places.west.engineer)
    assert upload(client, places.west, pdf(), **{"document-subject": subject}).status_code == 404
