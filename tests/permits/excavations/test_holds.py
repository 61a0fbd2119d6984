"""What the database refuses about places that digs hold, whatever the application says."""

import pytest
from django.db import DatabaseError, connection, transaction

from geo.municipalities.scope import territory
from permits.excavations.enums import Closure
from permits.excavations.models import DigClosure, DigHold, PublishedDig
from tests.factories.digs import TO_THE_PERMIT, ask_to_dig, wanted

pytestmark = pytest.mark.usefixtures("unsigned")

_HOLD = """
INSERT INTO excavations_dighold (application_id, municipality_id, manner, network, closure, period, busy, spacing_days,
                                 distance_m, trench, geom, site, held_at)
SELECT a.case_id, a.municipality_id, 'emergency', 'gas', 'none', daterange(p.starts_on, p.ends_on + {longer}, '[]'),
       'empty', 0, 0, {trench}, ST_Multi(ST_Buffer(ST_PointOnSurface(a.works), 0.01)),
       ST_Multi(ST_Buffer(ST_PointOnSurface(a.works), 0.01)), '2000-01-01'
  FROM applications_permitapplication a JOIN excavations_digplan p ON p.application_id = a.case_id WHERE a.case_id = %s
"""


def sqlstate_of(office, statement, *values, checked=True):
    """Return the SQLSTATE that refuses a statement of the application's role, or ""."""
    try:
        with territory([office.body.pk]), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            if checked:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return ""


@pytest.fixture
def permitted(diggers):
    """A dig that has its permit."""
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    return made


def test_nothing_is_held_for_a_dig_that_is_not_approved(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    for names in ((), ("submit",), ("circulate",), ("recommend",)):
        diggers.take(made.case, *names)
        assert sqlstate_of(diggers.office, _HOLD.format(longer=0, trench="a.case_id"), made.pk) == "MK057"


def test_a_case_does_not_come_to_its_approval_without_holding_its_place(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, "submit", "circulate", "recommend")
    moved = "UPDATE cases_case SET state = 'awaiting_payment' WHERE id = %s"
    assert sqlstate_of(diggers.office, moved, made.pk) == "MK057"


def test_a_hold_is_not_ended_under_a_permit_nor_kept_without_one(diggers, permitted):
    ended = "UPDATE excavations_dighold SET ended_at = now() WHERE application_id = %s"
    assert sqlstate_of(diggers.office, ended, permitted.pk) == "MK057"
    expired = "UPDATE cases_case SET state = 'expired' WHERE id = %s"
    assert sqlstate_of(diggers.office, expired, permitted.pk) == "MK057"


@pytest.mark.parametrize(
    "change",
    ["period = 'empty'", "busy = 'empty'", "site = ST_Multi(ST_Buffer(site, -2))", "trench = gen_random_uuid()",
     "manner = 'emergency'", "distance_m = 0", "application_id = gen_random_uuid()", "geom = site"],
)  # fmt: skip
def test_a_hold_is_never_rewritten(diggers, permitted, change):
    said = f"UPDATE excavations_dighold SET {change} WHERE application_id = %s"
    assert sqlstate_of(diggers.office, said, permitted.pk) == "MK003"


def test_who_asks_for_less_ground_and_fewer_days_holds_all_of_it(diggers):
    """The statement says a centimetre and no days; the database holds what the application digs."""
    first, second = (ask_to_dig(diggers, wanted(diggers.office)) for _turn in range(2))
    diggers.take(first.case, *TO_THE_PERMIT)
    with territory([diggers.office.body.pk]):
        hold = DigHold.objects.get(application=first)
        assert hold.geom.equals(first.works)
        assert hold.site.area > hold.geom.area + 2 * 2.5 * 40
        assert (hold.busy.lower, (hold.busy.upper - hold.period.upper).days) == (hold.period.lower, 7)
        assert hold.manner == "new"
    assert second.pk != first.pk


def test_days_that_no_plan_has_are_not_held(diggers, permitted):
    assert sqlstate_of(diggers.office, _HOLD.format(longer=3, trench="a.case_id"), permitted.pk) == "MK057"


def test_a_trench_that_nobody_holds_cannot_be_joined(diggers, permitted):
    said = _HOLD.format(longer=0, trench="gen_random_uuid()")
    assert sqlstate_of(diggers.office, said, permitted.pk) == "MK057"


def test_one_street_is_closed_by_one_dig_at_a_time(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, closure=Closure.FULL))
    diggers.take(made.case, *TO_THE_PERMIT)
    with territory([diggers.office.body.pk]):
        (closed,) = DigClosure.objects.all()
    other = ask_to_dig(diggers, wanted(diggers.office, ((120, 100), (160, 100)), first=60, closure=Closure.FULL))
    diggers.take(other.case, *TO_THE_PERMIT)
    with territory([diggers.office.body.pk]):
        assert DigClosure.objects.filter(street_id=closed.street_id).count() == 2, "on other days"
    with territory([diggers.office.body.pk]):
        hold = DigHold.objects.get(application=made)
        again = (
            "INSERT INTO excavations_digclosure (hold_id, municipality_id, street_id, busy)"
            " SELECT %s, municipality_id, street_id, busy FROM excavations_digclosure WHERE id = %s"
        )
    assert sqlstate_of(diggers.office, again, hold.pk, closed.pk) == "23P01"


def test_a_dig_that_closes_no_street_closes_none(diggers, permitted):
    with territory([diggers.office.body.pk]):
        hold = DigHold.objects.get(application=permitted)
    said = "INSERT INTO excavations_digclosure (hold_id, municipality_id, street_id, busy) VALUES (%s, %s, 1, 'empty')"
    assert sqlstate_of(diggers.office, said, hold.pk, diggers.office.body.pk) == "MK057"


def test_the_projection_has_no_person_and_ends_with_the_hold(diggers, permitted):
    names = {field.name for field in PublishedDig._meta.get_fields()}
    assert not names & {"applicant", "contractor", "consultant", "made_by", "details"}
    diggers.take(permitted.case, "revoke")
    assert not PublishedDig.objects.filter(application_id=permitted.pk).exists()
