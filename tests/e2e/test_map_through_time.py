"""The map on past days, and the map that is open while land changes."""

import pytest

from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.services import change_state
from tests.e2e.ground import ask, fits, place_in, still, tap, vacant
from tests.sql.connections import connect

BEGAN, LATE = "2012-06-01", "2020-01-01"
#: Attributes of a parcel as the map draws it now, or nothing.
DRAWN = "([layer, code]) => document.querySelector('land-map').viewer.properties(layer, code)"
YEARS = ".lm-years"


@pytest.fixture(scope="module")
def history(town):
    """Let the sample's land begin in 2012, one parcel of it in 2020; return that one and a neighbour."""
    late = vacant(1)
    near = ask(lambda: PublishedParcel.objects.filter(block_id=late.block_id).exclude(pk=late.pk).order_by("code")[0])
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        began = "UPDATE register_boundaryversion SET valid = tstzrange(%s, upper(valid))"
        admin.execute(f"{began} WHERE upper_inf(valid)", [BEGAN])
        admin.execute(f"{began} WHERE parcel_id = %s", [LATE, late.pk])
    return late, near


def over(page, code, zoom=19):
    """Return the address of the map over a parcel."""
    lon, lat = place_in(page, code)
    return f"/#map={zoom}/{lat:.6f}/{lon:.6f}"


def drawn(page, code, layer="parcels"):
    return page.evaluate(DRAWN, [layer, code])


def until(page, code, there):
    """Wait until a parcel is drawn, or is not."""
    page.wait_for_function(
        "([code, there]) => { const map = document.querySelector('land-map');"
        " return !map.classList.contains('lm-loading') && Boolean(map.viewer.properties('parcels', code)) === there; }",
        arg=[code, there],
    )


@pytest.mark.parametrize(
    ("device", "language"), [("phone", "ar"), ("desktop", "ar"), ("phone", "en"), ("desktop", "en")]
)
def test_a_person_goes_back_in_years_and_returns_to_today(visit, history, device, language):
    late, near = history
    page = visit.open("/", device=device, language=language)
    page.goto(over(page, late.code))
    still(page)
    until(page, late.code, True)
    assert page.locator(".lm-banner").is_hidden()

    page.click("[data-time]")
    page.click("label[for=lm-calendar-gregorian]")
    page.locator(".lm-time-fields select").nth(2).select_option("2018")
    page.wait_for_function("() => /as_of=2018-/.test(location.hash)")
    until(page, near.code, True)
    assert drawn(page, near.code)["number"] == near.number
    assert drawn(page, late.code) is None
    assert ("٢٠١٨" if language == "ar" else "2018") in page.inner_text(".lm-banner")
    assert fits(page)
    page.keyboard.press("Escape")
    assert ("الشوارع" if language == "ar" else "Streets") in page.inner_text(".lm-banner")  # hidden, and said so

    page.click("[data-time]")
    page.locator(YEARS).focus()
    page.keyboard.press("End")
    until(page, late.code, True)
    assert "as_of" not in page.url
    page.keyboard.press("Home")
    page.wait_for_function("() => /as_of=200/.test(location.hash)")
    page.wait_for_selector(".lm-status[data-state=notice]")  # nothing was recorded then
    assert drawn(page, near.code) is None
    page.click(".lm-banner button")
    until(page, late.code, True)
    assert page.locator(".lm-banner").is_hidden()


def test_a_link_to_a_past_day_in_either_calendar_shows_it(visit, history):
    late, near = history
    page = visit.open("/")
    for day in ("2018-09-11", "1440-01-01"):
        page.goto("about:blank")
        page.goto(f"{visit.site}{over(page, near.code)}&as_of={day}")
        still(page)
        until(page, near.code, True)
        assert drawn(page, late.code) is None
        assert "١ محرم ١٤٤٠" in page.inner_text(".lm-banner").replace("\u200f", "")
    tap(page, place_in(page, near.code))
    page.wait_for_selector(".lm-card:not([hidden]) article")
    assert "هذه التفاصيل كما هي اليوم" in page.inner_text(".lm-card") or "those of today" in page.inner_text(".lm-card")


def test_an_open_map_paints_a_change_without_being_touched(visit, history):
    land = vacant(2)
    page = visit.open("/")
    page.goto(over(page, land.code))
    still(page)
    until(page, land.code, True)
    assert drawn(page, land.code)["state"] == "active"
    page.wait_for_timeout(1000)  # what was on its way is there
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ask(lambda: change_state(parcel_ids=[land.pk], to=ParcelState.FROZEN, by=None, reason="رحلة"))
    page.wait_for_function(
        "code => document.querySelector('land-map').viewer.properties('parcels', code)?.state === 'frozen'",
        arg=land.code,
    )
    tiles = [url for url in asked if url.endswith(".mvt")]
    assert tiles, "only what changed is asked for"
    assert {url.split("/tiles/")[1].split("/")[0] for url in tiles} <= {"parcels", "parcel_labels"}
    assert len(tiles) <= 8
    ask(lambda: change_state(parcel_ids=[land.pk], to=ParcelState.ACTIVE, by=None, reason="رحلة"))
    page.wait_for_function(
        "code => document.querySelector('land-map').viewer.properties('parcels', code)?.state === 'active'",
        arg=land.code,
    )


def test_a_hidden_map_asks_nothing_and_catches_up_when_it_is_seen(visit, history):
    land = vacant(2)
    page = visit.open("/")
    page.goto(over(page, land.code))
    still(page)
    until(page, land.code, True)
    hide = "on => { Object.defineProperty(document, 'hidden', { value: on, configurable: true });"
    page.evaluate(f"{hide} document.dispatchEvent(new Event('visibilitychange')); }}", True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ask(lambda: change_state(parcel_ids=[land.pk], to=ParcelState.FROZEN, by=None, reason="رحلة"))
    page.wait_for_timeout(4000)
    assert asked == []
    page.evaluate(f"{hide} document.dispatchEvent(new Event('visibilitychange')); }}", False)
    page.wait_for_function(
        "code => document.querySelector('land-map').viewer.properties('parcels', code)?.state === 'frozen'",
        arg=land.code,
    )
    ask(lambda: change_state(parcel_ids=[land.pk], to=ParcelState.ACTIVE, by=None, reason="رحلة"))
