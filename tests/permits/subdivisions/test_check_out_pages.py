"""The pages of check-outs and check-ins by role, the API and the command: what each answers, and to whom nothing."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from geo.municipalities.scope import everywhere
from parcels.register.models import PublishedParcel
from permits.cases.models import Case
from permits.subdivisions.models import CheckIn, CheckOut, LandChangeRequest
from tests.permits.subdivisions.edited import Edited
from tests.permits.subdivisions.test_check_out import lock_term
from tests.permits.subdivisions.test_procedure import point
from tests.permits.subdivisions.trips import line

pytestmark = pytest.mark.django_db(transaction=True)
LIST, NEW, BRING = "/land-changes/check-outs/", "/land-changes/check-outs/new/", "/land-changes/check-ins/"


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def surveyor(ground):
    return signed_in(ground.office.surveyor)


def taken(ground, client, **changed):
    sent = {"request_id": str(uuid4()), "what": "plan", "plan": ground.office.plan.pk, **changed}
    answer = client.post(NEW, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.headers["Location"]


def brought(client, content, name="قطع.gpkg"):
    return client.post(BRING, {"request_id": str(uuid4()), "file": SimpleUploadedFile(name, content)})


def edited(ground, client, tmp_path):
    """Check out, split the first parcel, bring it back; return the address of the check-in."""
    file = Edited(tmp_path, client.get(f"{taken(ground, client)}parcels.gpkg").content)
    file.split(file.fids()["1"], line((15, -5), (15, 35)))
    answer = brought(client, file.content())
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_land_goes_out_comes_back_and_is_asked_for_through_the_pages(ground, surveyor, tmp_path):
    address = edited(ground, surveyor, tmp_path)
    page = surveyor.get(address)
    assert (page.status_code, page.context["to_open"], page.context["unchanged"]) == (200, 1, 2)
    rows = [str(item["row"].row) for told in page.context["groups"] for item in told["items"]]
    assert page.content.decode().count('name="accept"') == len(rows) == 2
    sent = {"seen": rows, "accept": rows, "reason": "طلب المالك", "source": "القرار ٥٠١١"}
    preview = surveyor.post(address, {**sent, "action": "preview"})
    assert preview.status_code == 200
    assert preview.content.decode().count("finding-yes") == 9
    with everywhere():
        assert not Case.objects.exists()
    done = surveyor.post(address, {**sent, "action": "open"})
    with everywhere():
        request = LandChangeRequest.objects.get()
    assert done.headers["Location"] == f"/land-changes/{request.pk}/"
    case = surveyor.get(done.headers["Location"]).content.decode()
    assert address in case
    assert f"/land-changes/{request.pk}/" in surveyor.get(address).content.decode()


def test_what_is_left_out_stays_left_out_and_without_grounds_nothing_is_opened(ground, surveyor, tmp_path):
    address = edited(ground, surveyor, tmp_path)
    rows = [str(i["row"].row) for told in surveyor.get(address).context["groups"] for i in told["items"]]
    torn = surveyor.post(address, {"seen": rows, "accept": rows[:1], "action": "preview"})
    assert torn.context["to_open"] == 0
    none = surveyor.post(address, {"out": rows, "action": "preview"})
    assert none.context["groups"] == []
    unsaid = surveyor.post(address, {"seen": rows, "accept": rows, "action": "open", "reason": ""})
    assert unsaid.status_code == 400
    assert set(unsaid.context["form"].errors) == {"reason", "source"}
    refused = surveyor.post(address, {"out": rows, "action": "open", "reason": "x", "source": "y"})
    assert (refused.status_code, refused.context["refusal"].code) == (400, "nothing_accepted")
    with everywhere():
        assert not Case.objects.exists()


def test_colleagues_read_it_others_find_nothing(ground, surveyor, places, tmp_path):
    change = edited(ground, surveyor, tmp_path)
    with everywhere():
        out = f"/land-changes/check-outs/{CheckOut.objects.get().pk}/"
    for person in (places.west.engineer, places.west.head):
        client = signed_in(person)
        assert client.get(out).status_code == client.get(change).status_code == client.get(LIST).status_code == 200
        assert 'name="accept"' not in client.get(change).content.decode()
        assert client.post(change, {"action": "open", "reason": "x", "source": "y"}).status_code == 403
    assert signed_in(places.west.head).get(f"{out}parcels.gpkg").status_code == 403
    for person in (places.east.surveyor, places.east.head, places.citizen):
        client = signed_in(person)
        for address in (out, change, f"{out}parcels.gpkg"):
            assert client.get(address).status_code == 404
        assert client.post(f"{out}end/").status_code == 404
    assert signed_in(places.citizen).get(LIST).status_code == 403
    assert Client().get(out).status_code == 302


def test_another_offices_file_is_unknown_and_nothing_is_kept(ground, surveyor, places):
    content = surveyor.get(f"{taken(ground, surveyor)}parcels.gpkg").content
    answer = brought(signed_in(places.east.surveyor), content)
    assert (answer.status_code, answer.context["refusal"].code) == (404, "check_out_unknown")
    with everywhere():
        assert not CheckIn.objects.exists()


def test_a_file_that_is_refused_says_why_on_a_page(ground, surveyor):
    taken(ground, surveyor)
    answer = brought(surveyor, b"{}", "a.geojson")
    assert answer.status_code == 400
    assert str(answer.context["refusal"]) in answer.content.decode()
    assert surveyor.post(BRING, {}).status_code == 400


def test_an_area_is_drawn_typed_or_named_and_what_lacks_is_said_at_its_field(ground, surveyor, places):
    corners = "\n".join(f"{x} {y}" for x, y in (point(1, 1), point(29, 29)))
    with everywhere():
        code = PublishedParcel.objects.get(pk=ground.ids["B"]).code
    for sent in (
        {"what": "outline", "points": corners}, {"what": "parcels", "parcels": code}, {"what": "plan", "block": "1"},
        {"what": "district", "district": places.west.district.pk},
    ):  # fmt: skip
        taken(ground, surveyor, **sent)
    with everywhere():
        assert sorted(c.parcels.count() for c in CheckOut.objects.all()) == [1, 1, 3, 3]
    for sent, field in (
        ({"what": "outline"}, "points"), ({"what": "outline", "points": "1 2"}, "points"),
        ({"what": "parcels", "parcels": "123"}, "parcels"), ({"what": "plan", "plan": ""}, "plan"),
        ({"what": "district"}, "district"), ({"what": "sea"}, "what"),
    ):  # fmt: skip
        answer = surveyor.post(NEW, {"request_id": str(uuid4()), "plan": ground.office.plan.pk, **sent})
        assert answer.status_code == 400
        assert field in answer.context["form"].errors
    far = surveyor.post(NEW, {"request_id": str(uuid4()), "what": "outline", "points": "1 1\n2 2"})
    assert (far.status_code, far.context["refusal"].code) == (400, "check_out_area")
    assert signed_in(places.west.head).get(NEW).status_code == 403


def test_a_lock_is_given_back_on_its_page_and_released_by_the_head_with_a_reason(ground, surveyor, places):
    lock_term()
    address = taken(ground, surveyor, lock="on")
    assert surveyor.get(address).context["checkout"].holds
    head = signed_in(places.west.head)
    assert head.post(f"{address}end/", {"why": ""}).status_code == 400
    assert signed_in(places.west.engineer).post(f"{address}end/", {"why": "x"}).status_code == 403
    assert head.post(f"{address}end/", {"why": "إجازة"}).status_code == 302
    assert not surveyor.get(address).context["checkout"].holds
    assert surveyor.post(f"{address}end/").status_code == 409


def test_the_api_takes_land_along_brings_it_back_and_says_what_changed(ground, surveyor, places, tmp_path):
    west, south, east, north = *point(1, 1), *point(59, 29)
    answer = surveyor.post("/api/v1/check-outs/", {"box": [west, south, east, north]}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["parcels"], told["locked_until"]) == (2, None)
    assert surveyor.get(f"/api/v1/check-outs/{told['id']}/").json()["area"] == told["area"]
    file = Edited(tmp_path, surveyor.get(told["file"]).content)
    file.merge(file.fids()["1"], file.fids()["2"])
    sent = {"file": SimpleUploadedFile("a.gpkg", file.content())}
    came = surveyor.post("/api/v1/check-ins/", sent)
    assert came.status_code == 201, came.content
    assert [(group["kind"], group["against"]) for group in came.json()["groups"]] == [("merge", [])]
    assert surveyor.get(f"/api/v1/check-ins/{came.json()['id']}/").json() == came.json()
    other = signed_in(places.east.surveyor)
    for address in (told["file"], f"/api/v1/check-outs/{told['id']}/", f"/api/v1/check-ins/{came.json()['id']}/"):
        assert other.get(address).status_code == 404
    assert surveyor.post("/api/v1/check-outs/", {}, content_type="application/json").status_code == 400
    citizen = signed_in(places.citizen)
    assert citizen.post("/api/v1/check-outs/", {"box": [0, 0, 1, 1]}, content_type="application/json").status_code in (
        400, 403,
    )  # fmt: skip


def test_the_command_writes_the_file_of_an_area(ground, places, tmp_path):
    told = StringIO()
    out = tmp_path / "land.gpkg"
    options = {"municipality": "5011", "by": places.west.surveyor.username, "out": out}
    call_command("check_out", box=[*point(1, 1), *point(29, 29)], stdout=told, **options)
    assert "1 parcels" in told.getvalue()
    assert Edited(tmp_path, out.read_bytes()).run("SELECT number FROM parcels") == [("1",)]
    with pytest.raises(CommandError, match="exists"):
        call_command("check_out", district="011", **options)
    with pytest.raises(CommandError):
        call_command("check_out", plan="999", **{**options, "out": tmp_path / "b.gpkg"})
    with pytest.raises(CommandError):
        call_command("check_out", district="011", **{**options, "by": "head-5011", "out": tmp_path / "c.gpkg"})
