"""A whole numbering by its people: proposed, reviewed, published, objected to on a phone, signed by two, frozen."""

from parcels.register.models import Parcel
from permits.numbering_runs.models import NumberingRun, Objection
from tests.e2e.ground import ask, fits, place_in, still, tap
from tests.e2e.quarter import entered
from tests.factories.numbering import days_pass

STEP = "button[name=step][value={}]"
SEND = ".apply-form button:not([type=button])"
#: The outlines that may be tapped have come.
OUTLINED = """() => document.querySelector("land-draw").drawing?.shapes.source.getFeatures().length > 0"""


def takes(visit, who, run, step):
    """Let somebody find the run among his cases and take a step of it; return his page."""
    page = visit.as_person(who, "/cases/")
    page.click(f"main a[href='{run}']")
    page.click(STEP.format(step))
    page.wait_for_selector("[role=status] .alert")
    return page


def codes_of(plan):
    return ask(lambda: dict(Parcel.objects.filter(plan=plan).values_list("pk", "code")))


def objects_on_a_phone(visit, code):
    """Let a citizen who is not signed in find the published numbers, tap his parcel and say what is wrong."""
    page = visit.open("/numbering/notices/", device="phone")
    assert (page.get_attribute("html", "lang"), page.get_attribute("html", "dir")) == ("ar", "rtl")
    page.click("main a:has-text('حي الاختبار 941')")
    page.click("main .alert a.btn")
    page.wait_for_selector("land-draw[data-state=ready]")
    page.wait_for_function(OUTLINED)
    page.locator("land-draw").scroll_into_view_if_needed()
    still(page)
    tap(page, place_in(page, code))
    page.wait_for_function("() => document.querySelector('#id_picked').value.trim()")
    page.fill("#id_text", "الرقم ١ على باب جاري")
    page.fill("#id_name", "علي بن حسن")
    assert fits(page)
    with visit.expecting("400"):
        page.click(SEND)  # the mobile number is missing: it is said, and nothing is lost
        page.wait_for_selector("#id_phone[aria-invalid=true]")
    assert page.input_value("#id_text") == "الرقم ١ على باب جاري"
    assert page.input_value("#id_picked").strip()
    page.fill("#id_phone", "٠٥٠١٢٣٤٥٦٧")
    still(page)  # the page came anew: its map moves the button until it is there
    page.click(SEND)
    page.wait_for_url("**/received/")
    assert fits(page)


def test_a_quarter_is_numbered_from_the_proposal_to_the_frozen_number(visit):
    plan = entered("941")
    surveyor = visit.as_person("surveyor", "/cases/")
    surveyor.goto(f"/numbering/start/?plan={plan}")
    surveyor.click(SEND)
    surveyor.wait_for_selector("figure.walk-picture")
    run = surveyor.url.removeprefix(visit.site)
    assert set(codes_of(plan).values()) == {None}  # a proposal numbers nothing
    assert surveyor.locator(STEP.format("review")).count() == 0  # who proposed does not review

    takes(visit, "engineer", run, "review")
    takes(visit, "planner", run, "publish")
    codes = codes_of(plan)
    assert None not in codes.values()
    disputed = sorted(codes.values())[0]
    objects_on_a_phone(visit, disputed)
    objection = ask(lambda: Objection.objects.get(run__plan=plan))
    assert codes[objection.parcel_id] == disputed
    assert objection.received_by_id is None

    manager = visit.as_person("survey_manager", "/cases/")
    manager.goto(run)
    with visit.expecting("409"):
        manager.click(STEP.format("sign_survey"))  # not before the objection is answered and the days are over
        manager.wait_for_selector("main .alert-danger")

    committee = visit.as_person("committee", "/cases/")
    committee.goto(f"{run}objections/")
    committee.click("main .inbox a")
    committee.check("input[name=state][value=dismissed]")
    committee.fill("#id_words", "وقفت اللجنة على الموقع والرقم يتبع السير.")
    committee.click(SEND)
    committee.wait_for_selector("[role=status] .alert")

    days_pass(ask(lambda: NumberingRun.objects.get(plan=plan)))
    takes(visit, "survey_manager", run, "sign_survey")
    takes(visit, "planning_manager", run, "sign_planning")
    head = takes(visit, "head", run, "freeze")
    assert head.locator(STEP.format("freeze")).count() == 0
    assert ask(lambda: NumberingRun.objects.get(plan=plan).frozen_at) is not None
    assert codes_of(plan) == codes  # nothing was renumbered on the way

    citizen = visit.open(f"/parcels/{disputed}/", device="phone")
    number = ask(lambda: Parcel.objects.get(code=disputed).parcel_label)
    shown = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert shown in citizen.inner_text("h1")
    assert fits(citizen)
