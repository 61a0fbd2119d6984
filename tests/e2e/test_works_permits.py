"""Works on land by the hands of their people, in Arabic: a house to its occupancy, a part pulled down, a stop order."""

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from permits.applications.enums import Stage
from permits.applications.inspecting import Found, record_inspection
from permits.applications.models import OccupancyCertificate, PermitApplication, PublishedPermit
from permits.cases.models import Case
from permits.demo.procedures import departments_consent
from tests.e2e.ground import ask, fits
from tests.e2e.hands import EASTERN, drawn_on, draws, names_himself, pays, takes
from tests.e2e.plots import ENGINEER, HEAD, built_plot, house_plot

PHONE = {"device": "phone"}
PDF = b"%PDF-"


def asks(page, kind, plot, **typed):
    """Fill in the form of works of a kind with what differs from one to the other."""
    page.goto(f"/permits/apply/{kind}/{plot.code}/")
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    names_himself(page)


def checked(page):
    """Press for the checks; return how many there are, and the words of those that are not met."""
    page.click("button[value=check]")
    page.wait_for_selector("#preview")
    return page.locator(".finding").count(), page.locator(".finding:not(.finding-yes)").all_inner_texts()


def opened(page):
    """Open the application that was checked; return its case's address and id."""
    page.click("button[value=open]")
    page.wait_for_url("**/applications/*-*/")
    assert fits(page)
    return page.url, page.url.rstrip("/").rpartition("/")[2]


def corners_of(shape):
    return list(shape.exterior.coords)[:-1]


def consented(case_id):
    """Let the departments that were asked consent."""

    def answer():
        case = Case.objects.get(pk=case_id)
        with territory([case.municipality_id]):
            departments_consent(case)

    ask(answer)


def approved(visit, case, case_id):
    """Let the engineer recommend and the head approve; return the head's page."""
    consented(case_id)
    takes(visit.as_person(ENGINEER, "/cases/", **PHONE), "recommend", case=case)
    head = visit.as_person(HEAD, "/cases/", **PHONE)
    takes(head, "approve", case=case)
    return head


def number_of(case_id):
    return ask(lambda: PermitApplication.objects.get(pk=case_id).permit.number)


def inspects(page, case, stage, distances=()):
    """Write down that a stage is passed, measured where distances are told."""
    page.goto(f"{case}inspection/")
    page.select_option("[name=stage]", stage)
    page.check("[name=passed][value=yes]")
    for place, metres in enumerate(distances):
        page.fill(f"[name=side_{place}]", str(metres).translate(EASTERN))
    assert fits(page)
    page.click(".apply-form button")
    page.wait_for_selector("[role=status] .alert")


def pass_stages(case_id, *stages):
    """Pass the stages in between as the inspector does."""

    def write():
        application = PermitApplication.objects.get(pk=case_id)
        inspector = User.objects.get(username="inspector")
        with territory([application.municipality_id]):
            act_as(inspector.pk)
            for stage in stages:
                record_inspection(application=application, found=Found(stage=stage, passed=True), by=inspector)

    ask(write)


def test_a_house_from_the_drawing_finger_to_the_occupancy_certificate(visit):
    plot = house_plot()
    citizen = visit.as_person("citizen", "/cases/", **PHONE)
    asks(citizen, "building", plot, height_m="٧٫٥", parking="٢", units="١")
    citizen.select_option("[name=way]", "drawn")
    drawn_on(citizen, look_at=plot.land)
    draws(citizen, corners_of(plot.drawn))
    assert len(citizen.input_value("#id_points").splitlines()) == len(corners_of(plot.drawn)) + 1
    assert checked(citizen) == (15, [])
    drawn_on(citizen)  # what was drawn is drawn again
    sketched = "document.querySelector('land-draw').drawing.sketch.points.length"
    assert citizen.evaluate(sketched) == len(corners_of(plot.drawn))
    assert not ask(lambda: PermitApplication.objects.filter(parcel__code=plot.code).exists())
    citizen.select_option("[name=way]", "sides")  # as far from every side as the rules ask for: that is filled in
    assert checked(citizen) == (15, [])
    case, case_id = opened(citizen)
    takes(citizen, "submit")

    head = approved(visit, case, case_id)
    pays(citizen, case)
    number = number_of(case_id)
    answer = citizen.request.get(f"/permits/{number}/certificate.pdf")
    assert (answer.status, answer.body()[:5]) == (200, PDF)
    takes(citizen, "start", case=case)

    inspector = visit.as_person("inspector", "/cases/", **PHONE)
    inspects(inspector, case, "setting_out", plot.asked)
    pass_stages(case_id, Stage.FOUNDATION, Stage.STRUCTURE, Stage.FINISHING)
    takes(citizen, "request_completion", case=case)
    inspects(inspector, case, "completion", plot.asked)
    takes(head, "finish", case=case)
    citizen.reload()
    assert ask(lambda: OccupancyCertificate.objects.filter(permit__number=number).exists())
    paper = citizen.get_attribute("main a[href$='occupancy.pdf']", "href")
    answer = citizen.request.get(paper)
    assert (answer.status, answer.body()[:5]) == (200, PDF)


def test_a_part_to_be_pulled_down_is_drawn_and_the_site_is_cleared(visit):
    plot = built_plot()
    citizen = visit.as_person("citizen", "/cases/", **PHONE)
    asks(citizen, "demolition", plot, protection="ألواح وقائية على حدود الجار")
    citizen.select_option("[name=way]", "drawn")
    drawn_on(citizen, look_at=plot.land)
    draws(citizen, corners_of(plot.drawn))
    for statement in ("vacant", "utilities_off"):
        citizen.check(f"[name={statement}]")
    assert checked(citizen) == (5, [])
    case, case_id = opened(citizen)
    takes(citizen, "submit")
    approved(visit, case, case_id)
    pays(citizen, case)
    for step in ("start", "request_completion"):
        takes(citizen, step, case=case)
    inspector = visit.as_person("inspector", "/cases/", **PHONE)
    inspects(inspector, case, "completion")
    takes(inspector, "finish", case=case)
    assert ask(lambda: Case.objects.get(pk=case_id).state) == "closed"


def test_a_stop_order_suspends_a_restoration_and_everyone_who_verifies_is_told(visit):
    plot = built_plot()
    citizen = visit.as_person("citizen", "/cases/", **PHONE)
    asks(citizen, "restoration", plot, contractor="مؤسسة الترميم")
    citizen.check("[name=scope] >> nth=0")
    citizen.check("[name=rubble]")
    assert checked(citizen) == (5, [])
    case, case_id = opened(citizen)
    takes(citizen, "submit")
    head = approved(visit, case, case_id)
    pays(citizen, case)
    number = number_of(case_id)
    assert citizen.request.get(f"/permits/{number}/certificate.pdf").status == 200
    citizen.goto(case)
    verify = citizen.get_attribute("main a[href*='/verify/']", "href")

    inspector = visit.as_person("inspector", "/cases/", **PHONE)
    inspector.goto(f"/violations/record/?permit={number}")
    inspector.select_option("[name=item]", "works_unlicensed")
    inspector.fill("[name=note]", "أعمال تمس الهيكل الإنشائي")
    inspector.click("main form button[type=submit]")
    inspector.wait_for_url("**/violations/*-*/")
    assert fits(inspector)
    violation = inspector.url
    head.goto(violation)
    head.click("summary.btn-outline-danger")
    head.fill("[name=reason]", "خطر على المارة")
    head.click("main form:has([name=reason]) button")
    head.wait_for_selector("[role=status] .alert")

    visitor = visit.open(verify, **PHONE)
    visitor.wait_for_selector("[data-verdict=suspended]")
    assert fits(visitor)
    citizen.reload()
    assert "موقوفة" in citizen.inner_text(".standing")
    assert ask(lambda: PublishedPermit.objects.get(number=number).status) == "suspended"
    head.click("summary.btn-outline-danger")
    head.fill("[name=reason]", "زال الخطر")
    head.click("main form:has([name=reason]) button")
    head.wait_for_selector("[role=status] .alert")
    visitor.reload()
    visitor.wait_for_selector("[data-verdict=valid]")
