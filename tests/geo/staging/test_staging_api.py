"""Files go in over HTTP: a sound one is staged, a hostile one refused with a code; nothing of it is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpResponse

from geo.municipalities.scope import everywhere
from geo.staging.models import StagedLayer, StagedRow, Upload
from geo.staging.services import check
from tests.factories.places import Places
from tests.geo.exchange.reading import land

ANSWER = Callable[..., HttpResponse]
BOW = land.ring((0, 0), (20, 20), (20, 0), (0, 20), (0, 0))


@pytest.fixture
def send(client, places: Places) -> ANSWER:
    """Send a file as the western surveyor."""

    def run(content: bytes, name: str, by=places.west.surveyor, **fields: Any) -> HttpResponse:
        client.force_login(by)
        sent = {"file": SimpleUploadedFile(name, content), "kind": "parcels", "municipality": "5011", **fields}
        return client.post("/api/v1/imports/", sent)

    return run


def test_a_sound_file_is_taken_and_can_be_asked_about(send: ANSWER, client, places: Places):
    answer = send(land.geojson(land.SQUARE), "plan.geojson")
    assert answer.status_code == 201, answer.content
    assert answer.json()["counts"]["good"] == 1
    again = client.get(f"/api/v1/imports/{answer.json()['id']}/")
    assert (again.status_code, again.json()["state"]) == (200, "read")
    client.force_login(places.east.surveyor)
    assert client.get(f"/api/v1/imports/{answer.json()['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<OGRVRTDataSource/>", "plan.vrt", "type_unknown"),
        (b"<OGRVRTDataSource/>", "plan.geojson", "content_mismatch"),
        (b"<!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>", "plan.kml", "dtd"),
        (land.zipped({"../plan.shp": b""}), "plan.zip", "archive_path"),
        (land.geojson(land.SQUARE, BOW), "plan.geojson", "rows_faulty"),
        (b"", "plan.geojson", "file_empty"),
        (b"[" * 200_000, "plan.geojson", "content_mismatch"),
        (land.geojson(land.SQUARE), "x" * 290 + ".geojsn", "type_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_a_hostile_file_is_refused_and_nothing_of_it_is_kept(send: ANSWER, content: bytes, name: str, code: str):
    answer = send(content, name)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    with everywhere():
        assert not Upload.objects.exists()
        assert not StagedRow.objects.exists()


def test_a_hostile_name_is_kept_as_harmless_text(send: ANSWER):
    answer = send(land.geojson(land.SQUARE), "مخطط\u202e" + "x" * 200 + ".geojson")
    assert answer.status_code == 201, answer.content
    with everywhere():
        assert "\u202e" not in Upload.objects.get().name


def test_only_people_of_the_office_may_send(send: ANSWER, places: Places, client):
    assert send(land.geojson(land.SQUARE), "p.geojson", by=places.east.surveyor).status_code == 403
    assert send(land.geojson(land.SQUARE), "p.geojson", by=places.citizen).status_code == 403
    client.logout()
    assert client.post("/api/v1/imports/", {}).status_code in (401, 403)


def test_the_command_reports_and_keeps_nothing_when_asked(places: Places, tmp_path: Path, capsys):
    path = tmp_path / "plan.gpkg"
    land.write(path, land.squares())
    options: dict[str, Any] = {"kind": "parcels", "municipality": "5011"}
    call_command("import_layer", path, dry_run=True, **options)
    assert "good 4" in capsys.readouterr().out
    with everywhere():
        assert not Upload.objects.exists()
    call_command("import_layer", path, accept=True, by=places.west.head.username, **options)
    assert "accepted: plans.plan:" in capsys.readouterr().out


def test_the_command_proposes_what_the_coordinates_may_be(places: Places, tmp_path: Path):
    path = tmp_path / "plan.gpkg"
    land.write(path, land.squares(), crs="EPSG:32637")
    with pytest.raises(CommandError, match="EPSG"):
        call_command("import_layer", path, kind="parcels", municipality="5011")


def test_an_import_is_answered_read_row_by_row_and_accepted_by_programs(
    send: ANSWER, client, places: Places, tmp_path: Path
):
    content = land.write(tmp_path / "made.gpkg", [*land.squares(), *land.squares(1)], crs=None)
    key = send(content, "plan.gpkg").json()["id"]
    path = f"/api/v1/imports/{key}"
    said = {"crs": 9359, "request_id": str(uuid4())}
    first = client.post(f"{path}/answer", said, content_type="application/json")
    assert (first.status_code, first.json()["turn"]) == (200, 2), first.content
    assert client.post(f"{path}/answer", said, content_type="application/json").json()["turn"] == 2
    with everywhere():
        check(layer=StagedLayer.objects.latest("turn"))
    page = client.get(f"{path}/rows?limit=3").json()
    assert [feature["id"] for feature in page["features"]] == [1, 2, 3]
    rest = client.get(page["next"]).json()
    assert [feature["properties"]["standing"] for feature in rest["features"]] == ["sound", "blocked"]
    assert rest["next"] is None
    blocked = client.get(f"{path}/rows?standing=blocked").json()["features"]
    assert blocked[0]["properties"]["wrong"][0]["code"] == "same_as_row"
    assert client.get(f"{path}/rows?standing=x").status_code == 400
    refused = client.post(f"{path}/accept", {"reason": "new"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "rows_faulty")
    client.force_login(places.east.surveyor)
    assert client.get(f"{path}/rows").status_code == 404
    assert client.post(f"{path}/accept", {"reason": "new"}, content_type="application/json").status_code == 404


def test_a_program_accepts_what_it_saw(send: ANSWER, client):
    key = send(land.geojson(land.SQUARE), "plan.geojson").json()["id"]
    path = f"/api/v1/imports/{key}/accept"
    with everywhere():
        check(layer=StagedLayer.objects.get())
    said = {"reason": "new", "answers": {"number": "12"}, "rows": 2}
    assert client.post(path, said, content_type="application/json").json()["code"] == "import_changed"
    done = client.post(path, {**said, "rows": 1}, content_type="application/json")
    assert (done.status_code, done.json()["state"]) == (200, "accepted"), done.content
    assert done.json()["result"].startswith("plans.plan:")
