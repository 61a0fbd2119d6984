"""A citizen looks for land: on a phone and on a desk, in both languages, in either digits, with and without scripts."""

import re

import pytest

from parcels.plans.models import District
from tests.e2e.ground import ask, card, first_hit, place_in, says, still, tap, vacant

ACTIVE = {"ar": "قائمة", "en": "Active"}
ATTACK = "<img src=x onerror=alert(1)>"
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def parcel_twelve(page):
    """Return the code of a parcel 12, and its block's number in 0–9: numbering decides which block that is."""
    code = first_hit(page, "12")["feature"]
    return code, page.request.get(f"/api/v1/parcels/{code}").json()["properties"]["block_label"]


@pytest.mark.parametrize(
    ("device", "language", "typed"),
    [("phone", "ar", "١٢"), ("phone", "en", "12"), ("desktop", "ar", "12"), ("desktop", "en", "١٢")],
)
def test_a_parcel_is_found_by_its_number_tapped_and_read(visit, device, language, typed):
    page = still(visit.open("/", device=device, language=language))
    page.fill("#map-q", typed)
    page.click(".lm-option >> nth=0")
    told = card(page)
    hit = first_hit(page, "12")
    code = hit["feature"]
    assert f"sel=parcels/{code}" in page.url
    assert ACTIVE[language] in told
    assert ("١٢" if language == "ar" else "12") in told
    still(page)
    page.click(".lm-card button[aria-label] >> nth=1")
    page.wait_for_selector(".lm-card", state="hidden")
    tap(page, place_in(page, code))
    assert card(page) == told
    assert f"sel=parcels/{code}" in page.url


def test_enter_takes_the_first_answer_however_the_place_is_named(visit):
    page = still(visit.open("/"))
    code, block = parcel_twelve(page)
    printed = "/".join((code[:3], code[3:6], code[6:9], code[9:13], code[13:16], code[16:]))
    eastern = printed.translate(EASTERN)
    ways = {
        f"قطعة ١٢ بلك {block.translate(EASTERN)}": f"بلك {block.translate(EASTERN)}",
        f"parcel 12 block {block}": f"بلك {block.translate(EASTERN)}",
        code: printed,
        printed: printed,
        eastern: printed,
    }
    for typed, told in ways.items():
        page.fill("#map-q", typed)
        page.press("#map-q", "Enter")
        says(page, ".lm-card", told)
        page.click(".lm-card button[aria-label] >> nth=1")
        page.wait_for_selector(".lm-card", state="hidden")
    for typed in ("٧١٣/٣", "713/3", "مخطط ٧١٣/٣"):
        page.fill("#map-q", typed)
        says(page, ".lm-options", "٧١٣/٣")
        page.fill("#map-q", "")


def test_a_link_shows_another_person_the_same_view_and_choice(visit):
    page = still(visit.open("/"))
    page.fill("#map-q", "١٢")
    page.click(".lm-option >> nth=0")
    told = card(page)
    still(page)
    link = page.evaluate("document.querySelector('land-map').keeper.shared('ar')")
    assert "lang=ar" in link
    other = still(visit.open(link, language="en"))
    assert card(other) == told
    assert other.url.partition("#")[2] == link.partition("#")[2]
    assert other.get_attribute("html", "lang") == "ar"


def test_back_undoes_a_choice_and_forward_takes_it_again(visit):
    page = still(visit.open("/"))
    page.fill("#map-q", "١٢")
    page.click(".lm-option >> nth=0")
    told = card(page)
    page.go_back()
    page.wait_for_selector(".lm-card", state="hidden")
    page.go_forward()
    assert card(page) == told


def test_changing_the_language_keeps_the_place_and_the_choice(visit):
    page = still(visit.open("/", device="phone"))
    assert (page.get_attribute("html", "lang"), page.get_attribute("html", "dir")) == ("ar", "rtl")
    page.fill("#map-q", "12")
    page.click(".lm-option >> nth=0")
    card(page)
    chosen = re.search(r"sel=[^&]+", still(page).url).group()
    page.click(".menu-button")
    page.click("a[hreflang=en]")
    page.wait_for_selector("html[lang=en][dir=ltr]")
    assert "Active" in card(page)
    assert chosen in page.url
    still(page)
    page.click(".menu-button")
    page.click("a[hreflang=ar]")
    page.wait_for_selector("html[lang=ar][dir=rtl]")
    assert chosen in page.url


@pytest.mark.parametrize("language", ["ar", "en"])
def test_without_scripts_the_lists_lead_to_the_same_parcel_as_the_search(visit, language):
    page = visit.open("/", device="phone", language=language, java_script_enabled=False)
    words = f"قطعة ١٢ بلك {parcel_twelve(page)[1].translate(EASTERN)}"
    hit = first_hit(page, words)
    land = page.request.get(f"/api/v1/parcels/{hit['feature']}").json()["properties"]
    body = land["municipality_name" if language == "ar" else "municipality_name_en"]
    page.click(f".lm-without ul a:has-text('{body}')")
    page.click("main table a >> nth=0")
    page.click(f"main a[href*='/{hit['feature'][3:6]}/{hit['feature'][6:9]}/']")
    page.click(f"main a[href='{hit['url']}']")
    page.wait_for_url(f"**{hit['url']}")
    by_lists = page.inner_text("main").split()
    page.goto("/")
    page.fill("#map-q", words)
    page.click("form[role=search] button")
    page.click("#results a >> nth=0")
    page.wait_for_url(f"**{hit['url']}")
    assert page.inner_text("main").split() == by_lists
    assert ACTIVE[language] in by_lists


def test_what_is_not_found_is_said_and_leads_on(visit):
    page = still(visit.open("/"))
    for words in ("٩٩٩٩٩٩", "لا شيء بهذا الاسم", ATTACK, "'; DROP TABLE parcels; --", "%", "\\", "٪" * 300):
        page.fill("#map-q", words)
        says(page, ".lm-search-note", words)
    page.fill("#map-q", "٩٩٩٩٩٩")
    says(page, ".lm-search-note", "٩٩٩٩٩٩")
    page.click(".lm-answers a[href*='/search/']")
    assert "٩٩٩٩٩٩" in page.inner_text("main [role=status]")


def test_a_link_to_land_that_is_gone_says_so(visit):
    with visit.expecting("404", "map card"):
        page = visit.open("/#sel=parcels/501901070001200099")
        page.wait_for_selector(".lm-card .lm-problem")
        still(page)


def test_a_broken_link_shows_the_map_all_the_same(visit):
    for broken in ("#map=99/99/999", "#sel=parcels&on=,,&off=<b>", "#%%%"):
        page = still(visit.open(f"/{broken}"))
        assert page.is_hidden(".lm-card"), broken
        page.close()


def test_markup_in_a_name_is_shown_as_text_everywhere(visit):
    def rename(to):
        return lambda: District.objects.filter(kind="planned").update(name_en=to)

    (before,) = ask(lambda: list(District.objects.filter(kind="planned").values_list("name_en", flat=True)))
    code = vacant(0, planned=True).code
    body = ask(lambda: District.objects.get(kind="planned").municipality.code)
    ask(rename(ATTACK))
    try:
        page = still(visit.open("/", language="en"))
        page.fill("#map-q", code)
        page.press("#map-q", "Enter")
        says(page, ".lm-card", ATTACK)
        assert page.locator("img[onerror]").count() == 0
        for path in (f"/parcels/{code}/", f"/search/?q={code}", f"/places/{body}/"):
            page.goto(path)
            says(page, "main", ATTACK)
            assert page.locator("img[onerror]").count() == 0
    finally:
        ask(rename(before))


#: A person presses again when an answer of before, late, fails the map once more.
PRESS_UNTIL_QUIET = """() => {
  const status = document.querySelector(".lm-status");
  if (status.dataset.state === "failure") status.querySelector("button").click();
  return status.dataset.state === "quiet";
}"""


def test_tiles_that_do_not_come_are_told_and_can_be_asked_again(visit):
    page = still(visit.open("/"))
    with visit.expecting("503", "500"):
        broken = [True]  # and not a route that is taken away: requests on their way would find nobody
        page.route("**/tiles/**", lambda route: route.fulfill(status=503) if broken else route.fallback())
        page.evaluate("document.querySelector('land-map').viewer.zoomBy(-2)")
        page.wait_for_selector(".lm-status[data-state=failure] button:visible")
        broken.clear()
        page.wait_for_function(PRESS_UNTIL_QUIET, polling=500)
        still(page)
