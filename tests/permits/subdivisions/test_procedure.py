"""A change of land from the request to the register: two signatures, claims, and what goes with the land."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.gis.geos import LineString
from django.db import connection, transaction

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.models import Street
from parcels.register.enums import ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.lineage import change_land, split_by_line
from parcels.register.models import BoundaryVersion, LineageEvent, Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from permits.cases.errors import LandClaimed, LandNotInForce, StepNotAllowed
from permits.cases.models import Case, Claim
from permits.cases.services import claim_parcel, open_case
from permits.subdivisions.enums import RequestState, Wish
from permits.subdivisions.errors import OtherOffice, RulesNotMet, WishUnclear
from permits.subdivisions.models import LandChangeRequest, ProposalAssessment
from permits.subdivisions.services import Grounds, ask_for_change, decide, propose_again
from permits.subdivisions.wishes import Asked
from tests.factories.decisions import decided
from tests.factories.places import ORIGIN, Office
from tests.grid import drawn

pytestmark = pytest.mark.django_db(transaction=True)
GROUNDS = Grounds(reason="owner's wish", source="survey decision 5011/1448/000001", accuracy_m=Decimal("0.02"))
LIMITS = {
    "subdivision_least_area": "200", "subdivision_frontage": "9.5", "subdivision_street_width": "12",
    "subdivision_line_straight": "0.05", "adjustment_share": "0.01", "frontage_gap": "1",
}  # fmt: skip


class Ground:
    """A row of parcels on a street of fifteen metres; each letter one, cells of ten metres."""

    def __init__(self, office: Office, drawing: str = "AAAABBBB\nAAAABBBB\nAAAABBBB") -> None:
        self.office = office
        shapes = drawn(drawing, cell_m=10, west=ORIGIN[0] + 100, south=ORIGIN[1] + 100)
        with self.scope():
            for code, value in LIMITS.items():
                ReferenceValue.objects.get_or_create(
                    code=code, valid_from=date(2020, 1, 1), defaults={"value": value, "unit": "m", "cites": "test"}
                )
            Street.objects.create(
                municipality=office.body, district=office.district, name="شارع", width_m=15, street_class="local",
                geom=line((-50, -7.5), (200, -7.5)),
            )  # fmt: skip
            new = [NewParcel(geom=to_surface(shape)) for shape in shapes.values()]
            entered = enter_parcels(plan=office.plan, parcels=new, source="test")
            self.ids = {letter: parcel.pk for letter, parcel in zip(shapes, entered, strict=True)}
            allot_numbers(block=office.block, parcel_ids=list(self.ids.values()), request_id=uuid4())
            change_state(parcel_ids=list(self.ids.values()), to=ParcelState.ACTIVE, by=None, reason="test")

    def scope(self):
        return territory([self.office.body.pk])

    def split(self, x=20.0, *, letter="A", grounds=GROUNDS, request_id=None) -> Case:
        asked = Asked(wish=Wish.SPLIT_LINE, parcels=(self.ids[letter],), points=(point(x, -5), point(x, 35)))
        return self.ask(asked, grounds=grounds, request_id=request_id)

    def ask(self, asked, *, grounds=GROUNDS, request_id=None) -> Case:
        with self.scope():
            act_as(self.office.surveyor.pk)
            return ask_for_change(
                asked=asked, grounds=grounds, by=self.office.surveyor, request_id=request_id or uuid4()
            ).case

    def take(self, case, name, person, note=""):
        with self.scope():
            act_as(person.pk)
            return decide(case=case, name=name, by=person, note=note)

    def through(self, case):
        self.take(case, "submit", self.office.surveyor)
        self.take(case, "recommend", self.office.engineer)
        return self.take(case, "approve", self.office.head)

    def state(self, letter):
        with self.scope():
            return Parcel.objects.get(pk=self.ids[letter]).state

    def version(self, letter):
        return BoundaryVersion.objects.get(parcel=self.ids[letter], recorded__upper_inf=True, valid__upper_inf=True)


def point(x, y):
    return (ORIGIN[0] + 100 + x, ORIGIN[1] + 100 + y)


def line(*points):
    return LineString([point(*p) for p in points], srid=storage_srid())


def numbers():
    return set(PublishedParcel.objects.values_list("number", flat=True))


def findings(ground, case):
    with ground.scope():
        last = ProposalAssessment.objects.filter(proposal__request=case.pk).latest("id")
        return {found["rule"]: found["answer"] for found in last.findings}


def test_a_split_that_two_people_sign_changes_the_register(places):
    ground = Ground(places.west)
    case = ground.split()
    assert ground.through(case).state == RequestState.APPROVED
    assert numbers() == {"1/1", "1/2", "2"}
    with ground.scope():
        event = LineageEvent.objects.get()
        assert (event.case_id, event.decided_by_id) == (case.pk, places.west.head.pk)
        assert LandChangeRequest.objects.get(case=case).event_id == event.pk
        assert not Claim.objects.filter(released_at=None).exists()


def test_a_submitted_request_holds_the_land_and_a_rejected_one_lets_it_go(places):
    ground = Ground(places.west)
    case = ground.split()
    assert ground.state("A") == ParcelState.ACTIVE
    ground.take(case, "submit", places.west.surveyor)
    assert ground.state("A") == ParcelState.UNDER_CHANGE
    ground.take(case, "reject", places.west.head, note="no")
    assert ground.state("A") == ParcelState.ACTIVE
    assert numbers() == {"1", "2"}


def test_a_second_request_on_the_same_land_cannot_be_submitted(places):
    ground = Ground(places.west)
    first, second = ground.split(), ground.split(22)
    ground.take(first, "submit", places.west.surveyor)
    with pytest.raises(StateNotPossible):
        ground.take(second, "submit", places.west.surveyor)
    ground.take(first, "cancel", places.west.surveyor)
    assert ground.through(second).state == RequestState.APPROVED


@pytest.mark.parametrize("signer", ["surveyor", "engineer"])
def test_who_asked_or_recommended_does_not_approve(places, signer):
    ground = Ground(places.west)
    case = ground.split()
    ground.take(case, "submit", places.west.surveyor)
    ground.take(case, "recommend", places.west.engineer)
    with pytest.raises(StepNotAllowed):
        ground.take(case, "approve", getattr(places.west, signer))


def test_parts_below_the_minimum_are_refused_unless_an_exemption_was_asked_for(places):
    ground = Ground(places.west)
    case = ground.split(5)
    ground.take(case, "submit", places.west.surveyor)
    with pytest.raises(RulesNotMet):
        ground.take(case, "recommend", places.west.engineer)
    assert findings(ground, case)["least_area"] == "no"
    ground.take(case, "cancel", places.west.surveyor)
    excused = Grounds(
        reason="court order", source="survey", exemptions={"least_area": "order 12", "frontage": "order 12"}
    )
    assert ground.through(ground.split(5, grounds=excused)).state == RequestState.APPROVED


def test_a_missing_limit_is_unknown_and_blocks(places):
    ground = Ground(places.west)
    ReferenceValue.objects.filter(code="subdivision_least_area").update(valid_to=date(2020, 2, 1))
    case = ground.split()
    assert findings(ground, case)["least_area"] == "unknown"
    ground.take(case, "submit", places.west.surveyor)
    with pytest.raises(RulesNotMet):
        ground.take(case, "recommend", places.west.engineer)


def test_a_part_without_a_street_is_found(places):
    ground = Ground(places.west)
    asked = Asked(wish=Wish.SPLIT_LINE, parcels=(ground.ids["A"],), points=(point(-5, 15), point(45, 15)))
    found = findings(ground, ground.ask(asked))
    assert (found["frontage"], found["street_width"], found["least_area"]) == ("no", "no", "yes")


def test_a_bent_dividing_line_is_found(places):
    ground = Ground(places.west)
    asked = Asked(
        wish=Wish.SPLIT_LINE, parcels=(ground.ids["A"],), points=(point(20, -5), point(22, 15), point(20, 35))
    )
    assert findings(ground, ground.ask(asked))["straight_line"] == "no"


def test_a_merger_and_an_exchange_and_a_correction_go_the_same_way(places):
    ground = Ground(places.west)
    exchange = Asked(
        wish=Wish.EXCHANGE, parcels=(ground.ids["A"], ground.ids["B"]), points=(point(45, -5), point(35, 35))
    )
    ground.through(ground.ask(exchange))
    merger = Asked(wish=Wish.MERGE, parcels=(ground.ids["A"], ground.ids["B"]))
    ground.through(ground.ask(merger))
    assert numbers() == {"1/1"}


def test_an_adjustment_of_more_than_the_share_is_an_exchange(places):
    ground = Ground(places.west)
    asked = Asked(
        wish=Wish.ADJUSTMENT, parcels=(ground.ids["A"], ground.ids["B"]), points=(point(41, -5), point(41, 35))
    )
    assert findings(ground, ground.ask(asked))["small_adjustment"] == "no"
    small = Asked(
        wish=Wish.ADJUSTMENT, parcels=(ground.ids["A"], ground.ids["B"]), points=(point(40.2, -5), point(40.2, 35))
    )
    ground.through(ground.ask(small))
    assert {round(p.area_m2) for p in PublishedParcel.objects.all()} == {1206, 1194}


def test_a_case_that_does_not_go_with_the_land_stands_in_the_way(places):
    ground = Ground(places.west)
    with ground.scope():
        other = open_case(kind="fencing", municipality=places.west.body, by=places.west.surveyor, request_id=uuid4())
        claim_parcel(case=other, version=ground.version("A"))
    case = ground.split()
    ground.take(case, "submit", places.west.surveyor)
    with pytest.raises(RulesNotMet):
        ground.take(case, "recommend", places.west.engineer)
    assert findings(ground, case)["no_case_in_the_way"] == "no"


def test_the_database_lets_no_land_go_from_under_a_claim(places):
    ground = Ground(places.west)
    with ground.scope():
        other = open_case(kind="fencing", municipality=places.west.body, by=places.west.surveyor, request_id=uuid4())
        claim_parcel(case=other, version=ground.version("A"))
        change = split_by_line(ground.ids["A"], line=line((20, -5), (20, 35)))
    with pytest.raises(Exception, match="a case holds this land"), ground.scope():
        case = decided(change, ground.office)
        change_land(change=change, request_id=uuid4(), by=None, reason="test", source="test", case_id=case)
    with pytest.raises(LandClaimed):
        _commit_now(ground, change)


def _commit_now(ground, change):
    """The same, asked for at once instead of at the end of the transaction."""
    from geo.spatial.refusals import refusals_explained

    with ground.scope():
        case = decided(change, ground.office)
        change_land(change=change, request_id=uuid4(), by=None, reason="test", source="test", case_id=case)
        with refusals_explained(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_boundary_of_yesterday_cannot_be_claimed(places):
    ground = Ground(places.west)
    with ground.scope():
        old = ground.version("A")
    ground.through(ground.split())
    with pytest.raises(LandNotInForce), ground.scope():
        other = open_case(kind="fencing", municipality=places.west.body, by=places.west.surveyor, request_id=uuid4())
        claim_parcel(case=other, version=old)


def test_a_returned_request_is_proposed_again_and_the_last_revision_is_done(places):
    ground = Ground(places.west)
    case = ground.split(5)
    ground.take(case, "submit", places.west.surveyor)
    ground.take(case, "return", places.west.engineer, note="too narrow")
    assert ground.state("A") == ParcelState.ACTIVE
    asked = Asked(wish=Wish.SPLIT_EVENLY, parcels=(ground.ids["A"],), parts=2, bearing=0)
    with ground.scope():
        propose_again(case=case, asked=asked, grounds=GROUNDS, by=places.west.surveyor)
        with pytest.raises(StepNotAllowed):
            propose_again(case=case, asked=asked, grounds=GROUNDS, by=places.west.engineer)
    ground.through(case)
    areas = [p.area_m2 for p in PublishedParcel.objects.filter(number__startswith="1/")]
    assert areas == pytest.approx([600, 600], abs=0.1)


def test_the_same_request_opens_one_case(places):
    ground = Ground(places.west)
    request = uuid4()
    assert ground.split(request_id=request).pk == ground.split(request_id=request).pk


def test_land_changes_for_a_case_only_when_it_was_approved(places):
    ground = Ground(places.west)
    case = ground.split()
    with ground.scope():
        change = split_by_line(ground.ids["A"], line=line((20, -5), (20, 35)))
    with pytest.raises(DomainError) as refused, ground.scope():
        change_land(change=change, request_id=uuid4(), by=None, reason="x", source="x", case_id=case.pk)
    assert refused.value.code == "change_not_decided"


@pytest.mark.parametrize(
    "asked",
    [
        {"wish": Wish.SPLIT_LINE, "points": ()},
        {"wish": Wish.SPLIT_EVENLY, "parts": 1},
        {"wish": Wish.SPLIT_EVENLY, "parts": 1000},
        {"wish": Wish.MERGE},
        {"wish": Wish.EXCHANGE, "points": ((0, 0), (1, 1))},
        {"wish": Wish.EXPROPRIATION, "points": ((0, 0), (1, 1), (1, 0), (0, 1))},
        {"wish": Wish.SPLIT_AREAS, "areas_m2": ()},
    ],
)
def test_a_request_that_lacks_something_is_refused(places, asked):
    ground = Ground(places.west)
    with pytest.raises((WishUnclear, DomainError)) as refused:
        ground.ask(Asked(parcels=(ground.ids["A"],), **asked))
    assert refused.value.code in ("wish_unclear", "not_neighbours", "not_cut")


def test_parcels_of_two_offices_are_not_one_request(places):
    west, east = Ground(places.west), Ground(places.east, "\n".join(["." * 100 + "CC"] * 2))
    asked = Asked(wish=Wish.EXCHANGE, parcels=(west.ids["A"], east.ids["C"]), points=(point(0, 0), point(1, 1)))
    with pytest.raises((OtherOffice, DomainError)), transaction.atomic():
        west.ask(asked)


def test_another_office_sees_nothing_of_a_request(places):
    ground = Ground(places.west)
    ground.split()
    with territory([places.east.body.pk]):
        assert not LandChangeRequest.objects.exists()
        assert not ProposalAssessment.objects.exists()
