"""Pages and the API of pictures: who may send, what is answered, and how a scan is put in its place by hand."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from geo.municipalities.scope import everywhere
from geo.raster.models import Fitting, Image, Scan
from tests.factories.places import Places, make_places
from tests.geo.raster import paper
from tests.geo.raster.test_raster_scans import MORE, ground, scanned

pytestmark = pytest.mark.django_db(databases=["default", "tiles"], transaction=True)


@pytest.fixture
def places(transactional_db: None) -> Places:
    """Committed: the tiles' role and the worker have connections of their own."""
    return make_places()


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form(content: bytes, **more: str) -> dict[str, object]:
    """What the page of a picture sends."""
    file = io.BytesIO(content)
    file.name = "ortho.tif"
    return {"request_id": str(uuid4()), "file": file, "municipality": "5011", "audience": "staff", "crs": "", **more}


def test_a_picture_is_sent_drawn_by_the_worker_and_shown(places: Places, tmp_path: Path, do_jobs: Callable[[], None]):
    client = client_of(places.west.surveyor)
    sent = client.post("/images/add/", form(paper.geotiff(tmp_path / "x.tif"), title="تصوير", taken_on="1446/01/10"))
    assert sent.status_code == 302
    assert 'http-equiv="refresh"' in client.get(sent.url).content.decode()
    do_jobs()
    page = client.get(f"{sent.url}?lang=en").content.decode()
    assert "Ready" in page
    assert "{z}/{x}/{y}.webp" in page
    assert "تصوير" in client.get("/images/").content.decode()
    with everywhere():
        assert Image.objects.get().taken_on.isoformat() == "2024-07-16"


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [({"content": b"<svg/>"}, 400, "neither TIFF, PNG nor JPEG"), ({"crs": "32638"}, 400, "outside the territory"),
     ({"audience": "public"}, 403, "Only a planner or the head"), ({"taken_on": "soon"}, 400, "correct what is marked"),
     ({"crs": "x"}, 400, "correct what is marked"), ({"accuracy_m": "-1"}, 400, "correct what is marked")],
)  # fmt: skip
def test_a_refused_picture_is_answered_on_its_page(
    places: Places, tmp_path: Path, change: dict, status: int, says: str
):
    content = change.pop("content", None) or paper.geotiff(tmp_path / "x.tif")
    answer = client_of(places.west.surveyor).post("/images/add/?lang=en", form(content, **change))
    assert answer.status_code == status
    assert says in answer.content.decode()
    with everywhere():
        assert Image.objects.count() == 0


@pytest.mark.parametrize("path", ["/images/", "/images/add/", "/images/scans/add/"])
def test_pages_are_for_those_who_bring_pictures(places: Places, path: str):
    assert client_of(places.citizen).get(path).status_code == 403
    assert Client().get(path).status_code == 302
    assert client_of(places.west.engineer).get(path).status_code == 200


def test_the_api_takes_a_picture_and_tells_how_far_it_is(places: Places, tmp_path: Path, do_jobs: Callable[[], None]):
    client = client_of(places.west.surveyor)
    sent = client.post("/api/v1/images/", form(paper.geotiff(tmp_path / "x.tif"), crs="9359", accuracy_m="0.2"))
    assert (sent.status_code, sent.json()["state"]) == (202, "waiting")
    do_jobs()
    told = client.get(sent.headers["Location"]).json()
    assert (told["state"], told["accuracy_m"], told["percent"]) == ("ready", 0.2, 100)
    assert client_of(places.east.surveyor).get(sent.headers["Location"]).status_code == 404
    refused = client.post("/api/v1/images/", form(b"nothing", crs="9359"))
    assert (refused.status_code, refused.json()["code"]) == (400, "picture_type")
    assert client_of(places.citizen).post("/api/v1/images/", form(b"x", crs="1")).status_code == 403


@pytest.fixture
def scan(places: Places) -> str:
    """The address of a scan that was sent by the page."""
    sent = client_of(places.west.surveyor).post("/images/scans/add/", form(scanned()))
    assert sent.status_code == 302
    return str(sent.url)


def typed(slip: float = 0.0) -> dict[str, str]:
    """Control points as a person types them, some in Arabic digits."""
    fields = {"method": "similarity"}
    for row, (x, y) in enumerate(MORE, 1):
        east, north = ground(x, y)
        values = (str(x), str(y), f"{east + (slip if row == 3 else 0):.3f}", f"{north:.3f}")
        fields |= {f"{name}_{row}": value for name, value in zip("xyen", values, strict=True)}
    fields["x_1"] = "١٠٫٠"
    return fields


def test_a_scan_is_fitted_by_hand_and_taken(places: Places, scan: str, do_jobs: Callable[[], None]):
    client = client_of(places.west.surveyor)
    tried = client.post(scan, typed(slip=4.0))
    assert tried.status_code == 302
    page = client.get(tried.url.replace("?", "?lang=en&")).content.decode()
    assert re.search(r'class="raster-worst".{0,900}name="x_3"', page, re.DOTALL)
    with everywhere():
        fitting = Fitting.objects.get()
    taken = client.post(
        f"{scan}accept", {"request_id": str(uuid4()), "fitting": str(fitting.pk), "audience": "staff", "title": "قديم"}
    )
    assert taken.status_code == 302
    do_jobs()
    with everywhere():
        image = Image.objects.get()
    assert (image.state, image.accuracy_m) == ("ready", fitting.rmse_m)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"e_2": ""}, "Control point 2 lacks a number"), ({"method": "polynomial3"}, ""),
     ({f"{n}_{row}": "" for n in "xyen" for row in range(4, 9)}, "takes at least 4")],
)  # fmt: skip
def test_points_that_will_not_do_stay_in_the_page_with_what_is_wrong(
    places: Places, scan: str, change: dict, says: str
):
    answer = client_of(places.west.surveyor).post(f"{scan}?lang=en", typed() | change)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert says in page
    assert 'value="590"' in page


def test_a_scan_is_handed_out_so_that_no_browser_runs_it_and_to_its_office_only(places: Places, scan: str):
    with everywhere():
        key = Scan.objects.get().pk
    client = client_of(places.west.engineer)
    file, preview = client.get(reverse("raster:file", args=[key])), client.get(reverse("raster:preview", args=[key]))
    assert file.headers["Content-Disposition"].startswith("attachment")
    for answer in (file, preview):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        answer.close()
    assert client_of(places.east.engineer).get(scan).status_code == 404
    assert client_of(places.citizen).get(scan).status_code == 404
