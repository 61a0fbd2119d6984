"""Pages of violations: an inspector on the site, the head in the office, and nothing for anybody else."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from geo.documents.models import Document
from geo.municipalities.scope import territory
from geo.spatial.shapes import transformed
from parcels.register.models import Parcel
from permits.violations.models import StopOrder, Violation, Visit
from tests.factories.cases import canaries_in, enter_drawn, open_thread
from tests.factories.violations import found, inspector_of

pytestmark = pytest.mark.django_db
HERE = "GPS-HERE"


def photo(name="site.jpg"):
    made = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = HERE
    Image.new("RGB", (8, 8), "red").save(made, "JPEG", exif=exif)
    return SimpleUploadedFile(name, made.getvalue())


def typed(office, **changes):
    place = transformed(office.district.geom.centroid, 4326)
    return {
        "request_id": str(uuid4()), "item": "build_unlicensed", "note": "بناء دون رخصة", "sites": "1",
        "latitude": f"{place.y:.7f}", "longitude": f"{place.x:.7f}", **changes,
    }  # fmt: skip


def only(office):
    with territory([office.body.pk]):
        return Violation.objects.select_related("municipality").get()


def test_an_inspector_records_what_he_sees_where_he_stands_with_photographs(client, site):
    client.force_login(inspector_of(site.west))
    assert client.get(reverse("violations:record")).status_code == 200
    answer = client.post(reverse("violations:record"), typed(site.west, photos=[photo("a.jpg"), photo("b.jpg")]))
    made = only(site.west)
    assert (answer.status_code, answer.url) == (302, reverse("violations:case", args=[made.pk]))
    assert made.place.distance(site.west.district.geom.centroid) < 0.02
    with territory([site.west.body.pk]):
        papers = Document.objects.filter(subject=f"violations.violation:{made.pk}")
        assert papers.count() == 1  # the same picture twice is one paper
        assert HERE.encode() not in bytes(papers[0].content)


def test_degrees_are_typed_in_arabic_digits_too(client, site):
    client.force_login(inspector_of(site.west))
    form = typed(site.west)
    eastern = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
    for name in ("latitude", "longitude"):
        form[name] = form[name].translate(eastern)
    assert client.post(reverse("violations:record"), form).status_code == 302


def test_a_parcel_is_place_enough(client, site):
    parcel = enter_drawn(site.west, "A")["A"]
    client.force_login(inspector_of(site.west))
    form = typed(site.west, latitude="", longitude="", parcel=parcel.code)
    assert client.post(reverse("violations:record"), form).status_code == 302
    made = only(site.west)
    assert made.parcel_id == parcel.pk
    assert parcel.geom.contains(made.place)


def test_a_permit_is_place_enough_by_its_number_or_its_case(client, site):
    thread = open_thread(site.west, site.citizen, up_to=("submit", "recommend", "approve"))
    client.force_login(inspector_of(site.west))
    for number in (thread.permit().number, thread.case.reference):
        form = typed(site.west, latitude="", longitude="", permit=number)
        assert client.post(reverse("violations:record"), form).status_code == 302
    with territory([site.west.body.pk]):
        assert {one.permit_case_id for one in Violation.objects.all()} == {thread.case.pk}
        assert all(one.parcel_id for one in Violation.objects.all())


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"latitude": "", "longitude": ""}, 400), ({"latitude": ""}, 400), ({"latitude": "91"}, 400),
        ({"latitude": "0", "longitude": "0"}, 400), ({"item": "nothing"}, 400), ({"note": ""}, 400),
        ({"permit": "1/2/3"}, 400), ({"parcel": "1"}, 404), ({"name": "فلان"}, 400),
        ({"name": "فلان", "identifier": "12"}, 400), ({"sites": "0"}, 400),
        ({"photos": SimpleUploadedFile("x.jpg", b"<html>")}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_read_records_nothing_and_says_so(client, site, change, status):
    client.force_login(inspector_of(site.west))
    answer = client.post(reverse("violations:record"), typed(site.west, **change))
    assert answer.status_code == status
    with territory([site.west.body.pk]):
        assert not Violation.objects.exists()


def test_a_place_of_the_next_office_is_refused(client, site):
    client.force_login(inspector_of(site.west))
    assert client.post(reverse("violations:record"), typed(site.east)).status_code == 400


@pytest.mark.parametrize("who", ["citizen", "engineer", "head"])
def test_the_form_is_for_inspectors(client, site, who):
    client.force_login(site.citizen if who == "citizen" else getattr(site.west, who))
    assert client.get(reverse("violations:record")).status_code == 403


@pytest.mark.parametrize("who", ["visitor", "citizen", "next office"])
def test_nobody_else_reads_a_violation(client, site, who):
    one = found(site.west)
    if who != "visitor":
        client.force_login(site.citizen if who == "citizen" else site.east.head)
    for query in ("", "?fragment=card"):
        answer = client.get(reverse("violations:case", args=[one.violation.pk]) + query)
        assert answer.status_code == (302 if who == "visitor" else 404)
        assert not canaries_in(answer.text)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("who", ["inspector", "head", "engineer"])
def test_the_people_of_the_office_see_what_was_seen_and_what_it_would_cost(client, site, who, language):
    one = found(site.west)
    client.force_login(one.inspector if who == "inspector" else getattr(site.west, who))
    answer = client.get(reverse("violations:case", args=[one.violation.pk]), headers={"accept-language": language})
    assert answer.status_code == 200
    assert "بناء دون رخصة" in answer.text
    assert ('name="do"' in answer.text) == (who != "engineer")


def test_the_card_of_the_map_names_nobody(client, site):
    one = found(site.west)
    client.force_login(site.west.engineer)
    answer = client.get(reverse("violations:case", args=[one.violation.pk]) + "?fragment=card")
    assert "data-bbox" in answer.text
    assert not canaries_in(answer.text)


def test_an_inspector_records_a_visit_with_a_photograph(client, site):
    one = found(site.west)
    client.force_login(one.inspector)
    page = reverse("violations:case", args=[one.violation.pk])
    assert client.post(page, {"do": "visit"}).status_code == 400
    form = {"do": "visit", "corrected": "yes", "visit_note": "أزيل", "photos": photo()}
    assert client.post(page, form).status_code == 302
    with territory([site.west.body.pk]):
        assert Visit.objects.get().corrected
        assert Document.objects.count() == 1


def test_an_inspector_names_who_is_responsible(client, site):
    one = found(site.west, respondent=None)
    client.force_login(one.inspector)
    page = reverse("violations:case", args=[one.violation.pk])
    form = {"do": "name", "name": "منشأة", "identifier": "٧٠٠٠٠٠٠٠٠٣", "size": "small"}
    assert client.post(page, form).status_code == 302
    assert only(site.west).respondent_name == "منشأة"


def test_the_head_stops_works_and_lets_them_go_on_from_the_page(client, site):
    one = found(site.west)
    page = reverse("violations:case", args=[one.violation.pk])
    client.force_login(one.inspector)
    assert client.post(page, {"do": "stop", "reason": "خطر"}).status_code == 403
    client.force_login(site.west.head)
    assert client.post(page, {"do": "stop", "reason": ""}).status_code == 400
    assert client.post(page, {"do": "stop", "reason": "خطر"}).status_code == 302
    assert client.post(page, {"do": "stop", "reason": "خطر"}).status_code == 409
    assert client.post(page, {"do": "lift", "reason": "زال"}).status_code == 302
    with territory([site.west.body.pk]):
        assert StopOrder.objects.get().lifted_at


def test_the_card_of_a_parcel_shows_open_violations_to_its_people_only(client, site):
    parcel = enter_drawn(site.west, "A")["A"]
    with territory([site.west.body.pk]):
        one = found(site.west, parcel=Parcel.objects.get(pk=parcel.pk))
    page = reverse("register:parcel", args=[parcel.code])
    address = reverse("violations:case", args=[one.violation.pk])
    assert address not in client.get(page).text
    client.force_login(site.citizen)
    assert address not in client.get(page).text
    client.force_login(one.inspector)
    shown = client.get(page).text
    assert address in shown
    assert f"{reverse('violations:record')}?parcel={parcel.code}" in shown


def test_a_paper_of_a_violation_is_for_its_office(client, site):
    client.force_login(inspector_of(site.west))
    client.post(reverse("violations:record"), typed(site.west, photos=photo()))
    with territory([site.west.body.pk]):
        paper = reverse("documents:download", args=[Document.objects.get().pk])
    assert client.get(paper).status_code == 200
    for stranger in (site.citizen, site.east.head):
        client.force_login(stranger)
        assert client.get(paper).status_code == 404
