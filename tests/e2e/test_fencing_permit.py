"""The whole fencing permit by three people, each in a browser of his own; then anybody verifies it."""

import re

from permits.applications.models import PublishedPermit
from permits.cases.models import Case
from tests.e2e.conftest import PASSWORD
from tests.e2e.ground import ask, card, fits, still, vacant
from tests.e2e.hands import FORM, STEP, names_himself, pays


def apply(page, code):
    """Fill and send the form; return the address of the case."""
    page.goto(f"/permits/apply/fencing/{code}/")
    names_himself(page)
    page.click(".apply-form button[type=submit]")
    page.wait_for_url("**/applications/*/")
    return page.url


def test_a_permit_from_the_map_to_the_verification_page(visit):
    land = vacant(0)
    # The citizen, on a phone: finds the land on the map and applies from its card.
    citizen = visit.as_person("citizen", "/", device="phone")
    citizen.goto(f"/#sel=parcels/{land.code}")
    assert "لم تصدر رخصة" in card(citizen)
    citizen.click(".lm-card a[href*='/permits/apply/fencing/']")
    names_himself(citizen)
    assert citizen.locator("[name=corners]:checked").count() == citizen.locator("[name=corners]").count() > 2
    citizen.click(".apply-form button[type=submit]")
    citizen.wait_for_url("**/applications/*/")
    case = citizen.url
    assert citizen.locator(".finding-yes").count() == citizen.locator(".finding").count() == 5
    citizen.click(STEP.format("submit"))
    citizen.wait_for_selector("[role=status] .alert")
    assert citizen.locator("button[name=step]").all_inner_texts() == ["سحب الطلب"]
    citizen.goto("/cases/")
    row = citizen.inner_text(f"main li:has(a[href='{case.removeprefix(visit.site)}'])")
    assert "بانتظار إجرائك" not in row  # he may withdraw it, but nothing is asked of him
    citizen.goto(case)

    # The engineer, at a desk: finds it in the inbox, returns it once, then recommends it.
    engineer = visit.as_person("engineer", "/cases/")
    reference = ask(lambda: Case.objects.order_by("-opened_at").first().reference)
    engineer.click(f"main a:has-text('{reference}')")
    with visit.expecting("400"):
        engineer.click(STEP.format("return"))
        engineer.wait_for_selector("main .alert-danger")
    engineer.fill("[name=note]", "أرفق صورة الهوية")
    engineer.click(STEP.format("return"))
    engineer.wait_for_selector("[role=status] .alert")
    citizen.reload()
    assert "أرفق صورة الهوية" in citizen.inner_text("main")
    citizen.click(STEP.format("submit"))
    citizen.wait_for_selector("[role=status] .alert")
    engineer.reload()
    engineer.click(STEP.format("recommend"))
    engineer.wait_for_selector("[role=status] .alert")
    assert engineer.locator("button[name=step]").count() == 0

    # The head of the office approves: the bill is there, no permit before it is paid.
    head = visit.as_person("head", "/cases/")
    head.click(f"main a:has-text('{reference}')")
    head.click(STEP.format("approve"))
    head.wait_for_selector("main a[href*='/bills/']")
    assert not ask(lambda: PublishedPermit.objects.filter(parcel_code=land.code).exists())
    pays(citizen, case)
    number = ask(lambda: PublishedPermit.objects.get(parcel_code=land.code).number)
    head.reload()
    assert number in head.inner_text("main .alert-success >> nth=-1")

    # The citizen opens the certificate; anybody verifies it, in either language, by the typed code.
    citizen.goto(case)
    certificate = citizen.get_attribute("main a[href$='certificate.pdf']", "href")
    answer = citizen.request.get(certificate)
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    citizen.reload()  # printed when it was opened first: no worker runs here
    verify = citizen.get_attribute("main a[href*='/verify/']", "href")
    code = verify.rstrip("/").rpartition("/")[2]
    visitor = visit.open("/verify/", device="phone")
    visitor.fill(
        "[name=code]", f" {code[:5].lower()} / {code[5:]} ".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    )
    visitor.click("main form button[type=submit]")
    visitor.wait_for_selector("[data-verdict=valid]")
    visitor.wait_for_load_state()
    for page in (visitor, visit.open(verify, language="en")):
        told = page.inner_text("main")
        assert number in told
        assert not any(secret in told for secret in (FORM["name"], "1000000012", "0500000012"))

    # Everyone sees the permit on the map.
    page = still(visit.open(f"/#sel=permits/{number}"))
    assert number in card(page)
    page.goto(f"/parcels/{land.code}/")
    assert number in page.inner_text("main")


def test_pressing_twice_going_back_and_pressing_again_changes_nothing_more(visit):
    land = vacant(1)
    citizen = visit.as_person("citizen", "/cases/")
    case = apply(citizen, land.code)
    old = visit.watch.over(citizen.context.new_page())
    old.goto(case)
    citizen.click(STEP.format("submit"))
    citizen.wait_for_selector("[role=status] .alert")
    with visit.expecting("409"):
        old.click(STEP.format("submit"))
        old.wait_for_selector("main .alert-danger")
    assert old.locator("button[name=step]").count() == 1
    engineer = visit.as_person("engineer", "/cases/")
    engineer.goto(case)
    engineer.click(STEP.format("recommend"))
    engineer.wait_for_selector("[role=status] .alert")
    head = visit.as_person("head", "/cases/")
    head.goto(case)
    with visit.expecting("409"):
        head.dblclick(STEP.format("approve"))
        head.wait_for_selector("main a[href*='/bills/']")
    pays(citizen, case)
    citizen.click("main form button:not([name])")  # the payment is told again
    citizen.wait_for_selector("main .alert-success[role=status]")
    assert ask(lambda: PublishedPermit.objects.filter(parcel_code=land.code).count()) == 1
    citizen.goto(f"/permits/apply/fencing/{land.code}/")
    names_himself(citizen)
    citizen.click(".apply-form button[type=submit]")
    citizen.wait_for_url("**/applications/*/")
    assert citizen.locator(".finding-no").count() == 1


def test_a_form_filled_wrongly_says_what_is_wrong_and_keeps_what_was_typed(visit):
    page = visit.as_person("citizen", "/cases/", device="phone")
    page.goto(f"/permits/apply/fencing/{vacant(2).code}/")
    page.fill("[name=name]", "12345")
    page.fill("[name=identifier]", "١٢٣")
    page.fill("[name=mobile]", "٠٥٥٥")
    for box in page.locator("[name=corners]").all():
        box.uncheck()
    with visit.expecting("400"):
        page.click(".apply-form button[type=submit]")
        page.wait_for_selector(".apply-form .alert-danger")
    assert page.locator(".apply-form .text-danger").count() == 4
    assert page.input_value("[name=identifier]") == "١٢٣"
    page.fill("[name=name]", "عبدالرحمن" * 22)
    page.fill("[name=identifier]", "1000000012")
    page.fill("[name=mobile]", "+966 50 000 0012")
    page.check("[name=corners] >> nth=0")
    page.click(".apply-form button[type=submit]")
    page.wait_for_url("**/applications/*/")
    assert fits(page)


def test_another_citizen_and_the_next_office_find_no_such_case(visit):
    citizen = visit.as_person("citizen", "/cases/")
    case = apply(citizen, vacant(3).code)
    for username in ("engineer2", "head2"):
        other = visit.as_person(username, "/cases/")
        with visit.expecting("404"):
            assert other.goto(case).status == 404
    assert visit.open(case).url.startswith(f"{visit.site}/sign-in/")


def test_signing_in_wrongly_says_so_and_leads_to_no_other_site(visit):
    page = visit.open("/sign-in/?next=https://evil.example/", device="phone")
    page.fill("#id_username", "citizen")
    page.fill("#id_password", "wrong")
    page.click("main button[type=submit]")
    page.wait_for_selector("main .alert-danger")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/cases/")
    page.click(".menu-button")
    assert re.search("مريم", page.inner_text(".nav-person"))
    page.click(".nav-account button")
    page.wait_for_url(f"{visit.site}/")
    page.goto("/cases/")
    assert "/sign-in/" in page.url


def test_a_map_that_stands_open_says_that_the_session_ended(visit):
    page = visit.as_person("citizen", "/cases/", device="phone")
    page.wait_for_selector("land-rows[data-rows]")
    page.context.clear_cookies()
    for _again in range(3):
        page.click("land-rows button[aria-label='إبعاد']")  # further away: more rows come into sight
    page.wait_for_selector("land-rows .lm-status[data-state=failure] >> text=انتهت جلستك")
