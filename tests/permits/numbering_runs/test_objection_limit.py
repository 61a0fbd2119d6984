"""How many objections one address may send in an hour; the office's own desk has no limit."""

from uuid import uuid4

import pytest
from django.test import Client

from geo.accounts.models import VisitorAct
from parcels.register.models import PublishedParcel
from tests.factories.numbering import started, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(office, settings):
    settings.OBJECTIONS_PER_ADDRESS = 2
    run = started(office)
    walk(office, run, ("review", "publish"))
    return f"/numbering/notices/{run.pk}/object/"


def objected(notice, client=None, address="192.0.2.7", **changes):
    parcel = PublishedParcel.objects.exclude(number="").order_by("code")[0]
    sent = {"request_id": str(uuid4()), "picked": parcel.code, "text": "الرقم على باب جاري", "name": "علي",
            "phone": "0501234567", **changes}  # fmt: skip
    return (client or Client()).post(notice, sent, REMOTE_ADDR=address)


def test_the_third_objection_of_an_address_is_asked_to_wait_in_arabic_and_keeps_its_words(notice):
    assert [objected(notice).status_code for _ in range(2)] == [302, 302]
    refused = objected(notice, text="كلام يبقى في النموذج")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    page = refused.content.decode()
    assert "كلام يبقى في النموذج" in page
    assert 'role="alert"' in page
    assert refused.context["refusal"].code == "too_many_from_one_address"
    assert objected(notice, address="192.0.2.8").status_code == 302


def test_what_is_not_taken_is_not_counted(notice):
    for _ in range(5):
        assert objected(notice, phone="").status_code == 400
    assert not VisitorAct.objects.exists()
    assert objected(notice).status_code == 302


def test_a_clerk_writes_down_as_many_as_come(office, notice):
    clerk = Client()
    clerk.force_login(office.surveyor)
    assert [objected(notice, clerk).status_code for _ in range(4)] == [302] * 4
    assert not VisitorAct.objects.exists()


def test_pressing_again_is_one_objection_and_counts_once(notice):
    again = str(uuid4())
    assert [objected(notice, request_id=again).status_code for _ in range(4)] == [302] * 4
    assert [objected(notice).status_code for _ in range(2)] == [302, 429]


def test_the_map_shows_the_land_that_may_be_tapped(notice):
    parcel = PublishedParcel.objects.exclude(number="").order_by("code")[0]
    whole, one = (Client().get(notice + query).context["bbox"] for query in ("", f"?parcel={parcel.code}"))
    (w, s, e, n), (west, south, east, north) = ([float(side) for side in box.split(",")] for box in (whole, one))
    assert w <= west < east <= e
    assert s <= south < north <= n
    assert (e - w) * (n - s) > (east - west) * (north - south)
    assert Client().get(f"{notice}?parcel=none").context["bbox"] == whole
