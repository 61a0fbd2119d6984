"""Applications through the API: filed once, for whom the office may, followed to the permit by nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from geo.municipalities.scope import act_as, territory
from geo.parties.enums import PartyKind
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely
from permits.applications.models import PermitApplication
from permits.cases.models import Case
from permits.offices.errors import FilingRefused, MandateEnded, NotYoursToMandate
from permits.offices.models import Filing, Mandate
from permits.offices.services import close_program, record_mandate, revoke_mandate
from tests.factories.cases import canaries_in, enter_drawn
from tests.factories.offices import REGISTRATION, call, fencing, give_mandate, make_office
from tests.factories.papers import pdf

LIST = "/api/v1/applications"
OWN_CRS = "http://www.opengis.net/def/crs/EPSG/0/9359"


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, "A", cell_m=20)["A"]


@pytest.fixture
def filed(made, parcel):
    answer = call(made, "POST", LIST, fencing(parcel.code))
    assert answer.status_code == 201, answer.content
    return answer.json()


def one(told):
    return f"{LIST}/{told['id']}"


# --- filing -------------------------------------------------------------------------------------


def test_a_program_files_a_draft_and_reads_what_the_rules_say(filed, parcel, made):
    assert (filed["state"], filed["kind"], filed["parcel"]) == ("draft", "fencing", parcel.code)
    assert [step["step"] for step in filed["steps"]] == ["submit", "cancel"]
    assert {found["answer"] for found in filed["findings"]} == {"yes"}
    assert filed["works"]["type"] == "MultiLineString"
    case = Case.objects.filter(opened_by=made.office.account)
    with territory([parcel.municipality_id]):
        assert case.get().filing.office == made.office


def test_the_same_request_id_opens_one_application(made, parcel):
    key = uuid4()
    first, second = (call(made, "POST", LIST, fencing(parcel.code, request_id=key)).json() for _turn in range(2))
    assert first["id"] == second["id"]
    other = call(made, "POST", LIST, fencing(parcel.code, request_id=key, details={"corners": [1]}))
    assert (other.status_code, other.json()["code"]) == (409, "already_applied")
    with territory([parcel.municipality_id]):
        assert PermitApplication.objects.count() == Filing.objects.count() == 1


def test_another_offices_request_of_the_same_id_is_its_own(made, ground, parcel):
    key = uuid4()
    second = make_office(ground, number="7009999999")
    ids = {call(each, "POST", LIST, fencing(parcel.code, request_id=key)).json()["id"] for each in (made, second)}
    assert len(ids) == 2


def test_without_a_mandate_nothing_is_filed(ground, parcel):
    made = make_office(ground, mandated=False)
    answer = call(made, "POST", LIST, fencing(parcel.code))
    assert (answer.status_code, answer.json()["code"]) == (403, "no_mandate")
    with territory([parcel.municipality_id]):
        assert not PermitApplication.objects.exists()


def test_a_mandate_of_one_place_is_none_in_the_next(made, ground):
    parcel = enter_drawn(ground.east, "A", cell_m=20)["A"]
    assert call(made, "POST", LIST, fencing(parcel.code)).json()["code"] == "no_mandate"


def test_an_office_applies_for_itself_without_a_mandate(ground, parcel):
    made = make_office(ground, mandated=False)
    itself = {"name": "شركة المرافق", "identifier": REGISTRATION, "mobile": "0500000000"}
    assert call(made, "POST", LIST, fencing(parcel.code, applicant=itself)).status_code == 201
    with territory([parcel.municipality_id]):
        assert PermitApplication.objects.get().applicant.kind == PartyKind.ORGANISATION


def test_a_building_is_filed_with_its_footprint_in_either_system(made, ground, parcel):
    west, south, east, north = to_shapely(parcel.geom).bounds
    inside = shapely.box(west + 5, south + 5, east - 5, north - 5)
    sent = fencing(
        parcel.code, kind="building", works=shapely.geometry.mapping(inside), crs=OWN_CRS,
        details={"use": "R", "floors": [{"place": "ground", "area_m2": 100}], "height_m": 4, "parking": 1, "units": 1},
    )  # fmt: skip
    first = call(made, "POST", LIST, sent)
    assert first.status_code == 201, first.content
    there = call(made, "POST", LIST, {**sent, "works": first.json()["works"], "crs": "", "request_id": str(uuid4())})
    with territory([parcel.municipality_id]):
        drawn = [to_shapely(each.works) for each in PermitApplication.objects.order_by("case__opened_at")]
    assert there.status_code == 201
    assert drawn[0].hausdorff_distance(drawn[1]) < 0.001
    assert drawn[0].area == pytest.approx(inside.area, abs=0.01)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "palace"}, "invalid_input"),
        ({"kind": "building", "works": None}, "shape_unclear"),
        ({"kind": "building", "works": {"type": "Point", "coordinates": [50, 26]}}, "shape_unclear"),
        ({"kind": "building", "works": {"type": "Polygon", "coordinates": [[[50, 26], [51, 27]]]}}, "shape_unclear"),
        ({"kind": "building", "works": {"type": "Polygon", "coordinates": "x"}}, "shape_unclear"),
        (
            {"kind": "building", "works": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
            "shape_unclear",
        ),
        ({"works": {"type": "Point", "coordinates": [50, 26]}}, "invalid_input"),
        ({"details": {"corners": ["1"]}}, "invalid_input"),
        ({"details": {"corners": [True]}}, "invalid_input"),
        ({"details": {"corners": []}}, "no_side_chosen"),
        ({"applicant": {"name": "1", "identifier": "x", "mobile": "y"}}, "invalid_input"),
        ({"parcel": "000000000000000000"}, "parcel_code_mistyped"),
        ({"crs": "EPSG:4326"}, "crs_unknown"),
        ({"request_id": "x"}, "invalid_input"),
        ({"parcel": ""}, "filing_place_unknown"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_code(made, parcel, changed, code):
    answer = call(made, "POST", LIST, fencing(parcel.code, **changed))
    assert answer.json()["code"] == code, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    with territory([parcel.municipality_id]):
        assert not PermitApplication.objects.exists()


# --- following ----------------------------------------------------------------------------------


def test_a_program_hands_in_follows_and_fetches_the_permit(made, ground, filed):
    from tests.factories.cases import step

    assert call(made, "POST", f"{one(filed)}/steps", {"step": "submit"}).json()["state"] == "submitted"
    assert call(made, "GET", f"{one(filed)}/certificate.pdf").status_code == 404
    with territory([ground.west.body.pk]):
        case = Case.objects.get(pk=filed["id"])
    step(ground.west, case, "recommend", ground.west.engineer)
    step(ground.west, case, "approve", ground.west.head)
    told = call(made, "GET", one(filed)).json()
    assert (told["state"], told["permit"]["number"][:4]) == ("issued", ground.west.body.code)
    paper = call(made, "GET", f"{one(filed)}/certificate.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert call(made, "GET", f"{one(filed)}/bills").json() == {"results": []}


def test_other_works_take_the_place_of_those_that_were_sent_until_the_review(made, ground, parcel):
    west, south, east, north = to_shapely(parcel.geom).bounds
    details = {"use": "R", "floors": [{"place": "ground", "area_m2": 100}], "height_m": 4, "parking": 1, "units": 1}
    shape = shapely.geometry.mapping(shapely.box(west + 5, south + 5, east - 5, north - 5))
    sent = fencing(parcel.code, kind="building", works=shape, crs=OWN_CRS, details=details)
    filed = call(made, "POST", LIST, sent).json()
    smaller = shapely.geometry.mapping(shapely.box(west + 6, south + 6, east - 6, north - 6))
    answer = call(made, "PUT", f"{one(filed)}/works", {"works": smaller, "crs": OWN_CRS, "details": {"parking": 3}})
    assert answer.status_code == 200, answer.content
    with territory([parcel.municipality_id]):
        kept = PermitApplication.objects.get()
    assert (round(kept.works.area), kept.details["parking"]) == (64, 3)


def test_a_step_that_is_anothers_is_refused(made, filed):
    answer = call(made, "POST", f"{one(filed)}/steps", {"step": "approve"})
    assert (answer.status_code, answer.json()["code"]) == (409, "step_not_possible")


def test_nobody_else_sees_an_offices_applications(made, ground, filed, client):
    other = make_office(ground, number="7009999999")
    assert call(other, "GET", LIST).json()["results"] == []
    for path in (one(filed), f"{one(filed)}/papers", f"{one(filed)}/bills"):
        assert call(other, "GET", path).status_code == 404
    assert call(other, "POST", f"{one(filed)}/steps", {"step": "cancel"}).status_code == 404
    client.force_login(ground.west.head)
    assert client.get(one(filed)).status_code == 401, "a session is no token"


def test_answers_name_no_person(made, filed):
    for path in (LIST, one(filed)):
        said = call(made, "GET", path).content.decode()
        assert not canaries_in(said)


def test_papers_are_filed_with_the_application_and_only_the_offices_own_are_told(made, filed):
    def send(name="plan.pdf", content=b""):
        file = SimpleUploadedFile(name, content or pdf())
        return Client().post(
            f"{one(filed)}/papers", {"file": file, "kind": "drawing", "title": "لوحة"},
            headers={"authorization": f"Bearer {made.token}"},
        )  # fmt: skip

    first = send()
    assert first.status_code == 201, first.content
    assert send().json()["id"] == first.json()["id"]
    assert [row["id"] for row in call(made, "GET", f"{one(filed)}/papers").json()["results"]] == [first.json()["id"]]
    assert send("x.exe", b"MZ").status_code == 400


# --- mandates and the database ------------------------------------------------------------------


def test_a_revoked_mandate_stops_what_was_filed_under_it(made, ground, filed):
    with territory([ground.west.body.pk]):
        mandate = Mandate.objects.get()
        revoke_mandate(mandate=mandate, by=ground.west.head)
        with pytest.raises(MandateEnded):
            revoke_mandate(mandate=mandate, by=ground.west.head)
    answer = call(made, "POST", f"{one(filed)}/steps", {"step": "submit"})
    assert (answer.status_code, answer.json()["code"]) == (403, "no_mandate")
    assert call(made, "GET", one(filed)).status_code == 200


def test_only_the_head_of_the_place_writes_down_a_mandate_and_never_for_his_own_office(made, ground):
    today = timezone.localdate()
    sent = {"identifier": "1000000001", "document_number": "1", "starts_on": today, "ends_on": today}
    ground.west.head.refresh_from_db()
    for by in (ground.west.engineer, made.person, ground.east.head):
        with pytest.raises(NotYoursToMandate), territory([ground.west.body.pk]):
            record_mandate(office=made.office, municipality=ground.west.body, by=by, **sent)


@pytest.fixture
def bare(made, ground, parcel):
    """Write a filing past all services."""
    from tests.factories.cases import apply

    def write(**changed):
        case = apply(ground.west, parcel, made.office.account).case
        with territory([ground.west.body.pk]), refusals_explained():
            mandate = Mandate.objects.first()
            act_as(made.office.account_id)
            row = {
                "case": case, "municipality": ground.west.body, "office": made.office, "program": made.program,
                "mandate": mandate, "identifier_hash": mandate.identifier_hash, "filed_by": made.office.account,
            }  # fmt: skip
            return Filing.objects.create(**{**row, **changed})

    return write


def test_the_database_takes_what_licence_and_mandate_cover(bare):
    assert bare().pk


@pytest.mark.parametrize("case", ["licence", "program", "mandate", "identifier", "nobody", "stranger"])
def test_the_database_refuses_what_they_do_not_cover(bare, made, ground, case):
    changed = {}
    if case == "licence":
        made.office.licensed_until = timezone.localdate() - timedelta(days=1)
        made.office.save()
    elif case == "program":
        close_program(program=made.program, by=made.person)
    elif case == "mandate":
        with territory([ground.west.body.pk]):
            revoke_mandate(mandate=Mandate.objects.get(), by=ground.west.head)
    else:
        changed = {
            "identifier": {"identifier_hash": "0" * 64},
            "nobody": {"mandate": None},
            "stranger": {"filed_by": ground.citizen},
        }[case]
    with pytest.raises(FilingRefused):
        bare(**changed)


def test_a_mandate_of_another_place_covers_nothing(bare, made, ground):
    elsewhere = give_mandate(made, ground.east)
    with pytest.raises(IntegrityError), transaction.atomic():
        bare(mandate=elsewhere)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
