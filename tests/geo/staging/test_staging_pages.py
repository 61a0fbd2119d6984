"""Pages of imports: what is refused is shown with its rows, what is asked can be answered; nobody else sees them."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from geo.municipalities.scope import everywhere, territory
from geo.spatial.crs import TILE_SRID
from geo.staging.models import SourceProfile, StagedLayer, StagedRow, Upload
from geo.staging.services import check
from parcels.plans.models import Plan
from parcels.register.models import Parcel
from parcels.register.panels import import_of_parcel
from tests.factories.places import Places, square
from tests.geo.exchange.reading import land

BOW = land.ring((0, 0), (20, 20), (20, 0), (0, 20), (0, 0))
Send = Callable[..., HttpResponse]


@pytest.fixture
def send(client, places: Places) -> Send:
    """Send a file through the page as the western surveyor."""
    client.force_login(places.west.surveyor)

    def run(content: bytes, name: str = "plan.geojson", **fields) -> HttpResponse:
        sent = {"file": SimpleUploadedFile(name, content), "kind": "parcels", "municipality": "5011", **fields}
        return client.post("/imports/new/?lang=en", {"request_id": uuid4(), **sent})

    return run


def checked() -> StagedLayer:
    """Check the latest reading; return it."""
    with everywhere():
        return check(layer=StagedLayer.objects.latest("pk"))


def hidden(page: HttpResponse, name: str, form: str) -> str:
    """Return the value of a hidden field of a form."""
    inside = page.content.decode().split(f'class="{form}"')[1].split("</form>")[0]
    return re.search(rf'name="{name}" value="([^"]*)"', inside)[1]


def test_a_file_goes_in_and_becomes_a_draft_by_pages_alone(send: Send, client, tmp_path: Path):
    page = send(land.write(tmp_path / "made.gpkg", land.squares()), "plan.gpkg")
    assert page.status_code == 302
    address = page.headers["Location"]
    assert b"http-equiv" in client.get(address).content, "it looks again by itself while it is checked"
    checked()
    page = client.get(address)
    assert b"4 of 4 rows can be taken" in page.content
    sent = {name: hidden(page, name, "import-accept") for name in ("request_id", "turn", "rows")}
    sent |= {"reason": "new survey", "ask_number": "12", "ask_name": "plan"}
    first = client.post(f"{address}accept", sent)
    again = client.post(f"{address}accept", sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.headers["Location"] == again.headers["Location"]
    with everywhere():
        assert Plan.objects.filter(number="12").count() == 1
    assert client.get(first.headers["Location"]).status_code == 200
    late = client.post(f"{address}accept", {**sent, "request_id": uuid4()})
    assert late.status_code == 409
    assert b"accepted, corrected" in late.content


def test_a_refused_file_is_shown_with_its_rows_and_nothing_is_kept(send: Send):
    page = send(land.geojson(land.SQUARE, BOW))
    assert page.status_code == 400
    told = page.content.decode()
    assert "its outline crosses itself" in told and "400010.000" in told and "Repair its outline" in told
    with everywhere():
        assert not Upload.objects.exists()


def test_what_the_file_does_not_say_is_asked_and_answered_with_meanings_that_are_kept(
    send: Send, client, tmp_path: Path
):
    columns = {"KOD": ["7", "8", "9", "10"]}
    address = send(land.write(tmp_path / "made.gpkg", land.squares(), columns, crs=None), "p.gpkg").headers["Location"]
    page = client.get(address)
    assert b"EPSG:9359" in page.content and b"Confidence" in page.content
    sent = {name: hidden(page, name, "import-answer") for name in ("request_id", "turn")}
    assert client.post(f"{address}answer", sent).status_code == 400, "nothing was chosen"
    sent |= {"system": "9359:0", "number": "KOD", "keep_as": "مكتب"}
    assert client.post(f"{address}answer", sent).status_code == 302
    assert client.post(f"{address}answer", sent).status_code == 302, "a second press is harmless"
    with everywhere():
        assert list(StagedRow.objects.values_list("label", flat=True)) == ["7", "8", "9", "10"]
        assert SourceProfile.objects.get().number == ["KOD"]
        assert StagedLayer.objects.count() == 2
    assert "مكتب" in client.get("/imports/new/").content.decode()


def test_rows_are_left_out_on_the_page_with_a_reason(send: Send, client):
    address = send(land.geojson(land.SQUARE, land.SQUARE)).headers["Location"]
    checked()
    assert b"1 row stands in the way" in client.get(address).content
    chosen = {"action": "leave_out", "row": ["2"], "show": "blocked", "reason": "drawn twice"}
    assert client.post(f"{address}rows", {**chosen, "reason": ""}).status_code == 400
    assert client.post(f"{address}rows", {**chosen, "row": ["x", "9" * 30]}).status_code == 400
    assert client.post(f"{address}rows", chosen).status_code == 302
    page = client.get(f"{address}?show=left_out").content
    assert b"drawn twice" in page and b"1 of 2 rows can be taken" in page


def test_a_corrected_file_and_the_earlier_one_lead_to_each_other(send: Send, client):
    first = send(land.geojson(land.SQUARE, land.SQUARE)).headers["Location"]
    checked()
    key = first.split("/")[2]
    assert b"It takes the place of" in client.get(f"/imports/new/?replaces={key}").content
    second = send(land.geojson(land.SQUARE), replaces=key).headers["Location"]
    assert second in client.get(first).content.decode()
    assert first in client.get(second).content.decode()
    assert b"Corrected by another file" in client.get("/imports/").content
    assert send(land.geojson(land.SQUARE), replaces=key).status_code == 409


def test_nobody_of_another_office_sees_an_import_or_sends_one(send: Send, client, places: Places):
    address = send(land.geojson(land.SQUARE)).headers["Location"]
    client.force_login(places.east.surveyor)
    for path in ("", "outlines?bbox=0,0,1,1"):
        assert client.get(address + path).status_code == 404
    for path in ("answer", "rows", "accept"):
        assert client.post(address + path, {}).status_code == 404
    assert address not in client.get("/imports/").content.decode()
    assert send(land.geojson(land.SQUARE)).status_code == 400, "the form does not offer the other office"
    client.force_login(places.citizen)
    assert client.get("/imports/").status_code == 403
    client.logout()
    assert client.get(address).status_code == 302


def test_words_of_a_file_are_words_on_the_page(send: Send, client):
    content = land.geojson(land.SQUARE, properties={"number": "<img src=x>", "<b>": "<script>alert(1)</script>"})
    address = send(content, "<svg onload=x>.geojson").headers["Location"]
    told = client.get(address).content.decode()
    assert "<img src=x>" not in told and "<script>alert" not in told and "<svg onload" not in told
    assert "&lt;script&gt;alert(1)" in told


def test_the_map_is_told_the_rows_in_its_window_by_how_they_stand(send: Send, client):
    far = land.ring((3e6, 0), (3e6 + 20, 0), (3e6, 20), (3e6, 0))
    address = send(land.geojson(land.SQUARE, land.SQUARE, far), set_aside="on").headers["Location"]
    checked()
    west, south, east, north = square(0, 0, 20).transform(TILE_SRID, clone=True).extent
    answer = client.get(f"{address}outlines?bbox={west},{south},{east},{north}")
    rows = answer.json()["rows"]
    assert {(row["key"], row["look"]) for row in rows} == {("1", "sound"), ("2", "blocked")}
    assert answer.json()["whole"]
    assert "same outline" in next(row["told"] for row in rows if row["key"] == "2")
    world = client.get(f"{address}outlines?bbox=-20000000,-20000000,20000000,20000000")
    assert len(world.json()["rows"]) == 2, "what lies too far to be drawn is only told"
    assert b"it lies outside" in client.get(f"{address}?row=3").content
    assert client.get(f"{address}outlines?bbox=x").status_code == 400
    assert client.get(f"{address}outlines?bbox=0,0,1,1").json()["rows"] == []


def test_a_file_of_faulty_rows_makes_a_small_page(send: Send, client):
    content = land.geojson(land.SQUARE, *[BOW] * 3000)
    refused = send(content)
    assert refused.status_code == 400
    assert len(refused.content) < 60_000
    assert b"And 2970 more rows" in refused.content
    address = send(content, set_aside="on").headers["Location"]
    checked()
    page = client.get(address)
    assert len(page.content) < 100_000
    assert b"Page 1 of 100" in page.content
    assert client.get(f"{address}?show=faulty&page=100").status_code == 200
    assert client.get(f"{address}?show=faulty&page=zzz").status_code == 200


def test_pages_of_the_register_lead_to_imports_those_who_may_import(send: Send, client, places: Places, tmp_path: Path):
    address = send(land.write(tmp_path / "made.gpkg", land.squares()), "plan.gpkg").headers["Location"]
    checked()
    page = client.get(address)
    sent = {name: hidden(page, name, "import-accept") for name in ("request_id", "turn", "rows")}
    sent |= {"reason": "new survey", "ask_number": "12", "ask_name": "plan"}
    plan = client.get(client.post(f"{address}accept", sent).headers["Location"])
    assert f'href="{address}"' in plan.content.decode()
    body = reverse("plans:body", args=["5011"])
    assert f'href="{reverse("staging:send")}"' in client.get(body).content.decode()
    request = RequestFactory().get("/")
    request.user = places.west.surveyor
    with territory([places.west.body.pk]):
        parcel = Parcel.objects.filter(source_system="import").first()
        assert address in import_of_parcel(request, parcel)
        request.user = AnonymousUser()
        assert import_of_parcel(request, parcel) is None
    client.logout()
    assert "/imports/" not in client.get(body).content.decode()
