"""A person's name, number and mobile are looked for wherever the public, a log or an error page could show them."""

import json
import logging

import mapbox_vector_tile
import pytest
from django.contrib.gis.db.models.functions import Transform
from django.db import DatabaseError, connections
from django.test import Client

from geo.layers.layer import Audience
from geo.layers.registry import layers
from geo.municipalities.scope import territory
from geo.outbox.models import Message
from geo.outbox.services import deliver_due
from geo.printing.models import Printout
from geo.web.logs import JsonFormatter
from parcels.register.models import PublishedParcel
from permits.applications.models import PublishedPermit
from tests.factories.cases import CANARIES, CANARY_IDENTIFIER, CANARY_MOBILE, CANARY_NAME, enter_drawn, open_thread

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def issued(ground):
    return open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"))


def leaked(text):
    return [word for word in CANARIES if word in text or word.translate(EASTERN) in text]


def test_public_pages_and_searches_name_no_person(issued, client):
    number, code = issued.permit().number, issued.parcel.code
    with territory([issued.office.body.pk]):
        verify = Printout.objects.get().code
    body, district, block = "5011", "011", "001"
    paths = [
        "/", "/places/", f"/places/{body}/", f"/places/{body}/{district}/", f"/places/{body}/{district}/{block}/",
        f"/parcels/{code}/", f"/parcels/{code}/?fragment=card", f"/permits/{number}/",
        f"/permits/{number}/?fragment=card", f"/verify/{verify}/", "/search/?q=1", f"/search/?q={number}",
        f"/api/v1/search?q={number}", f"/api/v1/parcels/{code}",
        *(f"/search/?q={word}" for word in CANARIES), *(f"/api/v1/search?q={word}" for word in CANARIES),
    ]  # fmt: skip
    for path in paths:
        for language in ("ar", "en"):
            answer = client.get(path, {"lang": language} if "?" not in path else None, follow=True)
            assert answer.status_code == 200, path
            text = answer.content.decode()
            if "q=" in path:  # the words that were typed are shown again
                text = text.replace(path.partition("q=")[2], "")
            assert leaked(text) == [], path


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
def test_tiles_hold_no_person(issued):
    with connections["tiles"].cursor() as cursor:
        for layer in layers:
            if layer.audience is not Audience.PUBLIC:
                continue
            cursor.execute(f'SELECT * FROM "{layer.model._meta.db_table}"')
            assert leaked(" ".join(map(str, cursor.fetchall()))) == [], layer.name
    place = PublishedPermit.objects.annotate(at=Transform("point_3857", 3857)).get().at
    world = 20037508.342789244
    z = 16
    x, y = int((place.x + world) / (2 * world) * 2**z), int((world - place.y) / (2 * world) * 2**z)
    for layer in layers:
        if layer.min_zoom <= z <= layer.max_zoom:
            answer = Client().get(f"/tiles/{layer.name}/{z}/{x}/{y}.mvt")
            body = answer.content
            assert answer.status_code in (200, 204) if layer.audience is Audience.PUBLIC else answer.status_code == 404
            assert leaked(body.decode("utf-8", "replace")) == [], layer.name
            if layer.name == "permits":
                (feature,) = mapbox_vector_tile.decode(body)["permits"]["features"]
                assert set(feature["properties"]) <= set(layer.fields)


@pytest.mark.django_db(databases=["tiles"])
@pytest.mark.parametrize(
    "layer", [layer for layer in layers if layer.audience is not Audience.PUBLIC], ids=lambda layer: layer.name
)
def test_the_role_of_the_tiles_cannot_read_what_is_for_staff(layer):
    with connections["tiles"].cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute(f'SELECT * FROM "{layer.model._meta.db_table}"')


def test_the_projections_have_no_column_for_a_person():
    for model in (PublishedPermit, PublishedParcel):
        names = {field.name for field in model._meta.fields}
        assert not names & {
            "applicant",
            "name",
            "holder",
            "owner",
            "identifier",
            "mobile",
            "opened_by",
            "approved_by",
            "case",
        }


def test_the_log_of_a_whole_thread_names_no_person(ground, client, caplog):
    caplog.set_level(logging.DEBUG)
    parcel = enter_drawn(ground.west, "A")["A"]
    client.force_login(ground.citizen)
    form = {"name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": CANARY_MOBILE, "corners": [1, 2]}
    path = f"/permits/apply/fencing/{parcel.code}/"
    assert client.post(path, {**form, "request_id": "not one"}).status_code == 400
    assert client.post(path, {**form, "mobile": CANARY_MOBILE + "1"}).status_code == 400
    request = client.get(path).context["form"].initial["request_id"]
    case = client.post(path, {**form, "request_id": request}).headers["Location"]
    assert client.post(path, {**form, "request_id": request, "corners": [3]}).status_code == 409
    for person, name in (
        (ground.citizen, "submit"),
        (ground.west.engineer, "recommend"),
        (ground.west.head, "approve"),
    ):
        client.force_login(person)
        client.post(case, {"step": name, "note": CANARY_NAME})
    client.get(f"/permits/{PublishedPermit.objects.get().number}/certificate.pdf")
    assert deliver_due() == 1
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name != "django.db.backends"]
    assert len(lines) > 10
    assert all(json.loads(line) for line in lines)
    assert leaked("\n".join(lines)) == []
    assert leaked(str(list(Message.objects.values()))) == []


def test_error_pages_name_no_person(issued):
    number = issued.permit().number
    stranger, visitor = Client(), Client()
    stranger.force_login(issued.citizen.__class__.objects.create_user("stranger"))
    asked = [
        (visitor.get(f"/permits/{number}/certificate.pdf", follow=True), 200),  # the page to sign in
        (stranger.get(f"/permits/{number}/certificate.pdf"), 404),
        (stranger.get(f"/applications/{issued.case.pk}/"), 404),
        (stranger.post(f"/applications/{issued.case.pk}/", {"step": "approve"}), 404),
        (visitor.get("/permits/5011/1448/4/00002/"), 404),
        (visitor.get(f"/verify/{'0' * 26}/"), 404),
        (visitor.get(f"/nothing/{CANARY_IDENTIFIER}/"), 404),
    ]
    for answer, status in asked:
        assert answer.status_code == status
        assert leaked(answer.content.decode().replace(f"/nothing/{CANARY_IDENTIFIER}/", "")) == []


def test_a_fault_of_ours_shows_no_person(issued, settings):
    settings.ROOT_URLCONF = "tests.permits.applications.faulty_urls"
    client = Client(raise_request_exception=False)
    answer = client.post("/fault/", {"name": CANARY_NAME, "identifier": CANARY_IDENTIFIER})
    assert answer.status_code == 500
    assert leaked(answer.content.decode()) == []


def test_the_next_office_reads_neither_the_case_nor_its_people(issued, ground):
    for person in (ground.east.head, ground.east.engineer):
        client = Client()
        client.force_login(person)
        for path in (
            f"/applications/{issued.case.pk}/",
            "/cases/",
            f"/permits/{issued.permit().number}/certificate.pdf",
        ):
            assert leaked(client.get(path).content.decode()) == []
