"""The pages of layers: what they tell, the files that they answer, and those that are made for one person."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyogrio
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from geo.errors import DatabaseRefusal
from geo.exchange import background
from geo.exchange.enums import ExportState
from geo.exchange.errors import ExportOutOfTurn
from geo.exchange.models import Export
from geo.exchange.selectors import exportable_layers
from geo.municipalities.scope import act_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Keep files of this test alone; more than four rows are many."""
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    settings.EXPORTS_AT_ONCE_ROWS = 4
    return settings.EXPORTS_FOLDER


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked_for(client, **chosen):
    """Ask for the land in the background; return the address of the export's page."""
    answer = client.post(reverse("exchange:ask", args=["parcels"]), {"format": "gpkg", **chosen})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def exports_of(person):
    with transaction.atomic():
        act_as(person.pk)
        return list(Export.objects.filter(asked_by=person))


def answered(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_layer_has_a_page_with_its_address_for_desktop_programs(land, client, language):
    assert client.get(reverse("exchange:layers"), {"lang": language}).status_code == 200
    for layer in exportable_layers():
        page = client.get(reverse("exchange:layer", args=[layer.name]), {"lang": language}).content.decode()
        assert f"http://testserver/tiles/{layer.name}/{{z}}/{{x}}/{{y}}.mvt" in page
        assert str(layer.about)
        assert "EPSG:9359" in page
        assert all(f">{name}<" in page for name in layer.fields)
        assert ("as_of" in page) == bool(layer.past)


def test_the_picture_draws_the_land_as_the_legend_does(land, client):
    page = client.get(reverse("exchange:layer", args=["parcels"])).content.decode()
    picture = re.search(r'<svg class="land-picture".*?</svg>', page, re.DOTALL)[0]
    assert 1 <= picture.count("<path") <= 5
    assert 'fill="#fbf3df"' in picture  # active
    assert "style=" not in picture


def test_the_licence_is_told_and_so_is_that_there_is_none(land, client, settings):
    page = reverse("exchange:layer", args=["streets"])
    assert "No licence is stated" in client.get(page, {"lang": "en"}).content.decode()
    settings.DATA_LICENCE = "Open Data Licence KSA 1.0"
    assert "Open Data Licence KSA 1.0" in client.get(page).content.decode()


def test_a_small_file_is_answered_at_once_and_kept_nowhere(land, client, tmp_path):
    answer = client.get(reverse("exchange:download", args=["parcels"]), {"format": "gpkg", "municipality": "5011"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="parcels.gpkg"'
    assert "no-store" in answer.headers["Cache-Control"]
    got = tmp_path / "got.gpkg"
    got.write_bytes(answered(answer))
    assert pyogrio.read_info(got, layer="parcels")["features"] == 3


def test_a_choice_that_cannot_be_is_told_on_the_page(land, client):
    address = reverse("exchange:download", args=["parcels"])
    for chosen, said in (
        ({"format": "dwg"}, "dwg"),
        ({"format": "gpkg", "as_of": "31/31/31"}, "This is no date"),
        ({"format": "gpkg", "district": "777"}, "no district with code “777” here"),
        ({"format": "dxf", "crs": "4326", "district": "012"}, "a drawing in metres"),
    ):
        answer = client.get(address, {**chosen, "lang": "en"})
        assert answer.status_code == 400
        assert said in answer.content.decode()


def test_a_large_file_is_offered_in_the_background_to_whoever_signs_in(land, client):
    address = reverse("exchange:download", args=["parcels"])
    visitor = client.get(address, {"format": "gpkg", "lang": "en"}).content.decode()
    assert "It has about 5 features" in visitor
    assert "Make the file" not in visitor
    citizen = signed_in(land.citizen).get(address, {"format": "gpkg", "lang": "en"}).content.decode()
    assert "Make the file" in citizen
    assert client.post(reverse("exchange:ask", args=["parcels"]), {"format": "gpkg"}).url.startswith("/sign-in/")


def test_whoever_asks_sees_it_wait_and_then_opens_it_alone(land, tmp_path, do_jobs):
    client = signed_in(land.citizen)
    address = asked_for(client)
    waiting = client.get(address, {"lang": "en"}).content.decode()
    assert "Waiting" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert client.get(f"{address}file").status_code == 409
    do_jobs()
    ready = client.get(address, {"lang": "en"}).content.decode()
    assert f"{address}file" in ready
    assert "refresh" not in ready
    got = tmp_path / "got.gpkg"
    got.write_bytes(answered(client.get(f"{address}file")))
    assert pyogrio.read_info(got, layer="parcels")["features"] == 5
    (asked,) = exports_of(land.citizen)
    assert (asked.state, asked.rows_done, asked.rows_total) == (ExportState.DONE, 5, 5)
    assert asked.size_bytes == got.stat().st_size
    for other in (signed_in(land.west.head), Client()):
        assert other.get(address).status_code in (302, 404)
        assert other.get(f"{address}file").status_code in (302, 404)


def test_the_database_shows_an_export_to_nobody_else(land):
    asked_for(signed_in(land.citizen))
    assert len(exports_of(land.citizen)) == 1
    with transaction.atomic():
        act_as(land.west.head.pk)
        assert not Export.objects.exists()
    assert not Export.objects.exists()


def test_an_expired_file_is_removed_and_says_so(land, folder, do_jobs):
    client = signed_in(land.citizen)
    address = asked_for(client)
    do_jobs()
    (asked,) = exports_of(land.citizen)
    assert background.remove_expired() == 0
    with time_machine.travel(asked.expires_at + timedelta(seconds=1), tick=False):
        assert client.get(f"{address}file").status_code in (302, 404)
    expire(asked)
    assert background.remove_expired() == 1
    assert list(folder.iterdir()) == []
    assert client.get(f"{address}file").status_code == 404
    assert "Removed" in client.get(address, {"lang": "en"}).content.decode()


def expire(asked):
    """Let an export be as old as it must be to be removed."""
    from tests.sql.connections import connect

    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE geo_exchange_export SET expires_at = now() - interval '1 s' WHERE id = %s", [asked.pk])


def test_an_export_that_is_refused_tells_why_in_the_askers_language(land, monkeypatch, do_jobs):
    client = signed_in(land.citizen)
    address = asked_for(client, plan="713/3", lang="en")
    monkeypatch.setattr("geo.exchange.asking.select", refuse)
    do_jobs()
    page = client.get(address, {"lang": "en"}).content.decode()
    assert "Failed" in page
    assert "Ask again" in page


def refuse(*_arguments: object, **_options: object) -> None:
    raise ExportOutOfTurn


def test_a_person_cannot_fill_the_queue(land, settings):
    settings.EXPORTS_PER_PERSON = 2
    client = signed_in(land.citizen)
    asked_for(client)
    asked_for(client)
    assert client.post(reverse("exchange:ask", args=["parcels"]), {"format": "gpkg"}).status_code == 409
    asked_for(signed_in(land.west.head))


@pytest.mark.parametrize(
    "change",
    [
        {"layer": "streets"}, {"expires_at": datetime(2099, 1, 1, tzinfo=UTC)}, {"state": ExportState.DONE},
        {"state": ExportState.REMOVED}, {"selection": {"plan": "1"}},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_was_asked_for_stays_and_lives_in_its_order(land, change):
    asked_for(signed_in(land.citizen))
    (asked,) = exports_of(land.citizen)
    with pytest.raises(Exception) as refused, transaction.atomic():
        act_as(land.citizen.pk)
        Export.objects.filter(pk=asked.pk).update(**change)
    assert isinstance(DatabaseRefusal.translate(refused.value), ExportOutOfTurn)


def test_an_export_is_never_deleted(land):
    asked_for(signed_in(land.citizen))
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("DELETE FROM geo_exchange_export")


def test_an_export_that_nobody_asked_for_is_not_there(land):
    assert signed_in(land.citizen).get(reverse("exchange:export", args=[uuid4()])).status_code == 404
