"""The administration shows jobs and lets nobody change one."""

import pytest
from django.db import connection

from geo.accounts.models import User
from geo.jobs.admin import EVENTS, STATES
from geo.jobs.services import defer


@pytest.fixture
def looked(client, db):
    client.force_login(User.objects.create_superuser("root", password="root-pass"))
    number = defer("outbox.deliver")
    return client, f"/admin/jobs/job/{number}/change/"


def test_the_list_says_what_waits(looked):
    client, _address = looked
    text = client.get("/admin/jobs/job/", headers={"accept-language": "en"}).content.decode()
    assert "outbox.deliver" in text
    assert 'name="action"' not in text, "nothing can be called off here"


def test_a_job_is_shown_with_what_became_of_it(looked):
    client, address = looked
    text = client.get(address).content.decode()
    assert "outbox.deliver" in text
    assert str(EVENTS["deferred"]) in text and "procrastinate" not in text.lower()


def test_the_list_is_narrowed_to_one_state(looked):
    client, _address = looked
    for state, shown in (("todo", True), ("failed", False), ("no-such-state", True)):
        assert ("/change/" in client.get("/admin/jobs/job/", {"state": state}).content.decode()) == shown


@pytest.mark.django_db
def test_every_state_and_event_of_the_library_has_its_words():
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(enum_range(NULL::procrastinate_job_event_type))::text")
        assert set(EVENTS) == {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT unnest(enum_range(NULL::procrastinate_job_status))::text")
        assert set(STATES) == {name for (name,) in cursor.fetchall()}


def test_nothing_is_changed_added_or_deleted(looked):
    client, address = looked
    assert client.post(address, {"task_name": "x"}).status_code == 403
    assert client.get(address.replace("change", "delete")).status_code == 403
    assert client.get("/admin/jobs/job/add/").status_code == 403
    assert client.get("/admin/procrastinate/procrastinatejob/").status_code == 404
