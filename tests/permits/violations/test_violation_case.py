"""A violation from its record to its end: correction first, fines by the law of its day, appeals, two hands."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from geo.accounts.services import system_account
from geo.errors import DatabaseRefusal
from geo.municipalities.scope import territory
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case
from permits.payments.biller import Payment
from permits.payments.enums import BillState
from permits.payments.errors import BillNotPaid, FeeUnknown
from permits.payments.models import Bill, Tariff
from permits.payments.services import expire_due_bills, recompute
from permits.violations.catalogue import items
from permits.violations.enums import Size
from permits.violations.errors import (
    AlreadyRecorded,
    AppealTooLate,
    CorrectionRuns,
    FineUnknown,
    NotAnInspector,
    NotCorrected,
    NotForCorrection,
    RespondentMissing,
    RespondentStays,
)
from permits.violations.models import Violation
from permits.violations.services import Respondent, name_respondent
from tests.factories.violations import FINES, found, inspector_of, seen
from tests.permits.payments.conftest import tell

pytestmark = pytest.mark.django_db


def bill_of(one):
    with territory([one.office.body.pk]):
        return Bill.objects.filter(case=one.violation.pk).order_by("-issued_at", "-number").first()


def pay_bill(one):
    bill = bill_of(one)
    paid_at = timezone.localtime().replace(microsecond=0)
    assert tell(Payment("T-1", str(bill.number), bill.amount, paid_at)).json()["outcome"] == "paid"


def test_a_serious_violation_is_fined_paid_corrected_and_closed(site):
    one = found(site.west).walk(["propose", "impose"])
    assert (bill_of(one).amount, bill_of(one).billed_to) == (Decimal("50000.00"), None)
    pay_bill(one)
    assert one.case.state == "paid"
    with pytest.raises(NotCorrected):
        one.take("close")
    one.visit(corrected=True)
    assert one.take("close").state == "closed"


def test_one_that_is_not_serious_is_warned_of_first(site):
    one = found(site.west, item="works_unlicensed")
    with pytest.raises(CorrectionRuns):
        one.take("propose")
    one.take("warn")
    with territory([site.west.body.pk]):
        assert Violation.objects.get().correct_by == timezone.localdate() + timedelta(days=90)
    one.visit(corrected=False)
    with pytest.raises(CorrectionRuns):
        one.take("propose")
    one.visit(corrected=True)
    assert one.take("close_corrected").state == "closed"


def test_a_serious_one_has_no_correction_period(site):
    with pytest.raises(NotForCorrection):
        found(site.west).take("warn")


def test_after_the_period_a_visit_that_finds_it_still_there_opens_the_way_to_the_fine(site):
    one = found(site.west, item="works_unlicensed").walk(["warn"])
    with territory([site.west.body.pk]):
        Violation.objects.update(correct_by=timezone.localdate() - timedelta(days=1))
    with pytest.raises(CorrectionRuns):
        one.take("propose")
    one.visit(corrected=False)
    one.walk(["propose", "impose"])
    assert bill_of(one).amount == Decimal("10000.00")


def test_the_database_too_refuses_a_fine_within_the_correction_period(site):
    one = found(site.west, item="works_unlicensed").walk(["warn"])
    with territory([site.west.body.pk]), pytest.raises(DatabaseError) as refused, transaction.atomic():
        Case.objects.filter(pk=one.violation.pk).update(state="proposed")
    assert isinstance(DatabaseRefusal.translate(refused.value), CorrectionRuns)


@pytest.mark.parametrize("who", ["engineer", "head", "surveyor"])
def test_only_inspectors_record(site, who):
    with pytest.raises(NotAnInspector):
        seen(site.west, by=getattr(site.west, who))


def test_an_inspector_of_the_next_office_records_nothing_here(site):
    with pytest.raises(NotAnInspector):
        seen(site.west, by=inspector_of(site.east))


def test_the_same_request_records_once(site):
    request_id = uuid4()
    first, again = seen(site.west, request_id=request_id), seen(site.west, request_id=request_id)
    assert first.pk == again.pk
    with pytest.raises(AlreadyRecorded):
        seen(site.west, request_id=request_id, note="شيء آخر")


def test_who_recorded_imposes_nothing_even_as_head(site):
    one = found(site.west, by=inspector_of(site.west)).walk(["propose"])
    with pytest.raises(StepNotAllowed):
        one.take("impose", by=one.inspector)


def test_nobody_is_fined_without_a_name_and_names_stay_after_the_fine(site):
    one = found(site.west, respondent=None)
    with pytest.raises(RespondentMissing):
        one.take("propose")
    person = Respondent(name="منشأة الاختبار", identifier="7000000001", size=Size.SMALL)
    with territory([site.west.body.pk]):
        name_respondent(violation=one.violation, respondent=person, by=one.inspector)
    one.walk(["propose", "impose"])
    assert bill_of(one).amount == Decimal("25000.00")
    with territory([site.west.body.pk]), pytest.raises(RespondentStays):
        name_respondent(violation=one.violation, respondent=person, by=one.inspector)


def test_a_share_that_is_not_recorded_blocks_the_fine(site):
    large = Respondent(name="منشأة", identifier="7000000002", size=Size.LARGE)
    one = found(site.west, respondent=large).walk(["propose"])
    with pytest.raises(FineUnknown):
        one.take("impose")
    assert bill_of(one) is None


def test_a_fine_that_is_not_recorded_blocks(site):
    one = found(site.west, item="dig_no_consultant").walk(["propose"])
    with pytest.raises(FeeUnknown):
        one.take("impose")


def test_blocked_streets_are_fined_site_by_site(site):
    one = found(site.west, item="street_blocked", sites=3).walk(["propose", "impose"])
    assert bill_of(one).amount == Decimal("90000.00")


@pytest.mark.parametrize(("days", "amount"), [(100, "100000.00"), (400, "50000.00")])
def test_a_repetition_within_the_year_doubles_the_fine(site, days, amount):
    before = timezone.now() - timedelta(days=days)
    first = found(site.west, observed_at=before).walk(["propose", "impose"])
    again = found(site.west).walk(["propose", "impose"])
    assert bill_of(again).amount == Decimal(amount)
    with territory([site.west.body.pk]):
        expected = first.violation.pk if days == 100 else None
        assert Violation.objects.get(pk=again.violation.pk).repeat_of_id == expected


def test_what_was_dropped_is_no_first_time(site):
    found(site.west, observed_at=timezone.now() - timedelta(days=10)).walk(["drop"])
    again = found(site.west).walk(["propose", "impose"])
    assert bill_of(again).amount == Decimal("50000.00")


def test_the_law_of_the_day_of_the_violation_holds_also_when_fined_later(site):
    one = found(site.west, observed_at=timezone.now() - timedelta(days=30))
    Tariff.objects.filter(code="fine_build_unlicensed").update(valid_to=timezone.localdate())
    today = timezone.localdate()
    Tariff.objects.create(
        code="fine_build_unlicensed", name_ar="غرامة", name_en="fine", category=1, rate=Decimal(70000),
        unit="violation", valid_from=today, cites="test", status="verified",
    )  # fmt: skip
    one.walk(["propose", "impose"])
    bill = bill_of(one)
    with territory([site.west.body.pk]):
        assert (bill.amount, recompute(bill.fee).amount) == (Decimal("50000.00"), Decimal("50000.00"))


def test_an_appeal_takes_the_bill_back_and_dismissed_it_is_billed_alike(site):
    one = found(site.west).walk(["propose", "impose"])
    first = bill_of(one)
    one.take("lodge_appeal")
    with territory([site.west.body.pk]):
        assert Bill.objects.get(pk=first.pk).state == BillState.CANCELLED
    one.take("dismiss_appeal")
    second = bill_of(one)
    assert second.pk != first.pk
    assert second.amount == first.amount


def test_an_appeal_that_is_allowed_ends_it(site):
    one = found(site.west).walk(["propose", "impose", "lodge_appeal", "allow_appeal"])
    assert one.case.state == "dropped"


def test_after_sixty_days_no_appeal_is_entered(site):
    one = found(site.west).walk(["propose", "impose"])
    with time_machine.travel(timezone.now() + timedelta(days=62), tick=True), pytest.raises(AppealTooLate):
        one.take("lodge_appeal")


def test_a_fine_that_is_not_paid_in_time_is_overdue_and_billed_again(site):
    one = found(site.west).walk(["propose", "impose"])
    expire_due_bills(today=timezone.localdate() + timedelta(days=60))
    assert one.case.state == "overdue"
    one.take("bill_again")
    assert bill_of(one).state == BillState.ISSUED


def test_no_person_says_that_a_fine_is_paid(site):
    one = found(site.west).walk(["propose", "impose"])
    with pytest.raises(StepNotAllowed):
        one.take("pay", by=site.west.head)
    with pytest.raises(BillNotPaid):
        one.take("pay", by=system_account())


def test_what_is_over_goes_nowhere(site):
    one = found(site.west).walk(["drop"])
    for name in ("propose", "warn", "impose", "close"):
        with pytest.raises(StepNotPossible):
            one.take(name)


@pytest.mark.parametrize(
    "change",
    ["note = 'x'", "item = 'no_backfill'", "place = ST_Translate(place, 1, 0)", "state = 'closed'", "sites = 2"],
)
def test_what_the_inspector_wrote_stays(site, change):
    one = found(site.west)
    with territory([site.west.body.pk]), pytest.raises(DatabaseError, match=r"stays|state"), transaction.atomic():
        connection.cursor().execute(f"UPDATE violations_violation SET {change} WHERE id = %s", [one.violation.pk])


def test_the_catalogue_of_the_tests_names_tariffs_of_the_catalogue():
    assert set(FINES) <= {item.tariff for item in items}
