"""Who watches the map is told what changed, once its tiles are dropped; the staff of their own places alone."""

import json
import threading
from datetime import date
from uuid import uuid4

import pytest
import shapely
from django.db import connections
from django.test import Client
from django.utils import timezone

from geo.municipalities.scope import territory
from parcels.quality.enums import FindingKind
from parcels.quality.models import CheckFinding, CheckRun
from tests.factories.places import make_places, square
from tests.sql.connections import connect, enter_scope
from tiles.mvt import events, live
from tiles.mvt.cache.keeper import Keeper
from tiles.mvt.cache.tree import Tree
from tiles.mvt.events import Hub, LiveBusy

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def town(transactional_db):
    return make_places()


@pytest.fixture
def hub(monkeypatch):
    """A hub of the test's own, whose readers have left when the test ends."""
    hub = Hub()
    monkeypatch.setattr(live, "the_hub", hub)
    yield hub
    for watch in list(hub._watches):
        watch.leave()
    if hub._thread is not None:
        hub._thread.join(timeout=30)


def rename(town, name):
    with connect("app") as app, app.transaction():
        enter_scope(app, [town.west.body.pk])
        app.execute("UPDATE plans_district SET name = %s WHERE id = %s", [name, town.west.district.pk])


def find_something(office):
    with territory([office.body.pk]):
        run = CheckRun.objects.create(
            municipality=office.body, started_at=timezone.now(), finished_at=timezone.now(), as_of=date.today(),
            counts={}, parcels_read=1, code_version="x",
        )  # fmt: skip
        CheckFinding.objects.create(
            municipality=office.body, kind=FindingKind.GAP, key=uuid4().hex, geom=square(10, 10, 5), size=25,
            parcels=[], first_run=run, last_run=run,
        )  # fmt: skip


def client_of(person=None):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def asked(client, since=""):
    """Return what the server tells who asks now and then."""
    answer = client.get("/tiles/live", {"since": since} if since else {})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.json()


def events_of(stream, count):
    """Return the next events of a stream as (kind, id, data); beats are passed over."""
    found = []
    text = ""
    for part in stream:
        text += part.decode() if isinstance(part, bytes) else part
        *whole, text = text.split("\n\n")
        for lines in whole:
            fields = dict(line.split(": ", 1) for line in lines.splitlines() if not line.startswith(":"))
            if "data" in fields:
                found.append((fields["event"], fields["id"], json.loads(fields["data"])))
        if len(found) >= count:
            return found
    return found


def test_who_asks_is_told_what_changed_since_he_asked(town):
    visitor = client_of()
    first = asked(visitor)
    assert first["changes"] == [] and first["whole"] is False
    rename(town, "حي آخر")
    told = asked(visitor, first["id"])
    (change,) = told["changes"]
    assert {"districts", "district_labels"} <= set(change["layers"])
    with connect("admin") as admin:
        (shape,) = admin.execute(
            "SELECT ST_AsBinary(geom_3857) FROM plans_district WHERE id = %s", [town.west.district.pk]
        ).fetchone()
    box = shapely.from_wkb(bytes(shape)).bounds
    assert change["tiles"] == [pytest.approx(box, abs=0.1)]
    assert asked(visitor, told["id"])["changes"] == []


@pytest.mark.parametrize("since", ["x", "1:2", "999999999999:999999999999:", "1:1:" + "1," * 500, "٣:٣:"])
def test_who_comes_from_nowhere_is_told_that_all_may_have_changed(town, since):
    assert asked(client_of(), since)["whole"] is True


def test_changes_of_a_layer_of_the_staff_are_told_to_the_staff_of_the_place_alone(town):
    readers = {name: client_of(person) for name, person in (
        ("visitor", None), ("citizen", town.citizen), ("west", town.west.engineer), ("east", town.east.engineer),
    )}  # fmt: skip
    since = {name: asked(client)["id"] for name, client in readers.items()}
    find_something(town.west)
    told = {name: asked(client, since[name])["changes"] for name, client in readers.items()}
    assert [change["layers"] for change in told.pop("west")] == [["findings"]]
    assert told == {"visitor": [], "citizen": [], "east": []}


def test_a_stream_says_hello_and_then_what_changes(town, hub):
    answer = client_of().get("/tiles/live", headers=STREAM)
    assert answer.headers["Content-Type"] == "text/event-stream"
    stream = iter(answer.streaming_content)
    ((kind, number, data),) = events_of(stream, 1)
    assert (kind, data) == ("hello", {"id": number})
    rename(town, "حي ثالث")
    ((kind, number, data),) = events_of(stream, 1)
    assert kind == "tiles" and data["id"] == number and "districts" in data["layers"]
    answer.close()
    assert hub._watches == set()


def test_the_staff_of_another_place_hear_nothing_of_a_finding_in_their_stream(town, hub):
    answers = [
        client_of(person).get("/tiles/live", headers=STREAM) for person in (town.east.engineer, town.west.engineer)
    ]
    east, west = (iter(answer.streaming_content) for answer in answers)
    events_of(east, 1), events_of(west, 1)
    find_something(town.west)
    rename(town, "حي رابع")
    heard = {layer for _ in range(2) for _, _, data in events_of(west, 1) for layer in data["layers"]}
    assert {"findings", "districts"} <= heard
    ((_, _, data),) = events_of(east, 1)
    assert "districts" in data["layers"] and "findings" not in data["layers"]
    for answer in answers:
        answer.close()


def test_who_comes_back_is_told_what_he_missed(town, hub):
    since = asked(client_of())["id"]
    rename(town, "حي خامس")
    for headers, query in (({"Last-Event-ID": since}, {}), ({}, {"since": since})):
        answer = client_of().get("/tiles/live", query, headers={**STREAM, **headers})
        _hello, (kind, _, data) = events_of(iter(answer.streaming_content), 2)
        assert kind == "tiles" and "districts" in data["layers"]
        answer.close()


def test_a_process_carries_so_many_streams_and_says_when_to_come_again(town, hub, monkeypatch):
    monkeypatch.setattr(hub, "_most", 2)
    held = [client_of().get("/tiles/live", headers=STREAM) for _ in range(2)]
    refused = client_of().get("/tiles/live", headers=STREAM)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    held[0].close()  # never begun to be read
    again = client_of().get("/tiles/live", headers=STREAM)
    assert again.status_code == 200
    for answer in (again, held[1]):
        answer.close()
    assert hub._watches == set()


def test_a_process_has_one_connection_for_all_its_streams_and_none_without(town, hub):
    watches = [hub.join(None) for _ in range(4)]
    assert [thread.name for thread in threading.enumerate()].count("live") == 1
    for watch in watches:
        watch.leave()
    hub._thread.join(timeout=30) if hub._thread else None
    assert "live" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(LiveBusy):
        Hub(most=0).join(None)


def test_a_stream_holds_no_connection_of_its_thread(town, hub):
    answer = client_of().get("/tiles/live", headers=STREAM)
    events_of(iter(answer.streaming_content), 1)
    assert connections["default"].connection is None
    answer.close()


def test_a_reader_too_slow_for_his_events_is_told_to_look_at_all_anew(town, hub, monkeypatch):
    monkeypatch.setattr(events, "WAITING", 3)
    watch = hub.join(None)
    watch.put([{"id": "1:1:", "layers": [], "tiles": []}] * 5)
    assert watch.next(0.1) == {"id": hub.reached, "whole": True}
    assert watch.next(0.1) is None


def test_a_stream_ends_with_the_process_that_serves_it(town, hub, monkeypatch):
    monkeypatch.setattr(live, "stopping", lambda: True)
    answer = client_of().get("/tiles/live", headers=STREAM)
    assert len(list(answer.streaming_content)) == 1
    answer.close()


def test_nobody_is_told_before_the_keeper_has_dropped(town, hub, settings, tmp_path, monkeypatch):
    settings.TILES_FOLDER, settings.TILES_PUBLISHED = tmp_path, True
    monkeypatch.setattr("tiles.mvt.cache.tree.FRESH_SECONDS", 3600.0)
    keeper = Keeper(Tree(tmp_path))
    keeper.open()
    visitor = client_of()
    since = asked(visitor)["id"]
    rename(town, "حي سادس")
    assert asked(visitor, since)["changes"] == []
    keeper.round()
    assert len(asked(visitor, since)["changes"]) == 1
    keeper.close()


def test_it_can_only_be_read(town):
    assert Client().post("/tiles/live").status_code == 405
