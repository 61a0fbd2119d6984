"""The form as people misuse it: digits of any row, names of any length, marks, pressing twice, going back."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from geo.municipalities.scope import territory
from geo.parties.models import Party
from geo.parties.services import reveal_identifier
from permits.applications.enums import ApplicationState
from permits.applications.forms import FencingForm
from permits.applications.models import PermitApplication
from permits.cases.models import Case
from tests.factories.cases import enter_drawn

SIDES = [(1, "north"), (2, "east")]
GOOD = {"name": "مريم بنت علي", "identifier": "1098765432", "mobile": "0555123987", "corners": [1]}


def form(**changed):
    data = {"request_id": str(uuid4()), **GOOD, **changed}
    return FencingForm({key: value for key, value in data.items() if value is not None}, sides=SIDES)


@pytest.mark.parametrize("typed", ["1098765432", "١٠٩٨٧٦٥٤٣٢", "۱۰۹۸۷۶۵۴۳۲", " 1098 765 432 ", "١٠٩٨7۶5٤32"])
def test_an_identity_number_is_understood_in_every_row_of_digits(typed):
    checked = form(identifier=typed)
    assert checked.is_valid()
    assert checked.cleaned_data["identifier"] == "1098765432"


@pytest.mark.parametrize(
    "typed", ["", "109876543", "10987654321", "109876543x", "١٠٩٨٧٦٥٤٣", "१०९८७६५४३२", "²²²²²²²²²²"]
)
def test_what_is_no_identity_number_is_refused_beside_its_field(typed):
    assert list(form(identifier=typed).errors) == ["identifier"]


@pytest.mark.parametrize(
    "typed",
    ["0555123987", "٠٥٥٥١٢٣٩٨٧", "055 512 3987", "055-512-3987", "+966555123987", "00966 555 123 987", "+٩٦٦٥٥٥١٢٣٩٨٧"],
)
def test_a_mobile_number_is_understood_as_people_write_it(typed):
    checked = form(mobile=typed)
    assert checked.is_valid()
    assert checked.cleaned_data["mobile"] == "0555123987"


@pytest.mark.parametrize(
    "typed", ["", "0155123987", "055512398", "05551239870", "05²²²²²²²²", "05551+9660", "05555123٫٧", "mobile"]
)
def test_what_is_no_mobile_number_is_refused_beside_its_field(typed):
    assert list(form(mobile=typed).errors) == ["mobile"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  مريم   بنت علي  ", "مريم بنت علي"),
        ("Maryam bint 'Ali al-Saffar", "Maryam bint 'Ali al-Saffar"),
        ("مُحَمَّد", "مُحَمَّد"),
        ("ﻣﺮﻳﻢ", "مريم"),
        ("م. خالد", "م. خالد"),
        ("مريم\tعلي", "مريم علي"),
    ],
)
def test_a_name_is_kept_as_it_is_written_with_single_spaces(typed, kept):
    checked = form(name=typed)
    assert checked.is_valid()
    assert checked.cleaned_data["name"] == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "م", "1098765432", "٠٥٥٥", "مريم\u202eيلع", "مريم\u2067علي", "مريم\u061cعلي",
        "<script>alert(1)</script>", "مريم 😀", "مريم\x00علي", "王小明", "...", "=SUM(A1)", "x" * 201,
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused_beside_its_field(typed):
    assert list(form(name=typed).errors) == ["name"]


@pytest.mark.parametrize("corners", [None, [], ["9"], ["x"], ["1", "9"], ["-1"], ["1; DROP"]])
def test_sides_that_the_parcel_does_not_have_are_refused(corners):
    assert list(form(corners=corners).errors) == ["corners"]


# --- on the page ------------------------------------------------------------------------------------


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, "A")["A"]


@pytest.fixture
def citizen(ground, client):
    client.force_login(ground.citizen)
    return client


def send(client, parcel, **changed):
    data = {"request_id": str(uuid4()), **GOOD, "corners": [1, 2, 3, 4], **changed}
    return client.post(f"/permits/apply/fencing/{parcel.code}/", data)


def test_a_refused_form_keeps_what_was_typed_and_marks_each_field(parcel, citizen):
    answer = send(citizen, parcel, identifier="123", mobile="5", name="مريم بنت علي")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="مريم بنت علي"' in page
    assert page.count('aria-invalid="true"') == 2
    for field in ("identifier", "mobile"):
        described = re.search(rf'name="{field}"[^>]*aria-describedby="([^"]*)"', page).group(1)
        assert all(f'id="{name}"' in page for name in described.split()), described


def test_every_field_has_a_label_and_the_page_has_one_heading(parcel, citizen):
    page = citizen.get(f"/permits/apply/fencing/{parcel.code}/").content.decode()
    fields = set(re.findall(r'<(?:input|textarea|select)(?![^>]*type="hidden")[^>]* id="([^"]+)"', page))
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    assert fields
    assert fields <= labelled
    assert page.count("<h1") == 1


def test_pressing_twice_opens_one_application(ground, parcel, citizen):
    request = str(uuid4())
    first, second = (send(citizen, parcel, request_id=request) for _turn in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with territory([ground.west.body.pk]):
        assert Case.objects.count() == 1


def test_going_back_and_sending_other_sides_is_refused_in_words(ground, parcel, citizen):
    request = str(uuid4())
    send(citizen, parcel, request_id=request)
    answer = send(citizen, parcel, request_id=request, corners=[1])
    assert answer.status_code == 409
    assert "سبق إرسال هذا النموذج" in answer.content.decode()
    with territory([ground.west.body.pk]):
        assert PermitApplication.objects.get().details["corners"] == [1, 2, 3, 4]


def test_a_step_taken_twice_from_an_old_page_is_refused_and_shows_where_the_case_stands(ground, parcel, citizen):
    case = send(citizen, parcel).headers["Location"]
    assert citizen.post(case, {"step": "submit"}).status_code == 302
    again = citizen.post(case, {"step": "submit"})
    assert again.status_code == 409
    assert str(ApplicationState.SUBMITTED.label) in again.content.decode()


@pytest.mark.parametrize(
    "note", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "‮قلب"]
)
def test_what_is_written_in_a_note_is_shown_as_text(ground, parcel, citizen, note):
    case = send(citizen, parcel).headers["Location"]
    citizen.post(case, {"step": "submit", "note": note})
    page = citizen.get(case).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert ">14<" not in page


def test_a_name_of_two_hundred_letters_is_kept_whole(ground, parcel, citizen):
    name = " ".join(["عبدالرحمن"] * 20)[:200].strip()
    case = send(citizen, parcel, name=name).headers["Location"]
    assert name in citizen.get(case).content.decode()


def test_who_types_a_number_that_is_registered_does_not_learn_whose_it_is(ground, client):
    land = enter_drawn(ground.west, "AB")
    client.force_login(ground.citizen)
    send(client, land["A"], name="كناريا بنت طائر المنجم")
    curious = Client()
    curious.force_login(ground.east.surveyor)
    answer = send(curious, land["B"], name="فضولي بن فضولي")
    page = curious.get(answer.headers["Location"]).content.decode()
    assert "كناريا" not in page
    assert "فضولي بن فضولي" in page
    with territory([ground.west.body.pk]):
        assert Party.objects.count() == 1
    client.force_login(ground.west.engineer)
    assert "كناريا بنت طائر المنجم" in client.get(answer.headers["Location"]).content.decode()


def test_the_identity_number_is_kept_encrypted(ground, parcel, citizen):
    send(citizen, parcel)
    with territory([ground.west.body.pk]):
        party = Party.objects.get()
        assert GOOD["identifier"].encode() not in bytes(party.identifier_encrypted)
        assert GOOD["identifier"] not in party.identifier_hash
        assert reveal_identifier(party) == GOOD["identifier"]


@pytest.mark.parametrize("code", ["1", "501011001000100000", "٥٠١", "../../etc/passwd", "x" * 300, "%00"])
def test_an_address_that_names_no_parcel_is_not_found(db, citizen, code):
    assert citizen.get(f"/permits/apply/fencing/{code}/").status_code == 404


def test_a_parcel_is_applied_for_by_its_code_in_arabic_digits_too(parcel, citizen):
    eastern = parcel.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert citizen.get(f"/permits/apply/fencing/{eastern}/").status_code == 200


def test_a_form_of_another_site_is_refused(ground, parcel):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ground.citizen)
    assert send(strict, parcel).status_code == 403
    with territory([ground.west.body.pk]):
        assert not Case.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(ground, parcel, citizen, method):
    case = send(citizen, parcel).headers["Location"]
    assert getattr(citizen, method)(case).status_code == 405
