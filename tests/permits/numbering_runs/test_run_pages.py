"""Pages of numbering runs: for the office, and for everyone without signing in."""

import csv
import io
import sqlite3
from uuid import uuid4

import pytest
from django.urls import reverse

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import territory
from parcels.register.models import Alias, PublishedParcel
from permits.numbering_runs.models import NumberingRun, Objection
from tests.factories.cases import CANARY_MOBILE, CANARY_NAME
from tests.factories.numbering import blocks_of, days_pass, started, take, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(office):
    return started(office)


@pytest.fixture
def published(office, run):
    walk(office, run, ("review", "publish"))
    return run


def page(client, view, *args, by=None, status=200, **data):
    if by is not None:
        client.force_login(by)
    answer = client.get(reverse(f"numbering_runs:{view}", args=args), data)
    assert answer.status_code == status, answer.content.decode()[:600]
    return answer.content.decode()


def send(client, view, *args, by=None, status=302, **data):
    if by is not None:
        client.force_login(by)
    answer = client.post(reverse(f"numbering_runs:{view}", args=args), data)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode() if status != 302 else answer.headers["Location"]


def test_a_surveyor_starts_a_run_from_the_page_of_the_district(client, office):
    district = reverse("plans:district", args=[office.body.code, office.district.code])
    client.force_login(office.surveyor)
    begin = f"{reverse('numbering_runs:begin')}?plan={office.plan.pk}"
    assert begin in client.get(district).content.decode()
    assert "checked" in client.get(begin).content.decode()
    where = send(client, "begin", plan=office.plan.pk, policy="", request_id=uuid4())
    with territory([office.body.pk]):
        run = NumberingRun.objects.get()
    assert where == reverse("numbering_runs:run", args=[run.pk])
    assert where in client.get(district).content.decode()
    assert where in page(client, "index")


def test_a_start_without_a_district_says_so(client, office):
    assert "plan_error" in send(client, "begin", by=office.surveyor, status=400, request_id=uuid4())
    assert not NumberingRun.objects.exists()


def test_only_those_who_number_see_the_start(client, office, places):
    page(client, "begin", by=office.engineer, status=403)
    page(client, "begin", by=places.citizen, status=403)
    page(client, "index", by=places.citizen, status=403)


def test_the_page_of_a_run_shows_walk_scores_and_steps(client, office, run):
    text = page(client, "run", run.pk, by=office.engineer)
    assert text.count('class="walk-parcel"') == 9
    assert text.count("walk-link") == 7
    assert 'value="review"' in text
    bench = f'href="{reverse("numbering_runs:workbench", args=[run.pk, 1])}"'
    assert bench not in text, "an engineer does not change the walk"
    surveyors = page(client, "run", run.pk, by=office.surveyor)
    assert bench in surveyors
    assert 'value="review"' not in surveyors


def test_a_step_is_taken_on_the_page_and_a_refusal_says_why(client, office, run):
    send(client, "run", run.pk, by=office.engineer, step="review")
    planner = User.objects.get(username=Role.PLANNER)
    refused = send(client, "run", run.pk, by=planner, step="return", note="", status=400)
    assert 'role="alert"' in refused
    send(client, "run", run.pk, by=planner, step="publish")
    assert reverse("numbering_runs:notice", args=[run.pk]) in page(client, "run", run.pk)


def test_another_office_sees_nothing(client, places, published):
    for name in ("run", "objections", "report", "walk_sheet", "table", "package"):
        page(client, name, published.pk, by=places.east.surveyor, status=404)


def test_revisions_tell_what_moved(client, office, run):
    order = [str(parcel) for parcel in blocks_of(office, run)[0].order]
    client.force_login(office.surveyor)
    save = reverse("numbering_runs:workbench_save", args=[run.pk, 1])
    sent = {"order": [order[1], order[0], *order[2:]], "locked": [], "base_revision": 1, "reason": "زيارة"}
    assert client.post(save, sent, content_type="application/json").status_code == 200
    text = page(client, "revision", run.pk, 2)
    assert "زيارة" in text
    assert text.count("<tr>") == 3
    page(client, "revision", run.pk, 1)
    page(client, "revision", run.pk, 9, status=404)


def test_names_of_the_land_are_kept_beside_the_numbers(client, office, run):
    send(client, "names", run.pk, 1, by=office.surveyor, step="2", kind="land_name", text="بستان العين")
    with territory([office.body.pk]):
        assert Alias.objects.get().parcel_id == blocks_of(office, run)[0].order[1]
    assert "بستان العين" in page(client, "names", run.pk, 1)
    send(client, "names", run.pk, 1, step="99", kind="land_name", text="بعيد", status=400)
    send(client, "names", run.pk, 1, by=office.engineer, step="1", kind="land_name", text="ب", status=403)
    assert "بستان العين" in client.get(reverse("numbering_runs:table", args=[run.pk])).content.decode()


def test_everyone_sees_the_notice_and_no_person_in_it(client, office, run):
    page(client, "notice", run.pk, status=404)
    walk(office, run, ("review", "publish"))
    text = page(client, "notice", run.pk)
    assert reverse("numbering_runs:object", args=[run.pk]) in text
    with territory([office.body.pk]):
        codes = list(PublishedParcel.objects.values_list("code", flat=True))
    assert all(code in text for code in codes)
    assert not any(str(person) in text for person in (office.surveyor, office.engineer, "planner"))
    assert reverse("numbering_runs:notice", args=[run.pk]) in page(client, "notices")
    district = reverse("plans:district", args=[office.body.code, office.district.code])
    assert reverse("numbering_runs:notice", args=[run.pk]) in client.get(district).content.decode()


def objection(office, **more):
    with territory([office.body.pk]):
        parcel = PublishedParcel.objects.order_by("code").first()
    return {
        "request_id": uuid4(), "block": parcel.block_label, "number": parcel.number, "text": "هذا الرقم لجاري",
        "name": CANARY_NAME, "phone": CANARY_MOBILE, **more,
    }  # fmt: skip


def test_anyone_objects_by_typing_the_number_in_either_digits(client, office, published):
    form = objection(office, phone="٠٥٥٥١٢٣٩٨٧", number="١")
    where = send(client, "object", published.pk, **form)
    assert CANARY_NAME not in client.get(where).content.decode()
    assert CANARY_NAME not in page(client, "notice", published.pk)
    with territory([office.body.pk]):
        found = Objection.objects.select_related("parcel").get()
    assert (found.name, found.phone, found.parcel.parcel_label) == (CANARY_NAME, CANARY_MOBILE, "1")
    assert found.received_by_id is None
    assert found.geom is not None


def test_anyone_objects_by_tapping_the_parcel(client, office, published):
    with territory([office.body.pk]):
        code = PublishedParcel.objects.order_by("code")[3].code
    send(client, "object", published.pk, **objection(office, picked=code, block="", number=""))
    with territory([office.body.pk]):
        assert Objection.objects.select_related("parcel").get().parcel.code == code


@pytest.mark.parametrize("spoil", [{"number": "99"}, {"phone": "12"}, {"text": ""}, {"name": ""}, {"picked": "123"}])
def test_what_is_missing_is_said_and_nothing_is_written(client, office, published, spoil):
    text = send(client, "object", published.pk, status=400, **objection(office, **spoil))
    assert "field-error" in text
    with territory([office.body.pk]):
        assert not Objection.objects.exists()


def test_the_map_is_told_only_of_published_parcels(client, office, published):
    world = "-20037508,-20037508,20037508,20037508"
    answer = client.get(reverse("numbering_runs:outlines", args=[published.pk]), {"bbox": world})
    assert len(answer.json()["shapes"]) == 9
    assert client.get(reverse("numbering_runs:outlines", args=[published.pk]), {"bbox": "x"}).status_code == 400


def test_the_committee_answers_on_the_page(client, office, published):
    send(client, "object", published.pk, **objection(office))
    with territory([office.body.pk]):
        found = Objection.objects.get()
    committee = User.objects.get(username=Role.COMMITTEE)
    assert found.text in page(client, "objections", published.pk, by=committee)
    assert CANARY_NAME in page(client, "objection", published.pk, found.pk)
    send(client, "objection", published.pk, found.pk, state="upheld", reach="parcel", words="", status=400)
    send(client, "objection", published.pk, found.pk, state="upheld", reach="parcel", words="نعم، يسحب الرقم")
    with territory([office.body.pk]):
        found.refresh_from_db()
    assert (found.state, found.reach) == ("upheld", "parcel")
    assert 'value="reopen"' in page(client, "run", published.pk)


def test_objections_are_for_the_office_only(client, places, office, published):
    send(client, "object", published.pk, **objection(office))
    with territory([office.body.pk]):
        found = Objection.objects.get()
    page(client, "objections", published.pk, by=places.citizen, status=404)
    page(client, "objection", published.pk, found.pk, by=places.east.head, status=404)


@pytest.mark.django_db(transaction=True)
def test_after_the_days_the_form_is_closed(client, office, published):
    days_pass(published)
    page(client, "object", published.pk, status=409)
    assert reverse("numbering_runs:object", args=[published.pk]) not in page(client, "notice", published.pk)


def test_report_and_walk_sheet_are_papers_of_the_office(client, office, run):
    client.force_login(office.surveyor)
    for name, data in (("report", {}), ("walk_sheet", {}), ("walk_sheet", {"block": "2"})):
        answer = client.get(reverse(f"numbering_runs:{name}", args=[run.pk]), data)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
    assert client.get(reverse("numbering_runs:walk_sheet", args=[run.pk]), {"block": "9"}).status_code == 404


def test_the_table_has_a_bom_and_arabic_headings_in_walking_order(client, office, published):
    client.force_login(office.surveyor)
    body = client.get(reverse("numbering_runs:table", args=[published.pk])).content
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 10
    assert [row[1] for row in rows[1:7]] == ["1", "2", "3", "4", "5", "6"]
    assert all(len(row) == 13 for row in rows)


def test_the_geopackage_holds_the_walk(client, office, published, tmp_path):
    client.force_login(office.surveyor)
    file = tmp_path / "numbers.gpkg"
    file.write_bytes(client.get(reverse("numbering_runs:package", args=[published.pk])).content)
    with sqlite3.connect(file) as package:
        rows = package.execute("SELECT block_no, seq, number FROM numbering ORDER BY block_no, seq").fetchall()
        assert package.execute("SELECT count(*) FROM layer_styles").fetchone() == (1,)
    package.close()
    assert [row[1] for row in rows[:6]] == [1, 2, 3, 4, 5, 6]
    assert len(rows) == 9


def test_the_api_tells_what_is_public(client, office, published):
    listed = client.get("/api/v1/numbering-runs").json()["results"]
    assert [row["id"] for row in listed] == [str(published.pk)]
    assert listed[0]["hears_objections"] is True
    one = client.get(f"/api/v1/numbering-runs/{published.pk}").json()
    assert one["district_name"] == office.district.name
    numbers = client.get(f"/api/v1/numbering-runs/{published.pk}/parcels", {"limit": 4}).json()
    assert len(numbers["results"]) == 4
    assert numbers["next"]
    assert client.get(f"/api/v1/numbering-runs/{uuid4()}").status_code == 404


def test_the_whole_anew_needs_its_reason(client, office, run):
    send(client, "again", run.pk, by=office.surveyor, reason="", status=400)
    send(client, "again", run.pk, reason="من جديد")
    assert "من جديد" in page(client, "run", run.pk)
    take(office, run, "review")
