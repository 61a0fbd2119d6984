"""Findings on the page of the people of the place; counts on the page of the body, for everyone."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from shapely import box

from geo.municipalities.scope import everywhere
from parcels.quality.models import CheckFinding
from parcels.quality.panels import quality_panel
from parcels.register.models import PublishedParcel
from tests.parcels.quality.territory import enter, look_and_record, redraw


@pytest.fixture
def found(offices):
    ids = enter(offices.west, {"A": box(0, 0, 20, 20), "B": box(20, 0, 40, 20), "S": box(0, 50, 0.4, 90)})
    redraw(ids["B"], box(19, 0, 40, 20))
    look_and_record(offices)
    return offices


def page(person, address: str = "/quality/"):
    client = Client()
    client.force_login(person)
    return client.get(address, headers={"accept-language": "en"})


def one_finding() -> CheckFinding:
    with everywhere():
        return CheckFinding.objects.get(kind="overlap")


def test_the_people_of_the_place_see_its_findings_with_their_parcels(found):
    answer = page(found.west.engineer)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count(f'href="/quality/{one_finding().pk}/"') == 1
    for parcel in PublishedParcel.objects.all():
        assert f"/parcels/{parcel.code}/" in text
    narrowed = page(found.west.engineer, "/quality/?kind=sliver").content.decode()
    assert f'href="/quality/{one_finding().pk}/"' not in narrowed
    assert "list-group-item" in narrowed


def test_a_finding_has_its_page_with_the_map_at_its_place(found):
    answer = page(found.west.engineer, f"/quality/{one_finding().pk}/?lang=en")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<land-map" in text and 'bbox="' in text
    assert "20.0000" in text


def test_the_next_office_and_a_citizen_see_none(found):
    assert "list-group-item" not in page(found.east.engineer).content.decode()
    assert page(found.east.engineer, f"/quality/{one_finding().pk}/").status_code == 404
    assert page(found.citizen).status_code == 403
    assert page(found.citizen, f"/quality/{one_finding().pk}/").status_code == 403
    assert Client().get("/quality/").status_code == 302


def test_the_panel_tells_everyone_the_counts_and_the_office_the_way_in(found, offices):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    panel = quality_panel(request, found.west.body)
    assert panel is not None and panel.count('<tr><th scope="row">') == 2
    assert "/quality/" not in panel
    request.user = found.west.head
    assert "/quality/" in quality_panel(request, found.west.body)
    assert quality_panel(request, found.municipality) is None, "nobody has checked it"
