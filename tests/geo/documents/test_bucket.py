"""A bucket that answers over HTTP: what is filed lies there, comes back whole, and never with another hash."""

import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings as configured
from django.urls import reverse

from geo.documents.errors import DocumentDamaged, DocumentStoreSilent
from geo.documents.models import Document
from geo.documents.storing import content_of
from geo.municipalities.scope import everywhere
from tests.factories.papers import pdf
from tests.geo.documents.test_archive import filed

pytestmark = pytest.mark.django_db
BUCKET, PATIENCE_S = "papers", 30
SERVER = """
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
run_simple("127.0.0.1", {port}, DomainDispatcherApplication(create_backend_app), threaded=True)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A storage in a process of its own, which ends with the tests; yields its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = SERVER.format(port=port)
    running = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=PATIENCE_S)


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and running.poll() is None:
        with closing(socket.socket()) as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the storage did not begin to answer")


@pytest.fixture
def bucket(server: str) -> Any:
    """The bucket of one test, as whoever runs the storage sees it."""
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s",
        config=Config(retries={"max_attempts": 1}),
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)
    yield client
    for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=each["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def use(settings: Any, server: str) -> Callable[..., None]:
    """Return a function that puts papers into the storage, set as a deployment has it but for what is changed."""

    def turn_to(**changed: Any) -> None:
        settings.DOCUMENTS_STORED = True
        told = configured.STORAGES["documents"]
        options = {
            **told["OPTIONS"], "bucket_name": BUCKET, "endpoint_url": server, "region_name": "us-east-1",
            "access_key": "k", "secret_key": "s", **changed,
        }  # fmt: skip
        settings.STORAGES = {**settings.STORAGES, "documents": {**told, "OPTIONS": options}}

    return turn_to


def keys(bucket: Any) -> list[str]:
    return [each["Key"] for each in bucket.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_a_paper_goes_over_the_wire_and_comes_back_byte_for_byte(client, places, bucket, use):
    use()
    paper = filed(places.west)
    digest = hashlib.sha256(pdf()).hexdigest()
    assert (paper.content, keys(bucket)) == (None, [f"{digest[:2]}/{digest[2:4]}/{digest}"])
    assert bucket.get_object(Bucket=BUCKET, Key=paper.stored_as)["Body"].read() == pdf()
    client.force_login(places.west.engineer)
    assert client.get(reverse("documents:download", args=[paper.pk])).content == pdf()


def test_the_same_bytes_lie_there_once_for_two_records(places, bucket, use):
    use()
    filed(places.west)
    filed(places.west, subject="plans.plan:999")
    assert len(keys(bucket)) == 1
    filed(places.west, pdf("OTHER"))
    assert len(keys(bucket)) == 2


def test_nobody_without_the_key_reads_what_lies_there(places, bucket, use):
    use()
    paper = filed(places.west)
    grants = bucket.get_object_acl(Bucket=BUCKET, Key=paper.stored_as)["Grants"]
    assert not [each for each in grants if "AllUsers" in each["Grantee"].get("URI", "")]


def test_what_somebody_changed_in_the_bucket_is_not_handed_out(client, places, bucket, use):
    use()
    paper = filed(places.west)
    bucket.put_object(Bucket=BUCKET, Key=paper.stored_as, Body=pdf("FALSE"))
    with pytest.raises(DocumentDamaged):
        content_of(paper)
    client.force_login(places.west.engineer)
    assert client.get(reverse("documents:download", args=[paper.pk])).status_code == 503


def test_what_is_gone_from_the_bucket_says_so(places, bucket, use):
    use()
    paper = filed(places.west)
    bucket.delete_object(Bucket=BUCKET, Key=paper.stored_as)
    with pytest.raises(DocumentStoreSilent):
        content_of(paper)


@pytest.mark.parametrize(
    "changed", [{"bucket_name": "no-such-bucket"}, {"endpoint_url": "http://127.0.0.1:9"}], ids=["bucket", "address"]
)
def test_where_the_bucket_does_not_answer_nothing_is_filed(places, bucket, use, changed):
    use(**changed)
    with pytest.raises(DocumentStoreSilent) as refused:
        filed(places.west)
    assert refused.value.context["reason"] in {
        kind.__name__ for kind in (*BotoCoreError.__subclasses__(), ClientError)
    } | {"EndpointConnectionError", "NoSuchBucket", "ConnectTimeoutError"}
    with everywhere():
        assert not Document.objects.exists()


def test_papers_of_before_are_read_where_they_lie_and_new_ones_go_to_the_bucket(places, bucket, use):
    former = filed(places.west)
    use()
    latter = filed(places.west, pdf("LATER"))
    assert (content_of(former), content_of(latter)) == (pdf(), pdf("LATER"))
    assert keys(bucket) == [latter.stored_as]
