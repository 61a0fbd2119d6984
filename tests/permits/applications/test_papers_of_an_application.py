"""Who reads which paper of an application: its office, its heads, its applicant."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from geo.documents.enums import DocumentKind, Secrecy
from geo.documents.models import Document
from geo.documents.services import file_document
from geo.municipalities.scope import territory
from permits.applications.papers import paper_subject
from tests.factories.cases import hold_values, open_thread
from tests.factories.papers import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(places):
    hold_values()
    return open_thread(places.west, places.citizen)


def paper(thread, secrecy):
    office = thread.office
    with territory([office.body.pk]):
        return file_document(
            subject=paper_subject(thread.case.pk), office=office.body, kind=DocumentKind.DEED, title=f"paper {secrecy}",
            name="x.pdf", content=pdf(str(secrecy)), by=office.surveyor, secrecy=secrecy,
        )  # fmt: skip


READERS = {
    ("citizen", "parties"): 200, ("citizen", "staff"): 404, ("citizen", "confidential"): 404,
    ("engineer", "parties"): 200, ("engineer", "staff"): 200, ("engineer", "confidential"): 404,
    ("head", "parties"): 200, ("head", "staff"): 200, ("head", "confidential"): 200,
    ("surveyor", "parties"): 200, ("surveyor", "staff"): 200, ("surveyor", "confidential"): 200,  # he filed it
    ("next office", "parties"): 404, ("next office", "staff"): 404, ("next office", "confidential"): 404,
    ("other citizen", "parties"): 404,
}  # fmt: skip


def person(places, who, django_user_model):
    people = {"citizen": places.citizen, "next office": places.east.head}
    if who == "other citizen":
        return django_user_model.objects.create_user("other")
    return people.get(who) or getattr(places.west, who)


@pytest.mark.parametrize(("who", "secrecy"), READERS)
def test_a_paper_is_read_by_whom_its_secrecy_names(client, places, thread, django_user_model, who, secrecy):
    filed = paper(thread, Secrecy(secrecy))
    client.force_login(person(places, who, django_user_model))
    answer = client.get(reverse("documents:download", args=[filed.pk]))
    assert answer.status_code == READERS[who, secrecy]


def test_an_applicant_files_for_the_parties_and_for_nobody_less(client, places, thread):
    client.force_login(places.citizen)
    form = {
        "document-subject": paper_subject(thread.case.pk), "document-kind": "deed", "document-title": "صك",
        "document-file": SimpleUploadedFile("deed.pdf", pdf()),
    }  # fmt: skip
    assert client.post(reverse("documents:file"), form).status_code == 302
    with territory([places.west.body.pk]):
        made = Document.objects.get()
    assert (made.secrecy, made.filed_by) == (Secrecy.PARTIES, places.citizen)
    form["document-file"] = SimpleUploadedFile("deed.pdf", pdf("OTHER"))
    assert client.post(reverse("documents:file"), {**form, "document-secrecy": "confidential"}).status_code == 400


def test_a_kind_that_the_record_does_not_have_is_refused(client, places, thread):
    client.force_login(places.west.engineer)
    form = {
        "document-subject": paper_subject(thread.case.pk), "document-kind": "staking_report", "document-title": "x",
        "document-file": SimpleUploadedFile("x.pdf", pdf()),
    }  # fmt: skip
    assert client.post(reverse("documents:file"), form).status_code == 400
