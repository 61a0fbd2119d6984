"""What only the staff see leaves for those who have a role there, of their own land, and for nobody else."""

import json
from uuid import uuid4

import pyogrio
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from geo.accounts.visitors import Limit
from geo.exchange import web
from geo.exchange.asking import asked
from geo.exchange.formats import formats
from geo.exchange.services import file_at_once
from geo.layers.layer import Audience
from geo.layers.registry import layers
from geo.municipalities.scope import everywhere
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import square

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
CANARY = "CANARY-7731"
STAFF = ["source_system", "source_id", "deed_area_m2", "source", "accuracy_m", "several_parts"]


@pytest.fixture
def known(places, settings, tmp_path):
    """A piece of land in each territory with what only the staff know of it."""
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    cache.clear()  # who asked too much before
    for office, x in ((places.west, 0), (places.east, 1000)):
        with everywhere():
            new = [NewParcel(
                geom=square(x, 0, 20), source_system="import", source_id=f"{CANARY}-{office.body.code}",
                deed_area_m2=401,
            )]  # fmt: skip
            (entered,) = enter_parcels(plan=office.plan, parcels=new, source=f"survey {CANARY}", by=None)
            allot_numbers(block=office.block, parcel_ids=[entered.pk], request_id=uuid4())
    return places


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def answered(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def features(client: Client, **chosen: str) -> list[dict]:
    answer = client.get("/api/v1/exports/parcels", {"format": "geojson", **chosen})
    assert answer.status_code == 200, answer.content
    return [feature["properties"] for feature in json.loads(answered(answer))["features"]]


def test_the_staff_get_their_columns_of_their_own_territory(known):
    (row,) = features(signed_in(known.west.head), private="yes")
    assert (row["source_id"], row["deed_area_m2"], row["source"]) == (f"{CANARY}-5011", 401.0, f"survey {CANARY}")
    assert [name for name in row if name in STAFF] == STAFF


def test_without_asking_the_staff_get_what_everyone_gets(known):
    rows = features(signed_in(known.west.head))
    assert len(rows) == 2
    assert not set(STAFF) & set(rows[0])
    assert features(Client()) == rows


@pytest.mark.parametrize("who", ["visitor", "citizen"])
def test_nobody_else_gets_columns_or_layers_of_the_staff(known, who: str):
    client = Client() if who == "visitor" else signed_in(known.citizen)
    refused = client.get("/api/v1/exports/parcels", {"private": "yes", "format": "csv"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_staff")
    inner = client.get("/api/v1/exports/findings", {"format": "csv"})
    assert (inner.status_code, inner.json()["code"]) == (404, "unknown_layer")
    assert "findings" not in str(inner.json()["detail"]).partition(":")[2]
    listed = client.get("/api/v1/exports").json()["layers"]
    assert all(row["staff_fields"] == [] for row in listed)
    assert {row["name"] for row in listed}.isdisjoint(
        layer.name for layer in layers if layer.audience != Audience.PUBLIC
    )
    page = client.get("/layers/parcels/").content.decode()
    assert 'name="private"' not in page
    assert client.get("/layers/findings/").status_code == 404


def test_the_next_office_cannot_be_asked_for(known):
    client = signed_in(known.west.head)
    refused = client.get("/api/v1/exports/parcels", {"private": "yes", "municipality": "5012"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_staff")
    assert [row["source_id"] for row in features(client, private="yes", municipality="501")] == [f"{CANARY}-5011"]
    past = client.get("/api/v1/exports/parcels", {"private": "yes", "as_of": "2026-01-01"})
    assert (past.status_code, past.json()["code"]) == (400, "staff_columns_today_only")


def test_no_public_file_of_any_layer_or_format_holds_what_only_the_staff_see(known):
    for layer in layers:
        if layer.audience != Audience.PUBLIC or layer.follows:
            continue
        for form in formats():
            for person in (AnonymousUser(), known.west.head):
                chosen, selection = asked(layer.name, person=person)
                with file_at_once(layer=chosen, form=form, srid=None, selection=selection) as file:
                    assert CANARY.encode() not in file.read(), (layer.name, form.name)


def test_every_format_carries_the_columns_of_the_staff(known, tmp_path):
    for form in formats():
        out = tmp_path / f"land{form.suffix}"
        call_command("export_layer", "parcels", format=form.name, out=out, private=True, by=known.west.head.username,
                     verbosity=0)  # fmt: skip
        body = out.read_bytes()
        assert form.name in ("shp", "parquet") or CANARY.encode() in body, form.name
        assert f"{CANARY}-5012".encode() not in body


def test_the_command_needs_somebody_who_is_entitled(known, tmp_path):
    for by, said in ((None, "--by"), ("nobody", "--by"), (known.citizen.username, "role")):
        with pytest.raises(CommandError, match=said):
            call_command("export_layer", "parcels", out=tmp_path / "land.gpkg", private=True, by=by, language="en")
    call_command("export_layer", "parcels", out=tmp_path / "land.gpkg", verbosity=0)
    assert not set(STAFF) & set(pyogrio.read_info(tmp_path / "land.gpkg", layer="parcels")["fields"])


def test_a_layer_of_the_staff_has_a_page_and_a_file_for_them(known):
    client = signed_in(known.west.head)
    assert client.get("/layers/findings/").status_code == 200
    answer = client.get("/api/v1/exports/findings", {"format": "csv"})
    assert answered(answer).decode("utf-8-sig").splitlines()[0].startswith("id,kind,")


def test_the_page_offers_the_staff_their_columns(known):
    client = signed_in(known.west.head)
    assert 'name="private"' in client.get("/layers/parcels/").content.decode()
    answer = client.get("/layers/parcels/download", {"format": "csv", "private": "on"})
    assert f"{CANARY}-5011" in answered(answer).decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_role_that_ended_gives_nothing_when_the_worker_writes(known, settings, do_jobs):
    client = signed_in(known.west.head)
    left = client.post("/api/v1/exports/parcels?private=yes&format=csv").json()
    known.west.head.memberships.all().update(ends_on="2021-01-01")
    do_jobs()
    told = client.get(left["url"]).json()
    assert (told["state"], told["file"]) == ("failed", None)
    kept = signed_in(known.east.head)
    mine = kept.post("/api/v1/exports/parcels?private=yes&format=csv").json()
    do_jobs()
    file = answered(kept.get(kept.get(mine["url"]).json()["file"])).decode()
    assert f"{CANARY}-5012" in file
    assert f"{CANARY}-5011" not in file


def test_visitors_from_one_address_are_given_so_many_files_and_the_staff_all(known, monkeypatch):
    monkeypatch.setattr(web, "DOWNLOADS", Limit("layer download", 2, web.DOWNLOADS.within))

    def statuses(client: Client, times: int) -> list[int]:
        answers = [client.get("/layers/parcels/download", {"format": "csv"}) for _turn in range(times)]
        for answer in answers:
            answer.close()
        return [answer.status_code for answer in answers]

    assert statuses(Client(), 4) == [200, 200, 429, 429]
    assert statuses(signed_in(known.west.head), 3) == [200, 200, 200]
