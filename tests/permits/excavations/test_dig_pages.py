"""The pages of a dig, as applicant, coordination office and anybody see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from geo.municipalities.scope import territory
from permits.applications.models import PermitApplication
from permits.excavations.models import DigPlan, Firm, FirmBan, Moratorium, Pavement, PublishedDig
from tests.factories.cases import APPLICANT, canaries_in
from tests.factories.digs import CONSULTANT, CONTRACTOR, TO_THE_PERMIT, ask_to_dig, placed, wanted

pytestmark = pytest.mark.usefixtures("unsigned")


@pytest.fixture(autouse=True)
def english(client):
    """Read the pages in English, whoever signs in."""
    client.cookies["language"] = "en"


def typed(diggers, points=((20, 100), (60, 100)), *, first=10, days=5, **changed):
    """Return what is typed into the form."""
    start = timezone.localdate() + timedelta(days=first)
    lines = "\n".join(f"{x:.3f} {y:.3f}" for x, y in placed(diggers.office, points))
    return {
        "request_id": str(uuid4()), "manner": "new", "network": "water", "points": lines, "parcel": "", "width_m": "١",
        "depth_m": "1٫5", "surface": "asphalt", "starts_on": start.isoformat(),
        "ends_on": (start + timedelta(days=days - 1)).isoformat(), "closure": "none", "contractor": CONTRACTOR,
        "consultant": CONSULTANT, "purpose": "مد خط", "joint_with": "", "name": APPLICANT.name,
        "identifier": APPLICANT.identifier, "mobile": APPLICANT.mobile,
    } | changed  # fmt: skip


@pytest.fixture
def applicant(client, diggers):
    client.force_login(diggers.utility)
    return client


def test_every_check_is_shown_before_anything_is_written(applicant, diggers):
    answer = applicant.post(reverse("excavations:apply"), {**typed(diggers), "action": "preview"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("finding-yes") == 8
    assert "The place is free on these days." in page
    with territory([diggers.office.body.pk]):
        assert not PermitApplication.objects.exists()


def test_the_form_opens_one_application_however_often_it_is_sent(applicant, diggers):
    sent = {**typed(diggers), "action": "ask"}
    first, again = (applicant.post(reverse("excavations:apply"), sent) for _turn in range(2))
    assert first.status_code == 302
    assert first.url == again.url
    page = applicant.get(first.url).content.decode()
    assert "Submit the application" in page
    assert "40.00" in page
    with territory([diggers.office.body.pk]):
        (made,) = PermitApplication.objects.all()
        assert DigPlan.objects.get().application == made
        assert made.works.area == pytest.approx(40, abs=0.01)


def test_several_routes_are_typed_with_an_empty_line_between(applicant, diggers):
    one = typed(diggers)["points"]
    other = typed(diggers, ((80, 100), (90, 100)))["points"]
    answer = applicant.post(
        reverse("excavations:apply"),
        {**typed(diggers, points=((20, 100), (60, 100))), "points": f"{one}\r\n\r\n{other}", "action": "ask"},
    )
    assert answer.status_code == 302
    with territory([diggers.office.body.pk]):
        assert PermitApplication.objects.get().details["length_m"] == 50


def test_the_next_free_days_and_the_shared_trench_are_offered(applicant, diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    sent = {**typed(diggers, network="telecom"), "action": "preview"}
    page = applicant.post(reverse("excavations:apply"), sent).content.decode()
    free = (timezone.localdate() + timedelta(days=22)).isoformat()
    assert "finding-no" in page
    assert f'data-takes="{free}' in page
    assert f'data-joint="{made.pk}"' in page
    joint = {**sent, "joint_with": str(made.pk)}
    assert "finding-no" not in applicant.post(reverse("excavations:apply"), joint).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"points": ""}, "Draw the route on the map"),
        ({"points": "400100 2937100"}, "Draw the route in the streets"),
        ({"points": "so and so"}, "is no point"),
        ({"ends_on": "2020-01-01"}, "The last day comes before the first."),
        ({"contractor": "123"}, "ten digits"),
        ({"width_m": "0"}, "0.1"),
        ({"manner": "connection"}, "Name the parcel that is connected."),
        ({"points": "1 1\n2 2"}, "Draw the route in the streets"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(applicant, diggers, changed, said):
    answer = applicant.post(reverse("excavations:apply"), {**typed(diggers), **changed, "action": "ask"})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_firm_that_nobody_registered_is_refused(applicant, diggers):
    sent = {**typed(diggers), "contractor": "1234567890", "action": "ask"}
    answer = applicant.post(reverse("excavations:apply"), sent)
    assert (answer.status_code, "no such firm" in answer.content.decode()) == (400, True)


def test_other_days_and_more_days_are_asked_for_on_the_case_page(applicant, diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=3))
    today = timezone.localdate()
    sent = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=2)).isoformat(), "closure": "none"}
    assert applicant.post(reverse("excavations:days", args=[made.pk]), sent).status_code == 302
    diggers.take(made.case, *TO_THE_PERMIT, "start")
    assert applicant.post(reverse("excavations:days", args=[made.pk]), sent).status_code == 403
    more = {"ends_on": (today + timedelta(days=5)).isoformat(), "reason": "صخر"}
    assert applicant.post(reverse("excavations:extension", args=[made.pk]), more).status_code == 302
    page = applicant.get(reverse("excavations:case", args=[made.pk])).content.decode()
    assert "More days are asked for" in page
    bad = {"ends_on": today.isoformat(), "reason": "صخر"}
    assert applicant.post(reverse("excavations:extension", args=[made.pk]), bad).status_code in (403, 409)


def test_a_step_is_taken_by_its_button(client, diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, "submit")
    client.force_login(diggers.coordinator)
    address = reverse("excavations:case", args=[made.pk])
    assert client.post(address, {"step": "circulate", "note": ""}).status_code == 302
    assert client.post(address, {"step": "approve", "note": ""}).status_code in (403, 409)


def test_a_case_is_seen_by_its_office_and_its_applicant_only(client, diggers, places):
    made = ask_to_dig(diggers, wanted(diggers.office))
    address = reverse("excavations:case", args=[made.pk])
    assert client.get(address).status_code == 302
    client.force_login(places.east.head)
    assert client.get(address).status_code == 404
    assert client.get(reverse("application:case", args=[made.pk])).status_code == 404
    client.force_login(diggers.office.head)
    assert client.get(address).status_code == 200


def test_the_public_page_and_card_name_nobody(client, diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    hold = PublishedDig.objects.get(application_id=made.pk)
    address = reverse("excavations:dig", args=[hold.pk])
    for page in (address, f"{address}?fragment=card"):
        answer = client.get(page)
        assert answer.status_code == 200
        told = answer.content.decode()
        assert not canaries_in(told) + [word for word in ("مؤسسة", CONTRACTOR) if word in told]
    assert client.get(reverse("excavations:dig", args=[0])).status_code == 404
    with territory([diggers.office.body.pk]):
        number = made.permit.number
    assert client.get(reverse("applications:permit", args=[number])).status_code == 200


def test_the_certificate_of_a_dig_is_printed(client, diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    client.force_login(diggers.utility)
    with territory([diggers.office.body.pk]):
        number = made.permit.number
    answer = client.get(reverse("applications:certificate", args=[number]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_the_coordination_office_keeps_firms_bans_moratoria_and_pavement(client, diggers):
    address = reverse("excavations:register")
    client.force_login(diggers.office.engineer)
    assert client.get(address).status_code == 403
    client.force_login(diggers.coordinator)
    assert client.get(address).status_code == 200
    office, today = diggers.office.body, timezone.localdate()
    firm = {
        "firm-office": office.pk, "firm-role": "contractor", "firm-number": CONTRACTOR, "firm-name": "اسم جديد",
        "firm-cr_until": today, "firm-classified_until": today, "firm-qualified_until": "", "what_form": "firm",
    }  # fmt: skip
    ban = {
        "ban-office": office.pk, "ban-number": CONTRACTOR, "ban-reason": "safety", "ban-since": today, "ban-until": "",
        "ban-note": "", "what_form": "ban",
    }  # fmt: skip
    outline = "\n".join(f"{x} {y}" for x, y in placed(diggers.office, ((0, 0), (50, 0), (50, 50))))
    season = {
        "office": office.pk, "what": "moratorium", "points": outline, "name": "موسم", "first": today,
        "last": today + timedelta(days=9), "surface": "asphalt", "what_form": "ground",
    }  # fmt: skip
    for sent in (firm, ban, season, {**season, "what": "pavement"}):
        assert client.post(address, sent).status_code == 302, sent
    with territory([office.pk]):
        assert Firm.objects.get(role="contractor").name == "اسم جديد"
        assert FirmBan.objects.get().firm.cr_number == CONTRACTOR
        assert Moratorium.objects.get().last_day == today + timedelta(days=9)
        assert Pavement.objects.get().geom.area == pytest.approx(1250)
    for wrong in ({**season, "name": ""}, {**season, "points": "1 1\n2 2"}, {**ban, "ban-number": "1111111111"}):
        assert client.post(address, wrong).status_code == 400
    page = client.get(address).content.decode()
    assert "موسم" in page and "no end is set" in page


def test_nobody_keeps_the_register_of_another_office(client, diggers, places):
    client.force_login(diggers.coordinator)
    today = timezone.localdate()
    sent = {
        "firm-office": places.east.body.pk, "firm-role": "contractor", "firm-number": CONTRACTOR, "firm-name": "اسم",
        "firm-cr_until": today, "firm-classified_until": today, "what_form": "firm",
    }  # fmt: skip
    assert client.post(reverse("excavations:register"), sent).status_code == 400
