"""The life of a grant: from the application to the deed, and what stops it on its way."""

from decimal import Decimal

import pytest
from django.utils import timezone

from geo.municipalities.scope import territory
from parcels.rights.models import Right
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.decisions.models import DecisionRecord
from permits.decisions.rerunning import rerun
from permits.grants.errors import AlreadyAsked, DeedMissing, HeirsMisfit, NotEligible, StakeOutMissing
from permits.grants.models import Grant, GrantCondition, GrantDecision, PublishedPlot
from permits.grants.selectors import allotment_of, decision_of, rank_of
from permits.grants.services import Inheritance, record_heirs
from permits.payments.biller import Payment
from permits.payments.models import Bill
from tests.factories.grants import DEED, identifier
from tests.permits.payments.conftest import tell

pytestmark = pytest.mark.django_db


def test_a_grant_goes_from_its_application_to_the_deed(grants):
    grant = grants.verified()
    assert grants.take(grant, "decide").state == "excess_due"
    with grants.inside:
        bill, decision = Bill.objects.get(case=grant.pk), decision_of(grant)
    assert decision.excess_m2 == decision.area_ground_m2 - Decimal("390") > 0
    assert bill.amount == (decision.excess_m2 * 300).quantize(Decimal("0.01"))
    paid = Payment("T-1", str(bill.number), bill.amount, timezone.localtime().replace(microsecond=0))
    assert tell(paid).json()["outcome"] == "paid"
    with pytest.raises(StakeOutMissing):
        grants.take(grant, "hand_over")
    grants.stake(grant, off_m=0.06)
    with pytest.raises(StakeOutMissing):
        grants.take(grant, "hand_over")
    grants.stake(grant, off_m=0.04)
    grants.take(grant, "hand_over")
    with pytest.raises(DeedMissing):
        grants.take(grant, "issue_deed")
    assert grants.take(grant, "issue_deed", deed=DEED).state == "fulfilled"
    with grants.inside:
        right = Right.objects.get()
        assert (right.party_id, right.share, right.deed.number) == (grant.grantee_id, "1/1", "310123456789")
        assert not grant.case.claims.filter(released_at=None).exists()
    plot = PublishedPlot.objects.get(pk=right.parcel_id)
    assert plot.status == "delivered"


def test_there_is_one_live_application_a_person_over_all_offices(grants, ground):
    grants.apply(1)
    with pytest.raises(AlreadyAsked):
        grants.apply(1)
    west = type(grants)(ground.west, ground.west.head, grants.committee, grants.amin, {})
    with pytest.raises(AlreadyAsked):
        west.apply(1)
    first = grants.apply(2)
    grants.take(first, "complete")
    grants.take(first, "find_ineligible")
    assert grants.apply(2).pk != first.pk


def test_the_queue_goes_by_the_time_of_completeness(grants):
    late, early = grants.apply(1), grants.apply(2)
    for grant in (early, late):
        grants.take(grant, "complete")
        grants.take(grant, "find_eligible")
    with grants.inside:
        ranks = [rank_of(Grant.objects.get(pk=grant.pk)) for grant in (early, late)]
    assert ranks == [1, 2]


def test_an_active_condition_that_cannot_be_told_blocks_and_one_that_is_off_does_not(grants):
    grant = grants.apply(1)
    grants.take(grant, "complete")
    told = {"duty": "eligibility", "value": 18, "valid_from": "2020-01-01", "cites": "test", "status": "test"}
    condition = GrantCondition.objects.create(code="of_age", name="السن", active=True, **told)
    with pytest.raises(NotEligible) as refused:
        grants.take(grant, "find_eligible")
    assert refused.value.context["conditions"] == ["of_age"]
    GrantCondition.objects.filter(pk=condition.pk).update(active=False)
    assert grants.take(grant, "find_eligible").state == "queued"


def test_who_had_a_grant_before_is_found(grants):
    told = {"duty": "eligibility", "value": 0, "valid_from": "2020-01-01", "cites": "test", "status": "test"}
    GrantCondition.objects.create(code="no_previous_grant", name="منحة سابقة", active=True, **told)
    first = grants.verified(decree_area_m2=Decimal("1000"))
    grants.take(first, "decide")
    grants.stake(first)
    grants.take(first, "hand_over")
    grants.take(first, "issue_deed", deed=DEED)
    second = grants.apply(1)
    grants.take(second, "complete")
    with pytest.raises(NotEligible):
        grants.take(second, "find_eligible")


def test_two_hands_complete_and_find_eligible_verify_and_decide(grants):
    grant = grants.apply(1)
    grants.officer.memberships.create(role="committee", municipality=grants.office.body, starts_on="2020-01-01")
    grants.take(grant, "complete")
    with pytest.raises(StepNotAllowed):
        grants.take(grant, "find_eligible", by=grants.officer)
    with pytest.raises(StepNotPossible):
        grants.take(grant, "decide")


def test_a_decision_can_be_taken_again_with_the_same_hash(grants):
    grant = grants.verified()
    grants.take(grant, "decide")
    with grants.inside:
        record = DecisionRecord.objects.select_related("case").get(case=grant.pk)
        assert rerun(record).same
        sides = {side["facing"]: side for side in GrantDecision.objects.get().boundaries}
    assert sides["north"]["abutters_ar"] == ["شارع عرض ١٢ م"]
    assert "متر" in sides["south"]["words"]


def test_heirs_take_the_place_of_a_grantee(grants):
    grant = grants.verified(decree_area_m2=Decimal("1000"))
    heirs = [
        Inheritance(name="وارث", identifier=identifier(70), share=(2, 3)),
        Inheritance(name="وارثة", identifier=identifier(71), share=(1, 3)),
    ]
    with grants.inside:
        with pytest.raises(HeirsMisfit):
            record_heirs(grant=grant, heirs=heirs[:1], document="12", by=grants.officer)
        record_heirs(grant=grant, heirs=heirs, document="12", by=grants.officer)
        with pytest.raises(HeirsMisfit):
            record_heirs(grant=grant, heirs=heirs, document="12", by=grants.officer)
    with pytest.raises(HeirsMisfit):
        grants.take(grant, "lapse")
    grants.take(grant, "decide")
    grants.stake(grant)
    grants.take(grant, "hand_over")
    grants.take(grant, "issue_deed", deed=DEED)
    with grants.inside:
        assert sorted(Right.objects.values_list("share_numerator", flat=True)) == [1, 2]


def test_a_replaced_plot_is_free_again_and_the_grant_keeps_its_rank(grants):
    grant = grants.verified(decree_area_m2=Decimal("1000"))
    grants.take(grant, "decide")
    with grants.inside:
        plot = allotment_of(grant).parcel_id
    grants.take(grant, "replace")
    assert PublishedPlot.objects.get(pk=plot).status == "free"
    with territory([grants.office.body.pk]):
        assert decision_of(grant) is None and allotment_of(grant) is None
    assert grants.take(grant, "requeue").state == "queued"
    assert grants.queued(2).pk != grant.pk
    with grants.inside:
        assert rank_of(Grant.objects.get(pk=grant.pk)) == 1
