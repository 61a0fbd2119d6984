"""A trench drawn on a phone where another dig is due: the broker's free days are taken, and the permit is issued."""

import shapely
from django.utils import timezone
from shapely.ops import substring

from geo.accounts.enums import Role
from geo.accounts.models import Membership
from geo.municipalities.scope import territory
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import Street
from permits.applications.models import PermitApplication
from permits.cases.models import Case
from permits.demo.digs import CONSULTANT, CONTRACTOR
from permits.demo.procedures import departments_consent
from permits.excavations.models import PublishedDig
from tests.e2e.ground import ask, card, fits, still
from tests.e2e.hands import drawn_on, draws, names_himself, pays, takes

PHONE = {"device": "phone"}


def route_through_the_next_dig():
    """Return a route of twelve metres through a trench that is due, the first day of that, and the office."""

    def find():
        due = PublishedDig.objects.filter(starts_on__gt=timezone.localdate()).order_by("starts_on", "pk")[0]
        trench = to_shapely(due.geom)
        streets = [to_shapely(street.geom) for street in Street.objects.filter(geom__intersects=due.geom)]
        line = max(streets, key=lambda each: each.intersection(trench).length)
        middle = line.project(trench.centroid)
        part = substring(line, middle - 6, middle + 6)
        return [part.coords[0], part.coords[-1]], due.starts_on, due.municipality_id

    return ask(find)


def head_of(office):
    """Return the username of the head of an office."""
    return ask(lambda: Membership.objects.get(municipality_id=office, role=Role.HEAD).user.username)


def test_a_trench_across_another_dig_takes_the_next_free_days(visit):
    route, due_on, office = route_through_the_next_dig()
    citizen = visit.as_person("citizen", "/cases/", **PHONE)
    citizen.click("main a[href='/excavations/apply/']")
    drawn_on(citizen, look_at=shapely.LineString(route))
    draws(citizen, route)
    for name, typed in {
        "width_m": "٠٫٨", "depth_m": "١٫٥", "contractor": CONTRACTOR, "consultant": CONSULTANT,
        "purpose": "تمديد ألياف بصرية", "starts_on": due_on.isoformat(), "ends_on": due_on.isoformat(),
    }.items():  # fmt: skip
        citizen.fill(f"[name={name}]", typed)
    citizen.select_option("[name=network]", "telecom")
    names_himself(citizen)
    citizen.click("button[value=preview]")
    citizen.wait_for_selector("#preview")
    assert citizen.locator(".finding-no:has(a[href='#place-no_other_dig'])").count() == 1
    assert fits(citizen)
    citizen.click("[data-takes]:not([data-joint])")  # the next free days
    citizen.wait_for_function("day => document.querySelector('#id_starts_on')?.value !== day", arg=due_on.isoformat())
    citizen.wait_for_selector("button.btn-primary[value=ask]")
    assert citizen.locator(".finding-no").count() == 0
    drawn_on(citizen)  # the route is still there
    assert citizen.evaluate("document.querySelector('land-draw').drawing.sketch.points.length") == 2
    citizen.click("button[value=ask]")
    citizen.wait_for_url("**/excavations/*-*/")
    case = citizen.url
    assert fits(citizen)
    takes(citizen, "submit")

    coordinator = visit.as_person("coordinator", "/cases/", **PHONE)
    takes(coordinator, "circulate", case=case)
    case_id = case.rstrip("/").rpartition("/")[2]

    def consent():
        with territory([office]):
            departments_consent(Case.objects.get(pk=case_id))

    ask(consent)
    takes(coordinator, "recommend", case=case)
    head = visit.as_person(head_of(office), "/cases/", **PHONE)
    takes(head, "approve", case=case)
    pays(citizen, case)
    number = ask(lambda: PermitApplication.objects.get(pk=case_id).permit.number)
    assert citizen.request.get(f"/permits/{number}/certificate.pdf").status == 200

    hold = ask(lambda: PublishedDig.objects.get(application_id=case_id))
    assert hold.starts_on > due_on
    page = still(visit.open(f"/#sel=digs/{hold.pk}", **PHONE))
    assert "اتصالات" in card(page)
    page.goto(f"/excavations/digs/{hold.pk}/")
    assert fits(page)
