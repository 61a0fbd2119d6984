"""Land taken along as a file: what the file holds, what a lock stops, who may give it back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import shapely
from django.db import DatabaseError, connection
from django.utils import timezone

from geo.errors import NotAllowed
from geo.municipalities.scope import act_as, everywhere, territory
from geo.series.models import ChainEntry
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.models import ReferenceValue
from parcels.register.enums import ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.lineage import change_land, split_by_line
from parcels.register.services import change_state
from permits.cases.errors import NoteMissing
from permits.subdivisions.checkout.areas import of_outline, of_plan
from permits.subdivisions.checkout.package import package_of
from permits.subdivisions.checkout.services import check_out, give_back
from permits.subdivisions.enums import RequestState
from permits.subdivisions.errors import AreaEmpty, CheckOutClosed, CheckOutTermMissing, LandCheckedOut, RulesNotMet
from permits.subdivisions.models import CheckedOutParcel, CheckOut
from tests.factories.decisions import decided
from tests.permits.subdivisions.edited import Edited
from tests.permits.subdivisions.test_procedure import Ground, findings, line, point

pytestmark = pytest.mark.django_db(transaction=True)


def lock_term():
    """Write how long a lock holds."""
    ReferenceValue.objects.create(
        code="check_out_lock", value="14", unit="gregorian day", valid_from=date(2020, 1, 1), cites="test"
    )


@pytest.fixture
def ground(places):
    lock_term()
    return Ground(places.west)


def taken(ground, *, lock=False, by=None, box=((0, 0), (40, 30)), request_id=None):
    """Check out what meets a box; the first parcel alone, unless told."""
    person = by or ground.office.surveyor
    with ground.scope():
        act_as(person.pk)
        corners = [point(*corner) for corner in box]
        corners = [(corners[0][0] + 1, corners[0][1] + 1), (corners[1][0] - 1, corners[1][1] - 1)]
        return check_out(area=of_outline(corners), lock=lock, by=person, request_id=request_id or uuid4())


def test_a_file_holds_the_parcels_exactly_their_neighbours_and_streets_and_says_which_check_out_it_is(ground, tmp_path):
    with ground.scope():
        file = Edited(tmp_path, package_of(taken(ground)))
        version = ground.version("A")
        rows = file.run("SELECT number, key, version, area_m2 FROM parcels")
        assert rows == [("1", str(ground.ids["A"]), version.pk, 1200.0)]
        assert file.shape(1).equals_exact(to_shapely(version.geom), 0)
        assert file.run("SELECT number FROM neighbours") == [("2",)]
        assert file.run("SELECT count(*) FROM streets") == [(1,)]
        (said,) = file.run("SELECT id, parcels, srid, locked_until, base FROM check_out")
        checkout = CheckOut.objects.get()
    assert said[:4] == (str(checkout.pk), 1, version.geom.srid, None)
    assert str(version.pk) in said[4]
    styles = dict(file.run("SELECT f_table_name, styleQML FROM layer_styles"))
    assert set(styles) == {"parcels", "neighbours", "streets"}
    assert 'readOnly="1"' in styles["streets"]
    assert 'name="key"' in styles["parcels"]


def test_the_same_request_takes_land_along_once(ground):
    request = uuid4()
    assert taken(ground, request_id=request).pk == taken(ground, request_id=request).pk


def test_a_lock_lapses_with_the_last_day_of_the_dated_term(ground):
    made = taken(ground, lock=True)
    assert timezone.localtime(made.ends_at).date() == timezone.localdate() + timedelta(days=15)
    assert made.holds
    assert not taken(ground, box=((40, 0), (80, 30))).holds


def test_without_a_dated_term_nothing_is_locked(ground):
    ReferenceValue.objects.filter(code="check_out_lock").update(valid_to=date(2020, 2, 1))
    with pytest.raises(CheckOutTermMissing):
        taken(ground, lock=True)
    assert taken(ground).ends_at is None


def test_another_persons_change_of_locked_land_is_stopped_before_it_is_submitted(ground, places):
    taken(ground, lock=True, by=places.west.engineer)
    case = ground.split()
    with pytest.raises(LandCheckedOut) as refused:
        ground.take(case, "submit", places.west.surveyor)
    assert refused.value.context["by"] == str(places.west.engineer)
    assert findings(ground, case)["not_checked_out"] == "no"
    assert ground.state("A") == ParcelState.ACTIVE
    assert ground.through(ground.split(60, letter="B")).state == RequestState.APPROVED


def test_a_change_that_was_submitted_before_is_not_stopped_and_the_land_cannot_be_locked_any_more(ground, places):
    case = ground.split()
    ground.take(case, "submit", places.west.surveyor)
    with pytest.raises(StateNotPossible):
        taken(ground, lock=True)
    ground.take(case, "recommend", places.west.engineer)
    assert ground.take(case, "approve", places.west.head).state == RequestState.APPROVED


def test_the_holders_own_case_changes_locked_land(ground, places):
    taken(ground, lock=True)
    assert ground.through(ground.split()).state == RequestState.APPROVED


def test_land_is_locked_by_one_at_a_time(ground, places):
    taken(ground, lock=True)
    for person in (places.west.engineer, places.west.surveyor):
        with pytest.raises(LandCheckedOut):
            taken(ground, lock=True, by=person)
    assert taken(ground, by=places.west.engineer).ends_at is None


def test_the_database_refuses_a_change_under_a_lock_whoever_asks(ground, places):
    taken(ground, lock=True, by=places.west.engineer)
    with ground.scope():
        change = split_by_line(ground.ids["A"], line=line((20, -5), (20, 35)))
    with pytest.raises(LandCheckedOut) as refused, ground.scope():
        case = decided(change, ground.office)
        change_land(change=change, request_id=uuid4(), by=None, reason="test", source="test", case_id=case)
    assert refused.value.context["parcel"] == str(ground.ids["A"])


def test_a_lock_that_lapsed_stops_nobody(ground, places):
    made = taken(ground, lock=True, by=places.west.engineer)
    with connection.cursor() as cursor, ground.scope():
        cursor.execute("SELECT count(*) FROM subdivisions_checkedoutparcel WHERE held @> %s", [made.ends_at])
        assert cursor.fetchone() == (0,)


def test_whoever_has_it_gives_it_back_and_the_land_is_free(ground, places):
    made = taken(ground, lock=True, by=places.west.engineer)
    with ground.scope():
        give_back(checkout=made, by=places.west.engineer)
        with pytest.raises(CheckOutClosed):
            give_back(checkout=made, by=places.west.engineer)
    assert ground.through(ground.split()).state == RequestState.APPROVED


def test_the_head_releases_it_with_a_reason_and_nobody_else(ground, places):
    made = taken(ground, lock=True, by=places.west.engineer)
    with ground.scope():
        with pytest.raises(NotAllowed):
            give_back(checkout=made, by=places.west.surveyor, why="x")
        with pytest.raises(NoteMissing):
            give_back(checkout=made, by=places.west.head, why=" ")
        closed = give_back(checkout=made, by=places.west.head, why="إجازة المهندس")
        assert (closed.closed_why, closed.closed_by_id) == ("إجازة المهندس", places.west.head.pk)
        acts = list(ChainEntry.objects.filter(action__endswith="land").order_by("pk").values_list("action", flat=True))
    assert acts == ["check out land", "release land"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subdivisions_checkout SET ends_at = ends_at + interval '1 day'",
        "UPDATE subdivisions_checkout SET closed_at = now()",
        "UPDATE subdivisions_checkout SET made_by_id = made_by_id + 1, closed_at = now(), closed_by_id = made_by_id",
        "UPDATE subdivisions_checkedoutparcel SET held = tstzrange(lower(held), upper(held) + interval '1 day')",
        "UPDATE subdivisions_checkedoutparcel SET held = held * tstzrange(NULL, now())",
        "UPDATE subdivisions_checkedoutparcel SET held = NULL",
    ],
)
def test_a_lock_is_neither_made_longer_nor_ended_beside_its_check_out(ground, statement):
    taken(ground, lock=True)
    with pytest.raises(CheckOutClosed), ground.scope(), refusals_explained(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_frozen_parcel_is_taken_along_but_not_locked(ground, places):
    with ground.scope():
        change_state(parcel_ids=[ground.ids["A"]], to=ParcelState.FROZEN, by=places.west.head, reason="test")
    with pytest.raises(StateNotPossible):
        taken(ground, lock=True)
    assert taken(ground).pk


def test_an_area_is_a_plan_or_a_block_of_it_and_never_empty(ground, places):
    with ground.scope():
        assert len(of_plan(places.west.plan).parcels) == len(of_plan(places.west.plan, "1").parcels) == 2
        for nothing in (lambda: of_plan(places.west.plan, "9"), lambda: of_plan(places.east.plan)):
            with pytest.raises(AreaEmpty):
                nothing()


def test_another_office_and_a_citizen_see_nothing_and_take_nothing(ground, places):
    made = taken(ground, lock=True)
    for ids in ([places.east.body.pk], []):
        with territory(ids):
            assert not CheckOut.objects.exists()
            assert not CheckedOutParcel.objects.exists()
    for person in (places.east.surveyor, places.citizen, places.west.head):
        with pytest.raises(NotAllowed):
            taken(ground, by=person)
    with pytest.raises(DatabaseError), territory([places.east.body.pk]):
        CheckedOutParcel.objects.create(
            checkout=made, municipality=places.east.body, parcel_id=ground.ids["B"],
            version_id=made.parcels.model.objects.count(), held=None,
        )  # fmt: skip


def test_nobody_takes_the_land_of_a_neighbour_along_with_a_box(ground, places):
    far = Ground(places.east, "\n".join(["." * 100 + "CC"] * 2))
    with everywhere():
        area = of_outline([point(0, 0), point(41, 20)])
        assert far.ids["C"] not in area.parcels
    with ground.scope(), pytest.raises(AreaEmpty):
        of_outline([point(1000, 0), point(1020, 20)])


def test_an_unmet_lock_shows_in_the_checklist_of_whoever_recommends(ground, places):
    case = ground.split()
    ground.take(case, "submit", places.west.surveyor)
    with ground.scope():
        act_as(places.west.engineer.pk)
        # An older lock cannot be there by the service: the rule stands for itself.
        made = CheckOut.objects.create(
            municipality=places.west.body, request_id=uuid4(), area="x", made_by=places.west.engineer,
            ends_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        version = ground.version("A")
        CheckedOutParcel.objects.create(
            checkout=made, municipality=places.west.body, parcel_id=ground.ids["A"], version=version,
            held=(timezone.now() - timedelta(minutes=1), made.ends_at),
        )  # fmt: skip
    with pytest.raises(RulesNotMet):
        ground.take(case, "recommend", places.west.engineer)


def test_outlines_leave_and_come_to_the_millimetre(ground, tmp_path):
    with ground.scope():
        file = Edited(tmp_path, package_of(taken(ground, box=((0, 0), (80, 30)))))
        for letter, number in (("A", "1"), ("B", "2")):
            held = to_shapely(ground.version(letter).geom)
            assert shapely.equals_exact(file.shape(file.fids()[number]), held, 0)
