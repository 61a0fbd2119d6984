"""What the services that change land do to a drawn plot stops its decision, and the grant goes on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from geo.municipalities.scope import act_as
from geo.parties.enums import PartyKind
from geo.parties.services import register_party
from geo.series.models import Issuance
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.models import ReferenceValue
from parcels.plans.enums import MaskKind
from parcels.register.enums import ParcelState
from parcels.register.models import LineageEvent, Parcel
from parcels.rights.enums import RightKind
from parcels.rights.services import grant_right
from permits.applications.enums import ApplicationState
from permits.applications.errors import RulesNotMet as PermitRulesNotMet
from permits.cases.models import CaseEvent
from permits.decisions.models import DecisionRecord
from permits.grants.errors import PlotUnfit
from permits.grants.models import Allotment, GrantDecision
from permits.payments.models import Bill
from permits.subdivisions.enums import RequestState, Wish
from permits.subdivisions.errors import RulesNotMet
from permits.subdivisions.services import Grounds, ask_for_change
from permits.subdivisions.services import decide as decide_change
from permits.subdivisions.wishes import Asked
from tests.factories.cases import apply, change_parcel, restrict, step

pytestmark = pytest.mark.django_db(transaction=True)
GROUNDS = Grounds(reason="owner's wish", source="survey decision 5012/1448/000001", accuracy_m=Decimal("0.02"))
LIMITS = {
    "subdivision_least_area": "100", "subdivision_frontage": "9.5", "subdivision_street_width": "12",
    "subdivision_line_straight": "0.05", "adjustment_share": "0.01", "frontage_gap": "1",
}  # fmt: skip


@pytest.fixture
def changing(grants):
    """The department, with the limits that changes of land are judged by."""
    for code, value in LIMITS.items():
        ReferenceValue.objects.get_or_create(
            code=code, valid_from=date(2020, 1, 1), defaults={"value": value, "unit": "m", "cites": "test"}
        )
    return grants


def plot_of(grants, grant):
    with grants.inside:
        parcel = Allotment.objects.get(grant=grant.pk, released_at=None).parcel_id
    return next(plot for plot in grants.plots.values() if plot.pk == parcel)


def upright(plot, *, metres):
    """A line from south to north through a plot, so many metres east of its western side."""
    west, south, _east, north = plot.geom.extent
    return ((west + metres, south - 5), (west + metres, north + 5))


def ask(grants, wish, plots, points):
    surveyor = grants.office.surveyor
    asked = Asked(wish=wish, parcels=tuple(plot.pk for plot in plots), points=points)
    with grants.inside:
        act_as(surveyor.pk)
        return ask_for_change(asked=asked, grounds=GROUNDS, by=surveyor, request_id=uuid4()).case


def sign(grants, case, name, by):
    with grants.inside:
        act_as(by.pk)
        return decide_change(case=case, name=name, by=by)


def carry_out(grants, *asked):
    """Take a change of land from its request to the register, by three persons."""
    case, office = ask(grants, *asked), grants.office
    sign(grants, case, "submit", office.surveyor)
    sign(grants, case, "recommend", office.engineer)
    assert sign(grants, case, "approve", office.head).state == RequestState.APPROVED


def freeze(grants, plot):
    change_parcel(grants.office, plot, ParcelState.FROZEN)


def expropriate(grants, plot):
    restrict(grants.office, to_shapely(plot.geom).buffer(-5), MaskKind.EXPROPRIATION)


def own(grants, plot, *, since=datetime(2020, 1, 1, tzinfo=UTC)):
    with grants.inside:
        act_as(grants.office.head.pk)
        other = register_party(
            kind=PartyKind.PERSON, name="مالك", municipality=grants.office.body, identifier="9900000001"
        )
        grant_right(
            parcel=Parcel.objects.get(pk=plot.pk), party=other, kind=RightKind.OWNERSHIP, by=grants.office.head,
            since=since,
        )  # fmt: skip


def own_later(grants, plot):
    own(grants, plot, since=timezone.now() + timedelta(days=30))


def ask_to_split(grants, plot):
    case = ask(grants, Wish.SPLIT_LINE, [plot], upright(plot, metres=10))
    sign(grants, case, "submit", grants.office.surveyor)


def retire(grants, plot):
    change_parcel(grants.office, plot, ParcelState.RETIRED_ERROR)


def permit(grants, plot, citizen):
    """Let a fence be asked for and permitted."""
    office = grants.office
    case = apply(office, plot, citizen).case
    step(office, case, "submit", citizen)
    step(office, case, "recommend", office.engineer)
    assert step(office, case, "approve", office.head).state == ApplicationState.ISSUED


CHANGES = {
    "frozen": (freeze, "not_active"),
    "expropriated": (expropriate, "masked"),
    "owned": (own, "owned"),
    "owned from a later day": (own_later, "owned"),
    "under_change": (ask_to_split, "not_active"),
    "retired": (retire, "not_active"),
}


def written(grants):
    """What a decision would leave behind."""
    with grants.inside:
        return [kind.objects.count() for kind in (GrantDecision, DecisionRecord, Bill, Issuance, CaseEvent, Allotment)]


def assert_refused(grants, take, *reasons):
    before = written(grants)
    with pytest.raises(PlotUnfit) as refused:
        take()
    assert (refused.value.code, refused.value.context["reasons"]) == ("grant_plot_unfit", list(reasons))
    with override("en"):
        assert "must be replaced" in str(refused.value.message)
    assert written(grants) == before


def assert_goes_on(grants, grant):
    """The plot is let go of and the grant is in the queue again."""
    assert grants.take(grant, "replace").state == "replaced"
    assert grants.take(grant, "requeue").state == "queued"
    with grants.inside:
        assert not Allotment.objects.filter(grant=grant.pk, released_at=None).exists()


def test_a_plot_to_which_nothing_happened_is_decided_on(changing):
    grant = changing.verified()
    before = written(changing)
    assert changing.take(grant, "decide").state == "excess_due"
    assert all(now > then for now, then in zip(written(changing)[:5], before, strict=False))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_verification_and_decision_stops_the_decision(changing, change):
    grant = changing.verified()
    do, reason = CHANGES[change]
    do(changing, plot_of(changing, grant))
    assert_refused(changing, lambda: changing.take(grant, "decide"), reason)
    assert changing.case(grant).state == "verified"
    assert_goes_on(changing, grant)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_draw_and_verification_stops_the_way_to_the_decision(changing, change):
    (grant,) = changing.drawn(1)
    do, reason = CHANGES[change]
    do(changing, plot_of(changing, grant))
    assert_refused(changing, lambda: changing.batch([grant]), reason)
    assert changing.case(grant).state == "drawn"
    assert_goes_on(changing, grant)


def test_a_plot_of_a_grant_is_not_split_and_is_decided_on_when_the_request_is_withdrawn(changing):
    grant = changing.verified()
    plot, office = plot_of(changing, grant), changing.office
    case = ask(changing, Wish.SPLIT_LINE, [plot], upright(plot, metres=10))
    sign(changing, case, "submit", office.surveyor)
    with pytest.raises(RulesNotMet):
        sign(changing, case, "recommend", office.engineer)
    assert_refused(changing, lambda: changing.take(grant, "decide"), "not_active")
    sign(changing, case, "cancel", office.surveyor)
    assert changing.take(grant, "decide").state == "excess_due"


def assert_only_others_go_on(changing, found, changed, reasons=("not_active",)):
    """Who drew a plot that was changed since the draw was called is stopped; who drew another is decided on."""
    by_plot = {plot_of(changing, grant).pk: grant for grant in found}
    for letter in "ABC":
        grant = by_plot[changing.plots[letter].pk]
        if letter in changed:
            assert_refused(changing, lambda grant=grant: changing.batch([grant]), *reasons)
            assert_goes_on(changing, grant)
        else:
            changing.batch([grant])
            changing.take(grant, "verify")
            assert changing.take(grant, "decide").state == "excess_due"


def test_a_split_carried_out_while_the_draw_runs_stops_who_draws_the_plot(changing):
    found = [changing.queued(number) for number in (1, 2, 3)]
    draw = changing.draw(changing.frozen())
    plot = changing.plots["A"]
    carry_out(changing, Wish.SPLIT_LINE, [plot], upright(plot, metres=10))
    with changing.inside:
        assert LineageEvent.objects.count() == 1
        assert Parcel.objects.get(pk=plot.pk).state == ParcelState.RETIRED_SPLIT
    changing.publish(draw)
    assert_only_others_go_on(changing, found, "A")


def test_a_boundary_moved_while_the_draw_runs_stops_who_draws_either_side(changing):
    found = [changing.queued(number) for number in (1, 2, 3)]
    draw = changing.draw(changing.frozen())
    plots = changing.plots
    carry_out(changing, Wish.ADJUSTMENT, [plots["A"], plots["B"]], upright(plots["B"], metres=0.1))
    changing.publish(draw)
    assert_only_others_go_on(changing, found, "AB")


def test_a_permit_issued_while_the_draw_runs_stops_who_draws_the_plot(changing, ground):
    found = [changing.queued(number) for number in (1, 2, 3)]
    draw = changing.draw(changing.frozen())
    permit(changing, changing.plots["A"], ground.citizen)
    changing.publish(draw)
    assert_only_others_go_on(changing, found, "A", reasons=["permitted", "held"])


def test_a_plot_of_a_grant_gets_no_permit_of_another_until_it_is_let_go_of(changing, ground):
    grant, office = changing.verified(), changing.office
    case = apply(office, plot_of(changing, grant), ground.citizen).case
    step(office, case, "submit", ground.citizen)
    with pytest.raises(PermitRulesNotMet):
        step(office, case, "recommend", office.engineer)
    assert changing.take(grant, "decide").state == "excess_due"
    changing.take(grant, "replace")
    assert step(office, case, "recommend", office.engineer).state == ApplicationState.RECOMMENDED


def test_who_lost_a_plot_draws_another_and_is_decided_on(changing):
    grant = changing.verified()
    lost = plot_of(changing, grant)
    freeze(changing, lost)
    assert_refused(changing, lambda: changing.take(grant, "decide"), "not_active")
    assert_goes_on(changing, grant)
    changing.publish(changing.draw(changing.frozen()))
    assert plot_of(changing, grant).pk != lost.pk
    changing.batch([grant])
    changing.take(grant, "verify")
    assert changing.take(grant, "decide").state == "excess_due"
