"""The workbench as surveyors use it: keys, fingers and lines, locks, the way back, saving, and saving second."""

import pytest

from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.selectors import last_revision
from tests.e2e.ground import ask, fits, says
from tests.e2e.quarter import opened_run

#: The walk; a parcel is its index into the ground.
NUMBERS = """() => [...document.querySelector("number-bench").desk.draft.order]"""
#: What a reader of the list meets, from its first row to its last: [parcel, number, of how many].
ROWS = """() => [...document.querySelectorAll(".wb-row")].map((row) => [
  Number(row.dataset.parcel), Number(row.getAttribute("aria-posinset")), Number(row.getAttribute("aria-setsize")),
])"""
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


def read_rows(page):
    """Return the numbers of the rows that stand in the page, once each is found to be its parcel's."""
    walk = page.evaluate(NUMBERS)
    rows = page.evaluate(ROWS)
    assert [parcel for parcel, _number, _size in rows] == [walk[number - 1] for _parcel, number, _size in rows]
    assert {size for _parcel, _number, size in rows} == {len(walk)}
    return [number for _parcel, number, _size in rows]


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


def test_of_a_long_list_only_what_is_near_sight_stands_in_the_page(visit, site):
    long = opened_run("932", side=7)
    page = bench(visit, long)
    size = len(page.evaluate(NUMBERS))
    page.focus(".wb-rows")
    first = read_rows(page)
    assert first == list(range(1, len(first) + 1))
    assert len(first) < size
    page.keyboard.press("End")
    last = read_rows(page)
    assert last == list(range(size - len(last) + 1, size + 1))
    active = page.get_attribute(".wb-rows", "aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-posinset") == str(size)
    for _step in range(3):
        page.keyboard.press("Alt+ArrowUp")
    assert read_rows(page)[-1] == size
    page.evaluate("document.querySelector('.wb-rows').scrollTop = 0")
    page.wait_for_function("() => document.querySelector('.wb-row').getAttribute('aria-posinset') === '1'")
    assert size - 3 in read_rows(page)  # the active one stays, far from sight
    assert page.locator(f"#{active}").count() == 1


def by_rule(page, way, **chosen):
    """Choose a rule and its parts."""
    page.click("[data-tool=rule]")
    page.select_option("#wb-rule-way", way)
    for part, value in chosen.items():
        page.select_option(f"#wb-rule-{part}", value)


def tried(page):
    """Try the rule; return the order that it would give."""
    page.click("[data-rule=try]")
    page.wait_for_selector(".wb-result:not([hidden])")
    return page.evaluate(NUMBERS)


def test_a_rule_is_tried_with_its_score_accepted_as_one_step_and_undone(visit, run):
    page = bench(visit, run)
    before = page.evaluate(NUMBERS)
    page.focus(".wb-rows")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")  # the second parcel is locked
    by_rule(page, "serpentine", start="SE", direction="ccw")
    walk = tried(page)
    assert walk != before
    assert walk[1] == before[1]
    cells = page.locator(".wb-result tbody tr").all_inner_texts()
    assert len(cells) == 2
    assert cells[0] != cells[1]
    assert page.is_disabled("[data-tool=save]")
    page.click("[data-rule=drop]")
    assert page.evaluate(NUMBERS) == before
    assert tried(page) == walk
    page.click("[data-rule=accept]")
    assert page.evaluate(NUMBERS) == walk
    assert page.is_enabled("[data-tool=save]")
    page.click("[data-tool=undo]")
    assert page.evaluate(NUMBERS) == before


def test_a_rule_follows_taps_and_a_drawn_line_on_a_phone(visit, run):
    page = bench(visit, run, device="phone")
    before = page.evaluate(NUMBERS)
    by_rule(page, "sequence")
    assert page.is_disabled("[data-rule=try]")
    for place in (5, 2):
        page.touchscreen.tap(*place_on_screen(page, place))
        page.wait_for_timeout(350)
    assert tried(page)[:2] == [before[5], before[2]]
    page.select_option("#wb-rule-way", "line")
    assert page.evaluate(NUMBERS) == before  # another rule: what was on trial is gone
    (x, y), (to_x, to_y) = place_on_screen(page, 3), place_on_screen(page, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=8)
    page.mouse.up()
    walk = tried(page)
    assert walk.index(before[3]) < walk.index(before[0])
    page.select_option("#wb-rule-way", "odd_even")
    tried(page)
    assert page.inner_text(".wb-result p")
    page.click("[data-tool=choose]")
    assert page.evaluate(NUMBERS) == before
    assert fits(page)


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
    assert fits(page)
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
