"""Every page, in both languages and on both devices: whole, named, reachable by keys, and from this machine only."""

from pathlib import Path

import pytest

from permits.applications.models import PublishedPermit
from tests.e2e.ground import ask, first_hit, still, vacant

SCRIPTS = Path(__file__).parent
#: Each answers a list of what is wrong with the page; no page is right because its list could not be made.
FLAWS = (SCRIPTS / "flaws.js").read_text(encoding="utf-8")
SMALL = (SCRIPTS / "small_targets.js").read_text(encoding="utf-8")
FOCUS = (SCRIPTS / "focus.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def addresses(site):
    """Pages of every kind, with a parcel and a permit of the sample."""
    permit = ask(lambda: PublishedPermit.objects.order_by("number").first())
    code = permit.parcel_code
    return {
        "public": [
            "/places/", "/search/?q=12", "/search/?q=%D9%84%D8%A7", f"/parcels/{code}/",
            f"/permits/{permit.number}/", "/verify/", "/verify/00000000000000000000000000/", "/sign-in/", "/nothing/",
        ],
        "staff": ["/cases/", f"/permits/apply/fencing/{vacant(5).code}/"],
    }  # fmt: skip


@pytest.mark.parametrize(("device", "language", "direction"), [("phone", "ar", "rtl"), ("desktop", "en", "ltr")])
def test_every_page_is_whole_in_its_language(visit, addresses, device, language, direction):
    page = visit.as_person("engineer", "/cases/", device=device, language=language)
    case = page.get_attribute("main a[href*='/applications/']", "href")
    found = {}
    for path in [*addresses["public"], *addresses["staff"], case]:
        with visit.expecting("404"):
            page.goto(path)
        if page.locator("html").get_attribute("lang") != language and path != "/nothing/":
            found.setdefault(path, []).append("language")
        if page.locator("html").get_attribute("dir") != direction and path != "/nothing/":
            found.setdefault(path, []).append("direction")
        flaws = page.evaluate(FLAWS)
        if flaws:
            found.setdefault(path, []).extend(flaws)
    assert found == {}


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_the_map_page_is_whole_with_its_card_and_its_legend_open(visit, device):
    page = still(visit.open("/", device=device))
    assert page.evaluate(FLAWS) == []
    page.fill("#map-q", "12")
    page.wait_for_selector(".lm-option")
    assert page.evaluate(FLAWS) == []
    page.click(".lm-option >> nth=0")
    page.wait_for_selector(".lm-card article")
    assert page.evaluate(FLAWS) == []


def test_what_is_pressed_on_a_phone_is_as_large_as_a_finger(visit):
    page = still(visit.open("/", device="phone"))
    page.fill("#map-q", "12")
    page.click(".lm-option >> nth=0")
    page.wait_for_selector(".lm-card article")
    assert page.evaluate(SMALL, 43.5) == []
    page = visit.as_person("citizen", "/cases/", device="phone")
    page.goto(f"/permits/apply/fencing/{vacant(6).code}/")
    assert page.evaluate(SMALL, 43.5) == []


def test_keys_alone_reach_the_search_the_map_and_every_control(visit):
    page = still(visit.open("/"))
    wanted = {"#map-q", ".lm-map", "[data-legend]"}
    names = set()
    for _turn in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["seen"], f"nobody sees that {focus} has the focus"
        names.add(focus["name"])
        wanted -= {
            f"#{focus['id']}",
            "[data-legend]" if focus["legend"] else "",
            ".lm-map" if "lm-map" in focus["classes"].split() else "",
        }
    assert wanted == set()
    controls = page.eval_on_selector_all(
        ".lm-buttons button", "buttons => buttons.map((b) => b.getAttribute('aria-label'))"
    )
    assert len(controls) == 6
    assert set(controls) <= names


def test_a_parcel_is_found_and_read_with_keys_alone(visit):
    page = still(visit.open("/"))
    page.focus("#map-q")
    page.keyboard.type("12")
    page.wait_for_selector(".lm-option")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".lm-card article")
    assert page.evaluate("() => document.activeElement.closest('.lm-card') !== null")
    assert first_hit(page, "12")["feature"] in page.url
    page.keyboard.press("Escape")
    page.wait_for_selector(".lm-card", state="hidden")
    assert page.evaluate("() => document.activeElement.classList.contains('lm-map')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".lm-card article")


def test_the_administration_works_without_any_other_host(visit):
    page = visit.as_person("admin", "/admin/")
    for path in (
        "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/municipalities/municipality/",
        "/admin/outbox/message/", "/admin/spatial_rules/referencevalue/", "/admin/spatial_rules/referencevalue/add/",
        "/admin/password_change/",
    ):  # fmt: skip
        assert page.goto(path).status == 200
        assert page.get_attribute("html", "dir") == "rtl"
    page.goto("/admin/accounts/user/")
    page.click("#result_list tbody th a >> nth=0")
    page.wait_for_selector("#user_form")
    page.goto("/admin/municipalities/municipality/")
    page.click("#result_list tbody th a >> nth=0")
    before = page.input_value("#id_name_en")
    page.fill("#id_name_en", f"{before} (seen)")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    page.click("#result_list tbody th a >> nth=0")
    page.fill("#id_name_en", before)
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")


def test_the_page_to_sign_in_to_the_administration_is_ours_too(visit):
    page = visit.open("/admin/")
    assert "/admin/login/" in page.url or "/sign-in/" in page.url
    assert page.locator("input[type=password]").count() == 1
