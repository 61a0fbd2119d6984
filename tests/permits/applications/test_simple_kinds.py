"""A kind of permit that is a row of data goes the whole way: form, checks, papers, bill, number, paper, map, record."""

import csv
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from geo.documents.enums import DocumentKind
from geo.documents.services import file_document
from geo.municipalities.scope import act_as, territory
from geo.settings.base import ROOT
from geo.spatial.shapes import to_shapely
from parcels.register.models import BoundaryVersion
from permits.applications.errors import DetailsWrong, KindNotHeld, PapersMissing
from permits.applications.kinds.kind import kind_of
from permits.applications.life import Renewal, ask_for
from permits.applications.models import PermitApplication, PublishedPermit, SimpleKind
from permits.applications.papers import paper_subject
from permits.applications.reference import load_simple_kinds
from permits.applications.services import Asked, change_works, open_application
from permits.applications.simple import check_row, read_simple, simple_kind_on, simple_kinds_on
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from permits.decisions.rerunning import rerun
from tests.factories.cases import APPLICANT, CANARY_IDENTIFIER, CANARY_NAME, Thread, enter_drawn, hold_tariffs
from tests.factories.papers import pdf
from tests.permits.payments.conftest import Billed, tell

pytestmark = pytest.mark.django_db

WHO = {"name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": "0555123987"}
SIGN = {"of_shop": "مخبز النخلة", "of_sign": "lit", "of_sign_m2": "٤٫٥", "of_height_m": "3", "of_arabic": "on"}
TODAY = timezone.localdate


def table():
    with (ROOT / "data" / "reference" / "simple_kinds.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def kinds_of_data(ground):
    assert load_simple_kinds(table()) == 2
    hold_tariffs({"shop_sign_area": ("10", "m2"), "site_preparation_area": ("0.5", "m2")})
    return ground


@pytest.fixture
def parcel(kinds_of_data):
    return enter_drawn(kinds_of_data.west, "A", cell_m=20)["A"]


def address(code, parcel):
    return reverse("applications:apply_works", args=[code, parcel.code])


def sent(action, **more):
    return {"request_id": str(uuid4()), "action": action, **WHO, **more}


def row_of(known, **changed):
    return SimpleKind(**{**SimpleKind.objects.filter(code=known, office_code="").values().get(), "id": None, **changed})


@pytest.fixture
def sign(client, kinds_of_data, parcel):
    """A shop sign that was asked for on the page; its paper is not filed yet."""
    client.force_login(kinds_of_data.citizen)
    answer = client.post(address("shop-sign", parcel), sent("open", way="sides", **SIGN))
    assert answer.status_code == 302, answer.context["form"].errors
    with territory([kinds_of_data.west.body.pk]):
        case = Case.objects.get(kind="simple")
    return Thread(kinds_of_data.west, parcel, kinds_of_data.citizen, case)


def file_photo(thread):
    with territory([thread.office.body.pk]):
        act_as(thread.citizen.pk)
        file_document(
            subject=paper_subject(thread.case.pk), office=thread.office.body, kind=DocumentKind.PHOTO, title="واجهة",
            name="x.pdf", content=pdf("front"), by=thread.citizen,
        )  # fmt: skip


def issue(thread):
    file_photo(thread)
    for name in ("submit", "recommend", "approve"):
        thread.take(name)
    billed = Billed(thread)
    assert billed.bill.amount == 45  # 4.5 m² of sign, 10 riyals each
    assert tell(billed.payment()).status_code == 200
    return thread.permit()


def test_the_page_asks_what_the_row_asks_and_shows_checks_and_fee_before_anything_is_written(client, ground, parcel):
    client.force_login(ground.citizen)
    shown = client.get(address("shop-sign", parcel)).content.decode()
    assert "رخصة لوحة محل" in shown
    assert "نوع اللوحة" in shown
    checked = client.post(address("shop-sign", parcel), sent("check", way="sides", **SIGN))
    assert [finding["rule"] for finding in checked.context["findings"]] == ["parcel_in_force"]
    assert checked.context["fee"] == 45
    assert not PermitApplication.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"of_shop": ""}, "of_shop"), ({"of_sign": "moon"}, "of_sign"), ({"of_sign_m2": "-1"}, "of_sign_m2"),
     ({"of_arabic": ""}, "of_arabic")],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(client, ground, parcel, wrong, field):
    client.force_login(ground.citizen)
    answer = client.post(address("shop-sign", parcel), sent("check", way="sides", **{**SIGN, **wrong}))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors


def test_it_is_submitted_with_its_papers_only(sign):
    with pytest.raises(PapersMissing):
        sign.take("submit")
    file_photo(sign)
    assert sign.take("submit").state == "submitted"


def test_the_inbox_calls_it_by_its_own_name(client, sign):
    assert [str(row["title"]) for row in client.get("/cases/").context["rows"]] == ["رخصة لوحة محل"]
    file_photo(sign)
    sign.take("submit")
    client.force_login(sign.office.engineer)
    assert [str(row["title"]) for row in client.get("/cases/").context["rows"]] == ["رخصة لوحة محل"]
    box = "-20037508,-20037508,20037508,20037508"
    assert [row["name"] for row in client.get(f"/cases/places?bbox={box}").json()["rows"]] == ["رخصة لوحة محل"]
    client.force_login(sign.citizen)
    told = client.get("/api/v1/cases").json()["results"]
    assert [row["title"] for row in told] == ["رخصة لوحة محل"]
    assert client.get(f"/api/v1/cases/{told[0]['id']}").json()["case"]["title"] == "رخصة لوحة محل"


def test_it_is_billed_issued_and_published_under_its_own_name(client, sign, parcel):
    permit = issue(sign)
    assert permit.number.split("/")[2] == "7"
    public = PublishedPermit.objects.get(number=permit.number)
    assert public.simple.code == "shop-sign"
    page = client.get(reverse("applications:permit", args=[permit.number])).content.decode()
    assert "رخصة لوحة محل" in page
    card = client.get(reverse("register:parcel", args=[parcel.code])).content.decode()
    assert permit.number in card
    client.force_login(sign.citizen)
    paper = client.get(reverse("applications:certificate", args=[permit.number]))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    case = client.get(reverse("application:case", args=[sign.case.pk])).content.decode()
    assert "مخبز النخلة" in case


def test_its_decision_is_taken_again_with_the_same_hash_after_the_row_has_ended(sign):
    issue(sign)
    SimpleKind.objects.filter(code="shop-sign").update(valid_to=TODAY())
    with territory([sign.office.body.pk]):
        records = list(sign.case.decisions.all())
        assert [record.act for record in records] == ["approve", "issue"]
        assert all(rerun(record).same for record in records)


def test_a_sign_has_no_works_to_begin_and_a_prepared_site_has(sign):
    issue(sign)
    with pytest.raises(StepNotPossible):
        sign.take("start")


def test_it_keeps_nobody_from_building(client, sign, parcel, ground):
    issue(sign)
    client.force_login(ground.citizen)
    found = {each["rule"]: each["answer"] for each in client.post(
        address("building", parcel), {**sent("check", way="sides"), "use": "residential", "upper_floors": "1",
        "height_m": "7", "parking": "1", "units": "1", **{f"side_{place}": "3" for place in range(4)}},
    ).context["findings"]}  # fmt: skip
    assert found["no_other_case"] == "yes"


def test_drawn_works_are_held_against_the_boundary(client, ground, parcel):
    client.force_login(ground.citizen)
    west, south, east, north = to_shapely(parcel.geom).bounds
    said = {"of_work": "levelling", "of_depth_m": "1.5", "of_contractor": "مؤسسة", "of_rubble": "on"}

    def checked(beyond):
        corners = [(west - beyond, south), (east, south), (east, north), (west - beyond, north)]
        typed = "\n".join(f"{x} {y}" for x, y in corners)
        answer = client.post(address("site-preparation", parcel), sent("check", way="drawn", points=typed, **said))
        return {each["rule"]: each["answer"] for each in answer.context["findings"]}, answer.context["fee"]

    rules, fee = checked(0)
    assert fee == 200  # 400 m², half a riyal each
    assert set(rules) == {"parcel_in_force", "works_in_parcel", "no_other_case", "works_clear_of_masks"}


def test_a_row_of_an_office_holds_there_and_below_and_goes_before_the_rows_above(kinds_of_data):
    west, east, day = kinds_of_data.west.body, kinds_of_data.east.body, TODAY()
    own = row_of("shop-sign", office_code=west.code, name="لوحة الغرب")
    own.save()
    assert simple_kind_on("shop-sign", west, day) == own
    assert simple_kind_on("shop-sign", east, day).office_code == ""
    above = row_of("shop-sign", office_code=west.parent.code, name="لوحة الأمانة", code="kiosk")
    above.save()
    assert above in simple_kinds_on(west, day)
    assert simple_kind_on("kiosk", west, day - timedelta(days=9000)) is None


def test_the_database_refuses_an_application_of_a_kind_that_the_office_does_not_have(kinds_of_data, parcel):
    west, east = kinds_of_data.west, kinds_of_data.east
    foreign = row_of("shop-sign", office_code=east.body.code)
    foreign.save()
    ended = row_of("shop-sign", code="old", valid_to=TODAY() - timedelta(days=1))
    ended.save()
    with territory([west.body.pk]):
        act_as(kinds_of_data.citizen.pk)
        for row in (foreign, ended, None):
            with pytest.raises(KindNotHeld), transaction.atomic():
                opened(west, parcel, row, kinds_of_data.citizen)


def opened(office, parcel, row, by):
    version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
    asked = Asked(kind="simple", office=office.body, version=version, works=parcel.geom, details={}, simple=row)
    return open_application(asked=asked, applicant=APPLICANT, by=by, request_id=uuid4())


def test_a_row_is_ended_once_and_never_rewritten(kinds_of_data):
    rows = SimpleKind.objects.filter(code="shop-sign")
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        rows.update(tariff="nothing")
    assert refused.value.__cause__.sqlstate == "MK003"
    rows.update(valid_to=TODAY())
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(valid_to=None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "building"}, "code"),
        ({"rules": []}, "rules"),
        ({"rules": ["parcel_in_force", "moon"]}, "rules"),
        ({"papers": ["moon"]}, "papers"),
        ({"fields": [{"code": "x"}]}, "fields"),
        ({"fields": [{"code": "mobile", "ar": "أ", "en": "a", "form": "text"}]}, "fields"),
        ({"fields": [{"code": "x", "ar": "أ", "en": "a", "form": "choice"}]}, "fields"),
        ({"fields": "x"}, "fields"),
        ({"counted": "shop"}, "counted"),
        ({"term_unit": "lunar year"}, "term_unit"),
        ({"conditions": [{"ar": "أ"}]}, "conditions"),
    ],
)
def test_a_row_of_which_no_permit_could_be_made_is_refused(kinds_of_data, wrong, field):
    check_row(row_of("shop-sign"))
    with pytest.raises(ValidationError) as refused:
        check_row(row_of("shop-sign", **wrong))
    assert set(refused.value.message_dict) == {field}


@pytest.mark.parametrize(
    "wrong", [{"sign_m2": "0"}, {"sign": "moon"}, {"shop": " "}, {"arabic": "yes"}, {"height_m": []}]
)
def test_what_is_said_otherwise_than_asked_is_refused(kinds_of_data, parcel, wrong):
    said = {"shop": "مخبز", "licence": None, "sign": "lit", "sign_m2": "4", "height_m": "3", "arabic": True}
    row = SimpleKind.objects.get(code="shop-sign")
    assert read_simple(row, said, parcel.geom)["sign_m2"] == "4.00"
    with pytest.raises(DetailsWrong):
        read_simple(row, {**said, **wrong}, parcel.geom)


def test_what_was_asked_for_can_be_changed_and_is_read_by_the_same_row(sign):
    with territory([sign.office.body.pk]):
        act_as(sign.citizen.pk)
        application = PermitApplication.objects.select_related("simple").get(pk=sign.case.pk)
        change_works(application=application, works=application.works, by=sign.citizen, details={"sign_m2": "6"})
        assert application.details["sign_m2"] == "6.00"
        assert application.details["shop"] == "مخبز النخلة"
        assert kind_of(application).charges(application)[0].value == 6


def test_its_renewal_is_billed_by_its_own_tariff(sign):
    issue(sign)
    with territory([sign.office.body.pk]):
        act_as(sign.citizen.pk)
        ask_for(case=Case.objects.get(pk=sign.case.pk), wish=Renewal(), by=sign.citizen)
    sign.take("grant_renewal")
    with territory([sign.office.body.pk]):
        bill = sign.case.bills.get(state="issued")
    assert bill.amount == 45
