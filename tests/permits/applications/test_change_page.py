"""Whoever applied changes what he asks for on the form that he knows, filled with what he asked before."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_shapely
from permits.applications.building import BuildingWorks
from permits.applications.models import PermitApplication
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_NAME, Thread, enter_drawn, open_thread

pytestmark = pytest.mark.django_db

WHO = {"name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": "0555123987"}
HOUSE = {"use": "residential", "upper_floors": "2", "floor_m2": "80", "height_m": "10.5", "parking": "2", "units": "1"}


def address(thread):
    return reverse("application:change", args=[thread.case.pk])


def application_of(thread):
    with territory([thread.office.body.pk]):
        return PermitApplication.objects.select_related("case").get(pk=thread.case.pk)


@pytest.fixture
def house(client, ground):
    """A house that was asked for on the page, submitted and returned."""
    client.force_login(ground.citizen)
    parcel = enter_drawn(ground.west, "A", cell_m=20)["A"]
    sides = {f"side_{place}": "3" for place in range(4)}
    told = {"request_id": str(uuid4()), "action": "open", "way": "sides", **WHO, **HOUSE, **sides}
    answer = client.post(reverse("applications:apply_works", args=["building", parcel.code]), told)
    with territory([ground.west.body.pk]):
        case = PermitApplication.objects.get(pk=answer.url.split("/")[-2]).case
    thread = Thread(ground.west, parcel, ground.citizen, case)
    thread.take("submit")
    thread.take("return", note="الارتداد ناقص")
    return thread


def test_the_page_of_a_returned_application_leads_to_the_form_and_the_form_is_filled(client, house):
    page = client.get(reverse("application:case", args=[house.case.pk])).content.decode()
    assert address(house) in page
    form = client.get(address(house)).context["form"]
    assert form["way"].value() == "drawn"
    assert len(form["points"].value().splitlines()) == 4
    filled = {name: str(form[name].value()) for name in ("use", "upper_floors", "floor_m2", "height_m", "parking")}
    assert filled == {
        "use": "residential",
        "upper_floors": "2",
        "floor_m2": "80.00",
        "height_m": "10.50",
        "parking": "2",
    }
    assert "identifier" not in form.fields


def changed(client, thread, action, **more):
    form = client.get(address(thread)).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    return client.post(address(thread), {**told, "action": action, **more})


def test_it_is_checked_before_it_is_written_and_then_written(client, house):
    before = application_of(house)
    shown = changed(client, house, "check", height_m="7", upper_floors="1")
    assert shown.status_code == 200, shown.context["form"].errors
    assert len(shown.context["findings"]) == 15
    assert {each["rule"]: each["answer"] for each in shown.context["findings"]}[
        "no_other_case"
    ] == "yes"  # its own claim
    assert application_of(house).details == before.details
    saved = changed(client, house, "open", height_m="7", upper_floors="1")
    assert saved.status_code == 302
    after = application_of(house)
    works = BuildingWorks.of(after.details)
    assert (works.height_m, works.storeys) == (Decimal("7.00"), 2)
    assert after.details["applicant_name"] == CANARY_NAME
    assert to_shapely(after.works).symmetric_difference(to_shapely(before.works)).area < 0.01
    assert house.take("submit").state == "submitted"


def test_what_cannot_be_read_is_said_at_its_field_and_changes_nothing(client, house):
    wrong = changed(client, house, "open", height_m="tall")
    assert wrong.status_code == 400
    assert "height_m" in wrong.context["form"].errors
    assert BuildingWorks.of(application_of(house).details).height_m == Decimal("10.50")


def test_the_sides_of_a_fence_are_chosen_anew(client, ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    thread.take("return", note="ضلع زائد")
    client.force_login(ground.citizen)
    page = client.get(address(thread))
    chosen = page.context["form"]["corners"].value()
    assert sorted(map(int, chosen)) == application_of(thread).details["corners"]
    assert client.post(address(thread), {"corners": chosen[:2]}).status_code == 302
    after = application_of(thread)
    assert after.details["corners"] == sorted(map(int, chosen[:2]))
    assert after.works.length == pytest.approx(40, abs=0.01)
    assert client.post(address(thread), {"action": "open"}).status_code == 400


def test_nobody_else_changes_it_and_nobody_after_it_was_submitted(client, ground, house, django_user_model):
    for person, status in ((ground.west.engineer, 409), (django_user_model.objects.create_user("other"), 404)):
        client.force_login(person)
        assert client.get(address(house)).status_code == status
    client.force_login(ground.citizen)
    with territory([house.office.body.pk]):
        act_as(ground.citizen.pk)
    house.take("submit")
    assert client.get(address(house)).status_code == 409
    assert client.post(address(house), {"action": "open"}).status_code == 409
