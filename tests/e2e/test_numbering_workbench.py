"""The workbench as surveyors use it: keys, fingers and lines, locks, the way back, saving, and saving second."""

import pytest

from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.selectors import last_revision
from tests.e2e.ground import ask, says
from tests.e2e.quarter import opened_run

NUMBERS = """() => [...document.querySelectorAll(".wb-row")].map((row) => Number(row.dataset.parcel))"""
#: Where the inside of the parcel at a place of the walk lies on the screen.
PIXEL = """(place) => {
  const bench = document.querySelector("number-bench");
  const parcel = bench.desk.draft.order[place];
  const box = bench.querySelector(".lm-map").getBoundingClientRect();
  const [x, y] = bench.viewer.map.getPixelFromCoordinate(bench.desk.parcels[parcel].inside);
  return [box.left + x, box.top + y];
}"""

SCORE = "document.querySelector('number-bench').desk.draft.score"


@pytest.fixture(scope="module")
def run(site):
    """One run for all journeys of this file: each leaves one or more revisions behind."""
    return opened_run("931")


def bench(visit, run, **options):
    """Return the workbench of the run's first block, ready."""
    page = visit.as_person("surveyor", "/cases/", **options)
    page.goto(f"/numbering/{run}/blocks/1/")
    return ready(page)


def ready(page):
    page.wait_for_selector("number-bench[data-state=ready]")
    page.wait_for_function("() => !document.querySelector('number-bench').viewer.view.getAnimating()")
    return page


def latest(run):
    return ask(lambda: last_revision(NumberingRun.objects.get(pk=run)).number)


def place_on_screen(page, place):
    page.locator(".wb-stage").scroll_into_view_if_needed()
    return page.evaluate(PIXEL, place)


def save(page, reason="تصحيح السير"):
    page.click("[data-tool=save]")
    page.fill("#wb-reason", reason)
    page.click("dialog button[type=submit]")


def test_by_keys_alone_a_walk_is_changed_locked_undone_and_saved(visit, run):
    page = bench(visit, run)
    before, first = page.evaluate(NUMBERS), latest(run)
    page.focus(".wb-rows")
    for key in ("ArrowDown", "Alt+ArrowDown", "Alt+ArrowDown"):
        page.keyboard.press(key)
    a, b, c, d, *rest = before
    assert page.evaluate(NUMBERS) == [a, c, d, b, *rest]
    says(page, "[aria-live]", "٤")
    assert page.locator(f"#wb-{b}").get_attribute("aria-selected") == "true"
    assert page.get_attribute(".wb-rows", "aria-activedescendant") == f"wb-{b}"
    page.keyboard.press("Space")  # locked: it stays while another passes
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate(NUMBERS).index(b) == 3
    for _ in range(20):
        page.keyboard.press("Control+z")
    assert page.evaluate(NUMBERS) == before
    assert page.is_disabled("[data-tool=undo]")
    page.keyboard.press("Control+Shift+z")
    assert page.evaluate(NUMBERS) == [a, c, b, d, *rest]
    page.click("[data-tool=save]")
    assert page.locator("dialog tbody tr").count() == 2
    page.click("dialog button[type=submit]")
    assert page.is_visible("dialog[open]")  # a reason is asked for
    page.fill("#wb-reason", "تصحيح السير")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("number-bench[data-dirty=false]")
    assert latest(run) == first + 1
    assert page.is_disabled("[data-tool=save]")


def part_neighbours(page):
    """Carry the first parcel through the walk until it stands where numbers no longer touch, worse than before."""
    least = page.evaluate(f"{SCORE}.A")
    page.keyboard.press("Alt+End")
    for _step in range(20):
        if page.evaluate(f"{SCORE}.A") < least:
            return
        page.keyboard.press("Alt+ArrowUp")
    raise AssertionError("everywhere the parcel touches both its neighbours")


def test_the_score_is_live_and_its_exceptions_lead_to_their_places(visit, run):
    page = bench(visit, run)
    share = page.inner_text(".wb-figure:first-child .wb-value")
    page.focus(".wb-rows")
    part_neighbours(page)
    page.wait_for_function(
        "was => document.querySelector('.wb-figure:first-child .wb-value').innerText !== was", arg=share
    )
    assert page.inner_text(".wb-figure:first-child .wb-change")
    page.click(".wb-part summary >> nth=0")
    page.wait_for_selector(".wb-exception")
    shown = page.locator(".wb-exception")
    assert shown.count() == page.evaluate(f"{SCORE}.exceptions.length")
    shown.last.click()
    assert page.locator(".wb-row[aria-selected=true]").count() == 2
    before = page.evaluate(f"{SCORE}.A")
    page.click("[data-tool=improve]")
    page.wait_for_function("() => !document.querySelector('[data-tool=improve]').disabled")
    assert page.evaluate(f"{SCORE}.A") > before


def test_a_page_with_unsaved_changes_asks_before_it_goes(visit, run):
    page = bench(visit, run)
    page.focus(".wb-rows")
    page.keyboard.press("Alt+ArrowDown")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/cases/")
    assert asked == ["beforeunload"]


def test_on_a_phone_parcels_are_tapped_in_turn_and_crossed_by_a_line(visit, run):
    page = bench(visit, run, device="phone")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    before = page.evaluate(NUMBERS)
    page.click("[data-tool=turn]")
    for place in (0, 5):
        page.touchscreen.tap(*place_on_screen(page, place))
        page.wait_for_timeout(350)
    assert page.evaluate(NUMBERS)[:2] == [before[0], before[5]]
    page.click("[data-tool=undo]")
    assert page.evaluate(NUMBERS) == before
    page.click("[data-tool=line]")
    (x, y), (to_x, to_y) = place_on_screen(page, 3), place_on_screen(page, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=6)
    page.mouse.move(to_x, to_y, steps=6)
    page.mouse.up()
    after = page.evaluate(NUMBERS)
    assert sorted(after) == sorted(before)
    assert after.index(before[3]) < after.index(before[0])
    assert after != before


def test_a_row_is_dragged_by_its_grip(visit, run):
    page = bench(visit, run)
    before = page.evaluate(NUMBERS)
    grip = page.locator(f"#wb-{before[1]} .wb-grip").bounding_box()
    aim = page.locator(f"#wb-{before[3]}").bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(aim["x"] + 30, aim["y"] + aim["height"] - 4, steps=8)
    page.mouse.up()
    a, b, c, d, *rest = before
    assert page.evaluate(NUMBERS) == [a, c, d, b, *rest]


def test_who_saves_second_keeps_his_changes_on_top_of_the_other_ones(visit, run):
    mine, others = bench(visit, run), bench(visit, run)
    for page, key in ((mine, "Alt+End"), (others, "Alt+ArrowDown")):
        page.focus(".wb-rows")
        page.keyboard.press(key)
    save(others)
    others.wait_for_selector("number-bench[data-dirty=false]")
    theirs, order = latest(run), mine.evaluate(NUMBERS)
    with visit.expecting("409"):
        save(mine)
        mine.wait_for_selector("dialog .alert-danger:not([hidden])")
    assert latest(run) == theirs
    mine.click("dialog button:not([type=submit]):not([hidden]) >> nth=0")
    mine.wait_for_selector("dialog .alert-info:not([hidden])")
    assert mine.evaluate(NUMBERS) == order
    mine.click("dialog button[type=submit]")
    mine.wait_for_selector("number-bench[data-dirty=false]")
    assert latest(run) == theirs + 1
    mine.click("[data-tool=undo]")  # one step back lies what the other saved
    assert mine.evaluate(NUMBERS) == others.evaluate(NUMBERS)


def test_without_scripts_numbers_are_typed(visit, run):
    page = visit.as_person("surveyor", "/cases/", java_script_enabled=False)
    page.goto(f"/numbering/{run}/blocks/1/")
    before = latest(run)
    fields = page.locator("input[name^=number-]")
    moved = fields.nth(4).get_attribute("name")
    fields.nth(4).fill("٢")
    page.fill("[name=reason]", "بلا برامج")
    page.click("main form button")
    assert page.locator("input[name^=number-]").nth(1).get_attribute("name") == moved
    assert latest(run) == before + 1
