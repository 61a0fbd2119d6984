"""A survey through the pages, and the document that leaves the office."""

import re
import subprocess
import unicodedata

import pytest

from geo.calendars.digits import fold_digits
from geo.municipalities.scope import territory
from permits.surveys.models import FieldSheet, Survey
from tests.factories.cases import enter_drawn
from tests.permits.surveys.field import THROUGH, corners, open_thread

ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
HOW = {
    "epsg": "9359", "method": "gnss", "instrument": "Leica GS18", "accuracy_m": "٠٫٠١٥", "observed_on": "2026-11-01",
}  # fmt: skip


def pasted(parcel):
    walk = corners(parcel)
    return "\n".join(f"{label} {east:.3f} {north:.3f}" for label, east, north in [*walk, walk[0]])


def test_a_survey_goes_through_the_pages_from_the_parcel_to_the_document(field, client):
    parcel = enter_drawn(field.west, "AB", cell_m=20)["A"]
    assert "/surveys/ask/" not in client.get(f"/parcels/{parcel.code}/").content.decode()
    client.force_login(field.west.surveyor)
    assert f"/surveys/ask/{parcel.code}/" in client.get(f"/parcels/{parcel.code}/").content.decode()
    form = client.get(f"/surveys/ask/{parcel.code}/").context["form"]
    asked = client.post(f"/surveys/ask/{parcel.code}/", {"purpose": "build", "request_id": form.initial["request_id"]})
    case = asked.headers["Location"]
    assert client.post(case, {"readings": pasted(parcel).translate(ARABIC), **HOW}).status_code == 302
    page = client.get(case)
    assert page.content.decode().count("finding-yes") == 6
    for person, name in ((field.west.surveyor, "submit"), (field.west.engineer, "check"), (field.west.head, "approve")):
        client.force_login(person)
        assert case in client.get("/cases/").content.decode()
        assert client.post(case, {"step": name, "note": ""}).status_code == 302
    pdf = client.get(f"{case}decision.pdf")
    assert (pdf.status_code, pdf.content[:5], pdf.headers["Cache-Control"]) == (200, b"%PDF-", "private, no-store")


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"readings": "1 2 x"}, "x"), ({"readings": "1 2 3"}, ""), ({"instrument": ""}, ""), ({"accuracy_m": "0"}, "")],
)
def test_a_field_sheet_that_cannot_be_read_is_refused_with_the_reason(field, client, changed, said):
    thread = open_thread(field.west, field.citizen)
    client.force_login(field.west.surveyor)
    answer = client.post(f"/surveys/{thread.survey.pk}/", {"readings": pasted(thread.parcel), **HOW, **changed})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    with territory([field.west.body.pk]):
        assert FieldSheet.objects.count() == 1


def test_the_page_is_for_the_office_and_whoever_asked(field, client):
    thread = open_thread(field.west, field.citizen, up_to=THROUGH)
    for person, status in ((field.citizen, 200), (field.west.head, 200), (field.east.head, 404)):
        client.force_login(person)
        assert client.get(f"/surveys/{thread.survey.pk}/").status_code == status
        assert client.get(f"/surveys/{thread.survey.pk}/decision.pdf").status_code == status
    client.logout()
    assert client.get(f"/surveys/{thread.survey.pk}/").status_code == 302


def test_only_the_surveyor_sees_the_form_of_field_work(field, client):
    thread = open_thread(field.west, field.citizen)
    for person, shown in ((field.west.surveyor, True), (field.west.engineer, False), (field.citizen, False)):
        client.force_login(person)
        assert ('name="readings"' in client.get(f"/surveys/{thread.survey.pk}/").content.decode()) == shown


@pytest.fixture
def printed(field):
    """The decision, and the words of its document without marks of direction."""
    thread = open_thread(field.west, field.citizen, up_to=THROUGH)
    with territory([field.west.body.pk]):
        survey = Survey.objects.get(pk=thread.survey.pk)
        pdf = bytes(survey.decision.printout.pdf)
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    plain = "".join(letter for letter in found.stdout.decode() if unicodedata.category(letter) != "Cf")
    return thread, re.sub(r"\s+", " ", unicodedata.normalize("NFKC", plain))


def test_the_document_states_what_a_survey_decision_must(printed):
    thread, words = printed
    decision, folded = thread.decision(), fold_digits(words)
    assert decision.number in folded
    assert decision.chain_hash in words
    assert decision.printout.code[:5] in words
    assert words.count("هـ") >= 4
    for _label, east, north in corners(thread.parcel):
        assert f"{east:.3f}".replace(".", "٫") in folded
        assert f"{north:.3f}".replace(".", "٫") in folded
    for expected in ("قرار مساحي", "هذه الوثيقة لا تثبت الملكية", "Trimble R12i", "EPSG", "عشرون", "القطعة رقم"):
        assert expected in words, expected
    assert f"{decision.area_ground_m2:.2f}".replace(".", "٫") in folded
    assert "0٫010" in folded
