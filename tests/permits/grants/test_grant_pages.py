"""Pages of grants: the department's board, the application, a pool, the case; and nothing of it for the public."""

from decimal import Decimal

import pytest
from django.test import Client

from geo.calendars.digits import local_digits
from permits.grants.models import Grant, Pool
from permits.grants.selectors import decision_of
from tests.factories.cases import CANARY_NAME
from tests.factories.grants import DEED, identifier
from tests.geo.printing.picture import squeezed, words_of

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_department_enters_an_application_and_works_on_it(grants):
    client = client_of(grants.officer)
    told = {
        "request_id": "3f0a3a54-0a51-4a52-9a9f-0d6f6c5c0001", "office": grants.office.body.pk, "name": "سعيد بن علي",
        "identifier": identifier(5), "basis": "royal_order", "order_number": "م/7", "area_class": "medium",
        "decree_area_m2": "٤٠٠", "mobile": "", "born_on": "", "resident_since": "",
    }  # fmt: skip
    answer = client.post("/grants/apply/", told)
    assert answer.status_code == 302
    assert client.post("/grants/apply/", {**told, "order_number": "م/8"}).status_code == 409
    assert "م/7" in page(client, answer.url) or "م/٧" in page(client, answer.url)
    second = client_of(grants.verifier)
    assert second.post(answer.url, {"step": "complete", "note": ""}).status_code == 302
    assert client_of(grants.committee).post(answer.url, {"step": "find_eligible", "note": ""}).status_code == 302
    with grants.inside:
        assert Grant.objects.get().state == "queued"
    assert "سعيد" in page(client, "/grants/")


def test_the_committee_declares_fills_and_freezes(grants):
    officer, committee = client_of(grants.officer), client_of(grants.committee)
    made = officer.post("/grants/pools/", {"office": grants.office.body.pk, "title": "وعاء", "classes": ["medium"]})
    assert made.status_code == 302
    assert "no_street" not in page(officer, made.url)
    assert officer.post(made.url, {"do": "freeze"}).status_code == 403
    assert committee.post(made.url, {"do": "freeze"}).status_code == 302
    with grants.inside:
        assert Pool.objects.get().state == "frozen"
        assert Pool.objects.get().map_hash in page(committee, made.url)


def test_the_case_page_shows_the_decision_and_takes_stakes_and_the_deed(grants):
    grant = grants.verified(decree_area_m2=Decimal("1000"))
    grants.take(grant, "decide")
    path = f"/grants/{grant.pk}/"
    with grants.inside:
        number = decision_of(grant).number
    assert number in page(client_of(grants.officer), path)
    surveyor = client_of(grants.office.surveyor)
    assert surveyor.post(path, {"do": "stake", "corners": "1 2", "stake_note": ""}).status_code == 400
    grants.stake(grant)
    assert surveyor.post(path, {"step": "hand_over", "note": ""}).status_code == 302
    told = {"do": "deed", "number": DEED.number, "hijri_date": DEED.hijri_date, "issuer": DEED.issuer}
    officer = client_of(grants.officer)
    assert officer.post(path, {**told, "number": "12"}).status_code == 400
    assert officer.post(path, told).status_code == 302
    assert grants.case(grant).state == "fulfilled"


def test_the_paper_of_a_decision_is_a_pdf_without_a_full_identity_number(grants):
    grant = grants.verified()
    grants.take(grant, "decide")
    with grants.inside:
        number = decision_of(grant).number
    answer = client_of(grants.officer).get(f"/grants/{grant.pk}/decision.pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    words = words_of(answer.content)
    assert squeezed(number) in words
    assert identifier(1) not in words and local_digits(identifier(1), "ar") not in words
    assert client_of(grants.officer).get(f"/grants/{grant.pk}/decision.pdf").content == answer.content


def test_a_batch_goes_from_the_board(grants):
    (grant,) = grants.drawn(1)
    told = {
        "office": grants.office.body.code, "grant": [str(grant.pk)],
        "request_id": "3f0a3a54-0a51-4a52-9a9f-0d6f6c5c0002",
    }  # fmt: skip
    assert client_of(grants.officer).post("/grants/batches/", told).status_code == 302
    assert grants.case(grant).state == "batched"


def test_others_see_nothing_and_whoever_applied_sees_his_own(grants, ground):
    grant = grants.apply(1, by=ground.citizen)
    path = f"/grants/{grant.pk}/"
    assert CANARY_NAME in page(client_of(ground.citizen), path)
    page(client_of(ground.west.head), path, 404)
    page(Client(), path, 302)
    for other in ("/grants/", "/grants/pools/"):
        page(client_of(ground.citizen), other, 403)
    page(client_of(ground.citizen), "/grants/apply/")


@pytest.mark.django_db(databases=["default", "tiles"], transaction=True)
def test_nobody_is_named_on_the_public_map(grants):
    grants.drawn(1)
    answer = Client().get("/ogc/collections/grant_plots/items?f=json")
    assert answer.status_code == 200
    body = answer.getvalue().decode()
    assert "granted" in body and CANARY_NAME not in body and identifier(1) not in body
