"""The notice: printed after the commit, once for each step that it tells, and it ends with what it says."""

import subprocess
from datetime import timedelta
from unicodedata import category

import pytest
from django.db import connection
from django.utils import timezone, translation

from geo.municipalities.scope import territory
from geo.printing.models import Printout
from geo.printing.selectors import find_by_code
from parcels.register.models import Parcel
from permits.payments.models import Bill
from permits.violations.models import Violation
from permits.violations.orders import order_stop
from permits.violations.serving import PRINT
from permits.violations.tasks import print_notice
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_NAME, enter_drawn
from tests.factories.violations import found

pytestmark = pytest.mark.django_db


def address(one):
    return f"/violations/{one.violation.pk}/notice.pdf"


def papers(one):
    with territory([one.office.body.pk]):
        return list(Printout.objects.filter(record_type="violation_notice").order_by("issued_at"))


def words(pdf):
    """Return the text of a PDF without spaces and direction marks."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(sign for sign in read.stdout.decode() if not sign.isspace() and category(sign) != "Cf")


def work(one):
    """Do what the job does that the last step left."""
    print_notice(str(one.violation.pk), one.office.body.pk)


@pytest.fixture
def fined(site):
    """A fine for building without a permit, on a parcel."""
    published = enter_drawn(site.west, "A", cell_m=30)["A"]
    with territory([site.west.body.pk]):
        parcel = Parcel.objects.get(pk=published.pk)
    return found(site.west, parcel=parcel).walk(["propose", "impose"])


def test_a_fine_is_told_by_a_paper_that_leaves_with_the_commit(fined):
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'violation' FROM procrastinate_jobs WHERE task_name = %s", [PRINT])
        assert cursor.fetchall() == [(str(fined.violation.pk),)]
    assert papers(fined) == []
    work(fined)
    (paper,) = papers(fined)
    assert (paper.kind, paper.number) == ("violation_fine", fined.case.reference)


def test_the_notice_of_a_fine_says_what_must_be_paid_until_when_and_how_to_appeal(fined, client):
    client.force_login(fined.inspector)
    answer = client.get(address(fined))
    text = words(answer.content)
    with territory([fined.office.body.pk]):
        bill = Bill.objects.get()
    for told in (bill.number, "٥٠٬٠٠٠٫٠٠", fined.case.reference):
        assert told in text, told
    assert "البناءدونرخصة" in text


def test_of_the_identity_number_only_the_end_is_printed(fined, client):
    client.force_login(fined.inspector)
    text = words(client.get(address(fined)).content)
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert CANARY_IDENTIFIER not in text and CANARY_IDENTIFIER.translate(arabic) not in text
    assert CANARY_IDENTIFIER[-4:].translate(arabic) in text


def test_whoever_holds_the_paper_reads_on_its_page_no_name(fined, client):
    client.force_login(fined.inspector)
    client.get(address(fined))
    client.logout()
    (paper,) = papers(fined)
    page = client.get(f"/verify/{paper.code}/").content.decode()
    assert find_by_code(paper.code).standing == "valid"
    assert "50,000.00" in page or "٥٠٬٠٠٠٫٠٠" in page
    assert CANARY_NAME not in page and CANARY_IDENTIFIER not in page


@pytest.mark.parametrize("who", ["citizen", "foreign"])
def test_nobody_else_opens_it(site, fined, client, who):
    client.force_login({"citizen": site.citizen, "foreign": site.east.head}[who])
    assert client.get(address(fined)).status_code == 404


def test_it_is_printed_once_and_comes_back_byte_for_byte(fined, client):
    client.force_login(fined.inspector)
    first = client.get(address(fined)).content
    work(fined)
    assert client.get(address(fined)).content == first
    assert len(papers(fined)) == 1


def test_a_warning_tells_the_last_day_of_the_correction_and_the_fine_that_follows(site, client):
    one = found(site.west, item="works_unlicensed", respondent=None).walk(["warn"])
    client.force_login(one.inspector)
    text = words(client.get(address(one)).content)
    assert "٩٠" in text and "١٠٬٠٠٠٫٠٠" in text and "إنذاربمخالفة" in text
    (paper,) = papers(one)
    facts = {fact.label_en: fact.value for fact in find_by_code(paper.code).facts}
    assert facts["To be corrected by"] == (timezone.localdate() + timedelta(days=90)).isoformat()


def test_the_fine_takes_the_place_of_the_warning(site):
    one = found(site.west, item="works_unlicensed").walk(["warn"])
    work(one)
    with territory([site.west.body.pk]):
        Violation.objects.update(correct_by=timezone.localdate() - timedelta(days=1))
    one.visit(corrected=False)
    one.walk(["propose", "impose"])
    work(one)
    warning, fine = papers(one)
    assert (warning.kind, fine.kind, warning.superseded_by_id) == ("violation_warning", "violation_fine", fine.pk)
    assert find_by_code(warning.code).standing == "replaced"


def test_an_appeal_suspends_it_and_its_answer_ends_or_renews_it(fined):
    work(fined)
    fined.take("lodge_appeal")
    (paper,) = papers(fined)
    assert find_by_code(paper.code).standing == "suspended"
    fined.take("dismiss_appeal")
    work(fined)
    former, latter = papers(fined)
    assert (find_by_code(former.code).standing, find_by_code(latter.code).standing) == ("replaced", "valid")
    fined.take("lodge_appeal")
    fined.take("allow_appeal")
    assert find_by_code(papers(fined)[-1].code).standing == "revoked"


def test_before_a_warning_or_a_fine_there_is_none_and_none_of_what_fell_unprinted(site, client):
    one = found(site.west)
    client.force_login(one.inspector)
    assert client.get(address(one)).status_code == 404
    assert "notice.pdf" not in client.get(f"/violations/{one.violation.pk}/").content.decode()
    one.walk(["propose", "impose", "lodge_appeal", "allow_appeal"])
    work(one)
    assert (client.get(address(one)).status_code, papers(one)) == (404, [])


def test_a_corrected_violation_ends_its_warning(site, client):
    one = found(site.west, item="works_unlicensed").walk(["warn"])
    work(one)
    one.visit(corrected=True)
    one.take("close_corrected")
    (paper,) = papers(one)
    assert find_by_code(paper.code).standing == "revoked"
    client.force_login(one.inspector)
    assert client.get(address(one)).status_code == 200, "what was handed out can be read again"


def test_it_says_that_works_are_stopped(site, client):
    one = found(site.west).walk(["propose"])
    with territory([site.west.body.pk]):
        order_stop(violation=one.violation, reason="خطر", by=site.west.head)
    one.take("impose")
    client.force_login(one.inspector)
    with translation.override("ar"):
        said = str(translation.gettext("The works are stopped by an order of the office since"))
    assert "".join(said.split()) in words(client.get(address(one)).content)
