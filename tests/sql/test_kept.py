"""What the application's role cannot change though it may write the table: shown with its own statements."""

import hashlib
import json
from uuid import uuid4, uuid5

import pytest
from django.db import DatabaseError, connection, transaction

from geo.municipalities.scope import everywhere, territory
from parcels.plans.models import Plan
from permits.applications.issuing import permit_request
from permits.applications.kinds.kind import kinds
from permits.applications.models import PermitApplication
from permits.cases.errors import NoteTooLong
from permits.cases.models import Case
from permits.cases.services import open_case
from permits.payments.services import charge
from tests.factories.cases import apply, enter_drawn, hold_values, open_thread, step

WHOLE_WAY = ("submit", "recommend", "approve")


@pytest.fixture
def ground(places):
    hold_values()
    return places


@pytest.fixture
def issued(ground):
    return open_thread(ground.west, ground.citizen, up_to=WHOLE_WAY)


def refusal(statement: str, *values: object) -> str:
    """Return the SQLSTATE by which a statement that touches rows is refused, or ""."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount > 0, "a statement that meets no row shows nothing"
            transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return ""


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ("expires_on = expires_on + 365", "MK054"),
        ("term_text = 'x'", "MK003"),
        ("approved_by_id = recommended_by_id", "MK003"),
        ("recommended_by_id = approved_by_id", "MK003"),
        ("issued_on = issued_on - 1", "MK003"),
        ("number = 'x'", "MK003"),
        ("revoked_at = now(), revoked_reason = 'x'", ""),
    ],
)
def test_of_an_issued_permit_only_the_revocation_is_still_open(issued, change, answer):
    with everywhere():
        assert refusal(f"UPDATE applications_permit SET {change}") == answer


def test_a_revocation_is_neither_taken_back_nor_given_another_reason(issued):
    with everywhere(), connection.cursor() as cursor:
        cursor.execute("UPDATE applications_permit SET revoked_at = now(), revoked_reason = 'x'")
        assert refusal("UPDATE applications_permit SET revoked_at = NULL") == "MK003"
        assert refusal("UPDATE applications_permit SET revoked_reason = 'y'") == "MK003"


MADE_UP = """
INSERT INTO applications_permit (id, application_id, municipality_id, kind, number, parcel_id, version_id, issued_on,
                                 expires_on, term_text, approved_by_id, recommended_by_id, chain_hash, revoked_reason,
                                 source_system, source_id)
SELECT gen_random_uuid(), case_id, municipality_id, kind, %s, parcel_id, version_id, now(),
       now(), '', %s, %s, %s, '', '', ''
  FROM applications_permitapplication
"""


DIGEST = hashlib.sha256(b"{}").hexdigest()
RECORDED = """
INSERT INTO decisions_decisionrecord (case_id, municipality_id, act, number, decided_at, body, sha256, chain_hash)
SELECT case_id, municipality_id, 'issue', %s, now(), '{}', %s, %s FROM applications_permitapplication
"""


@pytest.mark.parametrize("steps", [(), ("submit",), ("submit", "recommend")])
def test_no_permit_is_written_for_an_application_that_was_not_approved(ground, steps):
    open_thread(ground.west, ground.citizen, up_to=steps)
    with everywhere():
        assert refusal(MADE_UP, "5011/1448/4/00001", ground.west.head.pk, ground.west.head.pk, "") == "MK013"


def test_an_approved_case_without_a_number_of_the_series_gets_no_permit(ground):
    """The state may be walked by hand; the number and its seal come from the guard's function alone."""
    open_thread(ground.west, ground.citizen)
    people = (ground.west.head.pk, ground.west.engineer.pk)
    with everywhere(), connection.cursor() as cursor:
        for state in ("submitted", "recommended", "awaiting_payment", "issued"):
            cursor.execute("UPDATE cases_case SET state = %s", [state])
        cursor.execute("SELECT hash FROM series_chainhead")
        (seal,) = cursor.fetchone()
        assert refusal(MADE_UP, "5011/1448/4/00001", *people, seal) == "MK013"


@pytest.mark.parametrize(
    "number", ["5012/{year}/4/00001", "5011/{year}/4/00002", "5011/1000/4/00001", "5011/{year}/4/00001x"]
)
def test_a_permit_bears_the_number_that_was_given_out_for_it(ground, number):
    thread = open_thread(ground.west, ground.citizen)
    people = (ground.west.head.pk, ground.west.engineer.pk)
    subject = f"application:{thread.case.pk}"
    with territory([ground.west.body.pk]), connection.cursor() as cursor:
        charges = kinds["fencing"].charges(PermitApplication.objects.get(pk=thread.case.pk))
        assert (
            charge(case=thread.case, quantities=charges, by=ground.west.head) is None
        )  # the tariffs of tests: nothing
        for state in ("submitted", "recommended", "awaiting_payment", "issued"):
            cursor.execute("UPDATE cases_case SET state = %s", [state])
        cursor.execute(
            "SELECT chain_hash FROM series_issue_v1(%s, 'permit fencing', %s, 1448, 1, %s, %s)",
            [uuid4(), ground.west.body.pk, subject, json.dumps({"decision": DIGEST})],
        )
        (seal,) = cursor.fetchone()
        assert refusal(MADE_UP, number.format(year=1448), *people, seal) == "MK013"
        assert refusal(MADE_UP, "5011/1448/4/00001", *people, "0" * 64) == "MK013"
        assert refusal(MADE_UP, "5011/1448/4/00001", *people, seal) == "MK013", "its decision is not recorded"
        cursor.execute(RECORDED, ["5011/1448/4/00001", DIGEST, seal])
        assert refusal(MADE_UP, "5011/1448/4/00001", *people, seal) == ""


@pytest.mark.parametrize(
    "change", ["details = '{}'", "applicant_id = gen_random_uuid()", "works = ST_Translate(works, 5, 0)"]
)
def test_what_was_asked_for_stays_as_it_was_judged(ground, change):
    open_thread(ground.west, ground.citizen, up_to=["submit", "recommend"])
    with everywhere():
        assert refusal(f"UPDATE applications_permitapplication SET {change}") == "MK003"


@pytest.mark.parametrize(
    "change",
    ["opened_at = '2000-01-01'", "state_since = '2000-01-01'", "id = gen_random_uuid()", "municipality_id = {east}"],
)
def test_a_case_keeps_its_office_and_its_times(ground, change):
    open_thread(ground.west, ground.citizen)
    with everywhere():
        assert refusal("UPDATE cases_case SET " + change.format(east=ground.east.body.pk)) == "MK003"


def test_a_claim_is_let_go_once_and_holds_the_land_it_was_made_for(ground):
    open_thread(ground.west, ground.citizen, up_to=("submit",))
    with everywhere(), connection.cursor() as cursor:
        assert refusal("UPDATE cases_claim SET parcel_id = gen_random_uuid()") == "MK003"
        cursor.execute("UPDATE cases_claim SET released_at = now()")
        assert refusal("UPDATE cases_claim SET released_at = NULL") == "MK003"


@pytest.mark.parametrize(
    "table", ["cases_caseevent", "cases_claim", "applications_permitapplication", "applications_assessment"]
)
def test_nothing_of_one_office_hangs_on_a_case_of_another(ground, table):
    """Foreign keys look past row level security: the key holds case and office together."""
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    other = open_thread(ground.east, ground.citizen)
    here, there = ground.west.body.pk, other.case.pk
    with territory([here]), connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table])
        key = "application_id" if table == "applications_assessment" else "case_id"
        names = [name for (name,) in cursor.fetchall() if name not in ("id", key)]
        copied = ", ".join(f'"{name}"' for name in names)
        statement = f"INSERT INTO {table} ({key}, {copied}) SELECT %s, {copied} FROM {table} WHERE {key} = %s LIMIT 1"
        assert refusal(statement, there, thread.case.pk) in ("23503", "23505")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ("value = value * 10", "MK003"),
        ("valid_from = '1990-01-01'", "MK003"),
        ("unit = 'x'", "MK003"),
        ("valid_to = '2090-01-01'", ""),
    ],
)
def test_a_reference_value_is_ended_and_never_rewritten(ground, change, answer):
    assert refusal(f"UPDATE spatial_rules_referencevalue SET {change}") == answer


def test_a_reference_value_is_ended_once(ground):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spatial_rules_referencevalue SET valid_to = '2090-01-01'")
    assert refusal("UPDATE spatial_rules_referencevalue SET valid_to = NULL") == "MK003"
    assert refusal("UPDATE spatial_rules_referencevalue SET valid_to = valid_to") == ""


@pytest.mark.parametrize("table", ["plans_district", "plans_block"])
def test_a_code_under_which_numbers_were_given_out_stays(ground, table):
    with everywhere():
        assert refusal(f"UPDATE {table} SET code = '998' WHERE municipality_id = %s", ground.west.body.pk) == ""
        enter_drawn(ground.west, "A")
        assert refusal(f"UPDATE {table} SET code = '998' WHERE municipality_id = %s", ground.west.body.pk) == "MK003"
        assert refusal(f"UPDATE {table} SET code = '998' WHERE municipality_id = %s", ground.east.body.pk) == ""


def test_the_code_of_an_office_stays(ground):
    assert refusal("UPDATE municipalities_municipality SET code = '999' WHERE id = %s", ground.west.body.pk) == "MK003"
    assert refusal("UPDATE municipalities_municipality SET name = 'x' WHERE id = %s", ground.west.body.pk) == ""


def test_a_condition_of_a_reader_is_not_asked_of_a_plan_that_is_not_public(ground):
    """A view that filters must be a barrier: else the error of the condition tells what the hidden row holds."""
    with everywhere(), connection.cursor() as cursor:
        west = ground.west
        Plan.objects.create(
            municipality=west.body, amana=ground.amana, district=west.district, number="SECRET", name="x",
            status="draft", geom=west.plan.geom,
        )  # fmt: skip
        cursor.execute("UPDATE plans_plan SET number = '8' WHERE id = %s", [west.plan.pk])
        cursor.execute("UPDATE plans_plan SET number = '7' WHERE id = %s", [ground.east.plan.pk])
        cursor.execute("SELECT count(*) FROM published_plan WHERE number::integer = 7")
        assert cursor.fetchone() == (1,)
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relname LIKE 'published%%' "
            "AND NOT coalesce(reloptions, '{}') && '{security_barrier=true}'"
        )
        assert cursor.fetchall() == []


def test_a_request_id_of_somebody_else_opens_a_case_of_ones_own(ground):
    request = uuid4()
    with territory([ground.west.body.pk]):
        one, other = (
            open_case(kind="fencing", municipality=ground.west.body, by=person, request_id=request)
            for person in (ground.citizen, ground.west.surveyor)
        )
        assert one.opened_by != other.opened_by
        assert one.reference != other.reference


def test_nobody_uses_up_the_request_under_which_a_permit_will_be_issued(ground):
    """Who knows a case's address knows uuid5 of it: sent as the id of a form, it must not stand in the permit's way."""
    land = enter_drawn(ground.west, "A.B", cell_m=20)
    application = apply(ground.west, land["A"], ground.citizen)
    assert permit_request(application) == uuid5(application.pk, "permit")
    apply(ground.west, land["B"], ground.citizen, request_id=permit_request(application))
    with territory([ground.west.body.pk]):
        case = Case.objects.get(pk=application.pk)

    for name, by in (("submit", ground.citizen), ("recommend", ground.west.engineer), ("approve", ground.west.head)):
        step(ground.west, case, name, by)
    with territory([ground.west.body.pk]):
        assert Case.objects.get(pk=case.pk).state == "issued"


def test_a_note_is_as_long_as_a_reason(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    with pytest.raises(NoteTooLong):
        thread.take("return", note="س" * 2001)
    assert thread.take("return", note="س" * 2000).state == "returned"
