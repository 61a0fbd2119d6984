"""What people do on pages in many journeys: who they say they are, the steps they take, what they pay and draw."""

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from geo.outbox.services import deliver_due
from geo.spatial.crs import LONLAT_SRID
from geo.spatial.shapes import to_geos, to_shapely, transformed
from tests.e2e.ground import ask, fits, still, tap

FORM = {"name": "مريم بنت علي الصفار", "identifier": "١٠٠٠٠٠٠٠١٢", "mobile": "٠٥٠٠٠٠٠٠١٢"}
STEP = "button[name=step][value={}]"
EASTERN = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
#: The outlines of the land have come, so that what is drawn can snap to them.
OUTLINED = """() => document.querySelector("land-draw").drawing?.shapes.source.getFeatures().length > 0"""
LOOK = "(box) => document.querySelector('land-draw').viewer.fit(box, {animate: false, closest: 21})"


def names_himself(page: Page) -> None:
    """Fill in who applies."""
    for name, typed in FORM.items():
        page.fill(f"[name={name}]", typed)


def takes(page: Page, step: str, *, note: str = "", case: str = "") -> None:
    """Take a step on the page of a case (`case`: go there first), and see it said that it is done."""
    if case:
        page.goto(case)
    if note:
        page.fill("[name=note]", note)
    page.click(STEP.format(step))
    page.wait_for_selector("[role=status] .alert")


def pays(page: Page, case: str) -> None:
    """Pay the bill of a case at the simulator, which the page of the case leads to."""
    assert ask(deliver_due) > 0
    page.goto(case)
    page.click("main a[href*='/simulator/']")
    assert fits(page)
    page.click("main form button:not([name])")
    page.wait_for_selector("main .alert-success[role=status]")


def drawn_on(page: Page, *, look_at: BaseGeometry | None = None) -> Page:
    """Wait until the map can be drawn on, and bring it into sight; `look_at` is a shape to turn to, storage CRS."""
    page.wait_for_selector("land-draw[data-state=ready]")
    if look_at is not None:
        page.evaluate(LOOK, lonlat(look_at.envelope.buffer(10, join_style="mitre")).bounds)
    page.wait_for_function(OUTLINED)
    page.locator("land-draw").scroll_into_view_if_needed()
    return still(page)


def draws(page: Page, corners: Iterable[tuple[float, float]]) -> None:
    """Tap corners in the storage CRS one after the other and finish the drawing."""
    for place in lonlat(MultiPoint(list(corners))).geoms:
        page.locator("land-draw").scroll_into_view_if_needed()
        tap(page, (place.x, place.y))
        page.wait_for_timeout(350)  # two taps at once are a double tap
    page.click("[data-tool=finish]")
    page.wait_for_selector("[data-tool=finish][disabled]")


def lonlat(shape: BaseGeometry) -> Any:
    """Return a shape of the storage CRS in degrees."""
    return to_shapely(ask(lambda: transformed(to_geos(shape), LONLAT_SRID)))
