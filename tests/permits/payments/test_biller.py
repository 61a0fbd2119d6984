"""The biller's side: uploads, the simulator, the daily file; never in production."""

import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.accounts.services import system_account
from geo.errors import NotFound
from geo.municipalities.scope import everywhere, territory
from geo.outbox.models import Message
from geo.outbox.services import deliver_due
from permits.payments import simulator
from permits.payments.biller import BillUpload, current_biller
from permits.payments.enums import BillState
from permits.payments.errors import BillerSilent, NotReadable, NotSigned
from permits.payments.models import Discrepancy, Reconciliation, SimulatedBill
from permits.payments.reconciling import reconcile_day
from permits.payments.sadad import SadadBiller, over_http
from tests.permits.payments.conftest import FEE, differences, tell

TODAY = timezone.localdate


@pytest.fixture
def finance(priced):
    """The finance officer of the amana."""
    person = User.objects.create_user("finance")
    Membership.objects.create(user=person, role=Role.FINANCE, municipality=priced.amana, starts_on=date(2020, 1, 1))
    return person


def test_an_upload_and_a_payment_go_through_the_simulator_and_back(billed):
    number = billed.bill.number
    assert deliver_due() == 1
    known = SimulatedBill.objects.get()
    assert (known.number, known.amount, known.due_on) == (number, FEE, billed.bill.due_on)
    answer = Client().post("/simulator/sadad/", {"number": number, "amount": ""})
    assert answer.status_code == 200
    assert (billed.state, billed.bill.state) == ("issued", "paid")
    again = Client().post("/simulator/sadad/", {"number": number, "amount": ""})
    assert again.context["taken"].again
    assert billed.thread.permit().number


def test_the_simulator_knows_no_bill_before_its_upload(billed):
    assert Client().post("/simulator/sadad/", {"number": billed.bill.number, "amount": ""}).status_code == 404
    assert Client().get("/simulator/sadad/").status_code == 200
    assert Client().post("/simulator/sadad/", {"number": "", "amount": "x"}).status_code == 400


def test_the_simulator_lets_a_mistake_be_tried_in_either_digits(billed):
    deliver_due()
    eastern = billed.bill.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = Client().post("/simulator/sadad/", {"number": eastern, "amount": "١٠٠٫٥"})
    assert answer.context["taken"].outcome == "wrong_amount"
    assert differences() == ["wrong_amount"]


def test_a_withdrawn_bill_is_known_as_withdrawn(billed):
    deliver_due()
    billed.thread.take("cancel")
    deliver_due()
    assert SimulatedBill.objects.get().withdrawn
    assert not Message.objects.filter(delivered_at=None).exists()


def test_an_upload_that_comes_late_does_not_bring_an_ended_bill_back(billed):
    billed.thread.take("cancel")
    assert deliver_due() == 2
    assert not SimulatedBill.objects.exists()


def test_where_no_simulator_runs_its_pages_are_not_there(billed, settings):
    settings.BILLER = "sadad"
    assert Client().get("/simulator/sadad/").status_code == 404
    assert Client().get(f"/simulator/sadad/days/{TODAY().isoformat()}.csv").status_code == 404
    with pytest.raises(NotFound):
        simulator.pay(billed.bill.number)


def test_production_refuses_to_start_with_the_simulator():
    told = {**os.environ, "BILLER": "simulator", "DJANGO_SETTINGS_MODULE": "geo.settings.prod"}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=told, cwd=configured.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "no place in production" in done.stderr


def test_a_biller_who_does_not_take_a_bill_is_asked_again_later(billed, settings):
    settings.BILLER = "sadad"  # no address
    deliver_due()
    message = Message.objects.get(topic="bill.issued")
    assert (message.delivered_at, message.attempts) == (None, 1)
    assert "BillerSilent" in message.last_error
    with pytest.raises(BillerSilent):
        over_http("POST", "bills", b"{}", {})


def test_an_answer_that_does_not_name_the_bill_is_a_refusal(settings):
    refusing = SadadBiller("test", lambda *told: (b'{"accepted": []}', {}))
    with pytest.raises(BillerSilent):
        refusing.upload(BillUpload("1", Decimal("1.00"), date(2027, 1, 1), "fencing"))


def test_a_daily_file_that_is_not_signed_is_not_believed():
    forging = SadadBiller("test", lambda *told: (b"transaction_id,bill_number,amount,paid_at\n", {}))
    with pytest.raises(NotSigned):
        forging.daily_file(TODAY())


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", b"\xff", b"transaction_id,bill_number,amount,paid_at\nT,1,x,2026-11-22T10:00:00+03:00\n"]
)
def test_a_daily_file_in_another_form_is_refused(content):
    with pytest.raises(NotReadable):
        current_biller().read_file(content)


# --- reconciliation ---------------------------------------------------------------------------------


def reconcile(content: bytes) -> Reconciliation:
    with everywhere():
        return reconcile_day(biller=current_biller(), day=TODAY(), content=content, by=system_account())


def rows(*payments) -> bytes:
    lines = [f"{p.transaction_id},{p.bill_number},{p.amount},{p.paid_at.isoformat()}" for p in payments]
    return "\n".join(["transaction_id,bill_number,amount,paid_at", *lines, ""]).encode()


def test_the_file_of_a_day_reconciles_what_agrees_and_counts_once(billed):
    deliver_due()
    simulator.pay(billed.bill.number)
    content = current_biller().daily_file(TODAY())
    done = reconcile(content)
    assert (done.rows, done.matched, done.differences) == (1, 1, 0)
    assert (billed.bill.state, billed.bill.reconciliation_id) == ("reconciled", done.pk)
    assert reconcile(content).pk == done.pk
    assert differences() == []
    assert tell(billed.payment()).json()["outcome"] == "paid_twice"


@pytest.mark.parametrize("wrong", ["not_told", "not_in_file", "file_differs"])
def test_each_difference_of_a_file_is_listed_once_and_moves_nothing(billed, wrong):
    payment = billed.payment()
    if wrong != "not_told":
        tell(payment)
    in_file = {
        "not_told": [payment],
        "not_in_file": [],
        "file_differs": [billed.payment(transaction_id=payment.transaction_id, amount=Decimal("1.00"))],
    }[wrong]
    done = reconcile(rows(*in_file))
    assert (done.matched, done.differences) == (0, 1)
    reconcile(rows(*in_file) + b"\n")  # another file of the day that says the same
    assert differences() == [wrong]
    assert billed.bill.state == ("issued" if wrong == "not_told" else "paid")


def test_a_payment_told_after_its_file_is_reconciled_by_the_same_file(billed):
    payment = billed.payment()
    content = rows(payment)
    done = reconcile(content)
    tell(payment)
    assert reconcile(content).pk == done.pk
    assert (billed.bill.state, differences()) == ("reconciled", ["not_told"])


def test_a_file_of_another_day_names_a_payment_of_this_one(billed):
    payment = billed.payment(paid_at=timezone.localtime() - timedelta(days=2))
    tell(payment)
    assert reconcile(rows(payment)).matched == 1
    assert billed.bill.state == "reconciled"


def test_the_command_fetches_the_file_of_a_day(billed, capsys):
    deliver_due()
    simulator.pay(billed.bill.number)
    call_command("reconcile_payments", TODAY().isoformat())
    assert capsys.readouterr().out.strip() == "rows 1, agree 1, differences 0"


def test_the_finance_officer_takes_a_file_in_and_settles_what_does_not_agree(billed, finance, client):
    client.force_login(finance)
    content = SimpleUploadedFile("day.csv", rows(billed.payment(bill_number="77")), "text/csv")
    assert client.post("/bills/reconciliation/", {"day": TODAY().isoformat(), "file": content}).status_code == 302
    page = client.get("/bills/differences/")
    (row,) = page.context["rows"]
    assert row["may"]
    sent = {"difference": row["difference"].pk, "resolution": "أعيد المبلغ بحوالة"}
    assert client.post("/bills/differences/", {**sent, "resolution": " "}).status_code == 400
    assert client.post("/bills/differences/", sent).status_code == 302
    assert client.post("/bills/differences/", sent).status_code == 409
    with everywhere():
        found = Discrepancy.objects.get()
    assert (found.resolved_by, found.resolution) == (finance, "أعيد المبلغ بحوالة")
    assert client.get("/bills/differences/").context["rows"] == []


# --- pages ------------------------------------------------------------------------------------------


def test_the_applicant_sees_his_bill_on_his_case_in_his_list_and_explained(billed, client):
    client.force_login(billed.thread.citizen)
    number = billed.bill.number
    for address in (f"/applications/{billed.thread.case.pk}/", "/cases/", f"/bills/{number}/"):
        page = client.get(address).content.decode()
        assert number in page, address
        assert "١٣٠٫٤٠" in page, address
        assert str(BillState.ISSUED.label) in page, address
    assert client.get("/bills/").status_code == 403
    assert client.get("/bills/differences/").status_code == 403
    assert client.get("/bills/reconciliation/").status_code == 403


def test_a_stranger_and_the_next_office_find_no_such_bill(billed, priced, client):
    address = f"/bills/{billed.bill.number}/"
    assert client.get(address).status_code == 302
    for person in (User.objects.create_user("stranger"), priced.east.head):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.get("/api/v1/bills").json()["results"] == []


def test_the_office_lists_its_bills_by_state(billed, finance, client):
    for person in (finance, billed.thread.office.head):
        client.force_login(person)
        assert len(client.get("/bills/").context["page"]) == 1
        assert len(client.get("/bills/?state=paid").context["page"]) == 0
    client.force_login(billed.thread.office.engineer)
    assert client.get("/bills/").status_code == 403


def test_the_api_answers_a_persons_own_bills(billed, client):
    assert client.get("/api/v1/bills").status_code in (401, 403)
    client.force_login(billed.thread.citizen)
    (row,) = client.get("/api/v1/bills").json()["results"]
    assert (row["number"], row["amount"], row["state"]) == (billed.bill.number, "130.40", "issued")


def test_before_the_approval_the_page_tells_the_fee_by_todays_tariffs(priced, client):
    from tests.factories.cases import open_thread

    thread = open_thread(priced.west, priced.citizen, up_to=("submit",))
    client.force_login(priced.citizen)
    page = client.get(f"/applications/{thread.case.pk}/")
    assert page.context["estimate"]["amount"] == FEE
    assert "١٣٠٫٤٠" in page.content.decode()


def test_where_a_tariff_is_missing_the_page_says_so(places, client):
    from tests.factories.cases import FREE, hold_values, open_thread

    hold_values(without=list(FREE))
    thread = open_thread(places.west, places.citizen, up_to=("submit",))
    client.force_login(places.citizen)
    page = client.get(f"/applications/{thread.case.pk}/")
    assert page.context["estimate"]["missing"] == ("fencing_licence", "fencing_length")
    with territory([places.west.body.pk]):
        assert not Discrepancy.objects.exists()
