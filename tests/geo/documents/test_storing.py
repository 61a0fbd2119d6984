"""Papers in a storage beside the database: by their hash, read back whole or not at all."""

import hashlib

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from geo.documents.errors import DocumentDamaged, DocumentStoreSilent
from geo.documents.models import Document
from geo.documents.services import file_document
from geo.documents.storing import content_of
from geo.municipalities.scope import everywhere, territory
from tests.factories.papers import pdf
from tests.geo.documents.test_archive import filed

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(settings):
    settings.DOCUMENTS_STORED = True
    settings.STORAGES = {
        **settings.STORAGES, "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }  # fmt: skip
    return lambda: storages["documents"]


def test_a_paper_lies_in_the_storage_under_its_hash_and_comes_back(client, places, stored):
    paper = filed(places.west)
    digest = hashlib.sha256(pdf()).hexdigest()
    assert (paper.content, paper.stored_as) == (None, f"{digest[:2]}/{digest[2:4]}/{digest}")
    assert content_of(paper) == pdf()
    client.force_login(places.west.engineer)
    assert client.get(reverse("documents:download", args=[paper.pk])).content == pdf()


def test_the_same_bytes_of_two_records_lie_there_once(places, stored):
    first, other = filed(places.west), filed(places.west, subject="plans.plan:999")
    assert (first.stored_as, first.pk != other.pk) == (other.stored_as, True)


def test_what_was_changed_in_the_storage_is_not_handed_out(client, places, stored):
    paper = filed(places.west)
    storage = stored()
    storage.delete(paper.stored_as)
    storage.save(paper.stored_as, ContentFile(pdf("OTHER")))
    with pytest.raises(DocumentDamaged):
        content_of(paper)
    client.force_login(places.west.engineer)
    assert client.get(reverse("documents:download", args=[paper.pk])).status_code == 503


def test_a_storage_that_does_not_answer_files_nothing(places, stored, monkeypatch):
    monkeypatch.setattr(type(stored()), "save", lambda *told, **more: (_ for _ in ()).throw(OSError("away")))
    with pytest.raises(DocumentStoreSilent):
        filed(places.west)
    with everywhere():
        assert not Document.objects.exists()


def test_a_paper_that_is_gone_from_the_storage_says_so(places, stored):
    paper = filed(places.west)
    stored().delete(paper.stored_as)
    with pytest.raises(DocumentStoreSilent):
        content_of(paper)


def test_papers_of_before_stay_where_they_are(places, settings):
    paper = filed(places.west)
    settings.DOCUMENTS_STORED = True
    assert content_of(paper) == pdf()


@pytest.mark.parametrize("place", [{"content": None}, {"stored_as": "aa"}])
def test_a_paper_lies_in_one_place(places, place):
    told = {
        "municipality": places.west.body, "subject": "plans.plan:1", "kind": "other", "title": "x", "name": "x.pdf",
        "media_type": "application/pdf", "size": 3, "sha256": hashlib.sha256(b"abc").hexdigest(), "content": b"abc",
        "filed_by": places.west.head, **place,
    }  # fmt: skip
    with territory([places.west.body.pk]), pytest.raises(IntegrityError, match="one_place"), transaction.atomic():
        Document.objects.create(**told)


def test_the_storage_of_a_deployment_is_private_s3_and_signs_what_it_asks():
    storage = storages.create_storage(
        {**configured.STORAGES["documents"], "OPTIONS": {
            **configured.STORAGES["documents"]["OPTIONS"], "bucket_name": "papers", "endpoint_url": "https://s3.invalid",
            "region_name": "me-central-1", "access_key": "k", "secret_key": "s",
        }}
    )  # fmt: skip
    assert (storage.bucket_name, storage.default_acl, storage.file_overwrite) == ("papers", "private", False)
    assert "X-Amz-Signature" in storage.url("aa/bb/cc")


def test_whoever_the_record_is_about_finds_the_place_of_a_paper_and_nothing_of_it(places):
    paper = filed(places.west)
    with territory([]), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM document_place_v1(%s)", [paper.pk])
        assert cursor.fetchall() == [(places.west.body.pk, paper.subject)]


def test_filing_into_the_storage_is_sealed_with_both_hashes(places, stored):
    with territory([places.west.body.pk]):
        paper = file_document(
            subject="plans.plan:7", office=places.west.body, kind="other", title="", name="x.pdf", content=pdf(),
            by=places.west.engineer,
        )  # fmt: skip
    assert paper.received_sha256 == paper.sha256 == hashlib.sha256(pdf()).hexdigest()
