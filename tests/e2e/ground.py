"""What journeys need to know of the sample: asked of the database and of the public API, never of the pages."""

from collections.abc import Callable
from typing import Any

import shapely
from playwright.sync_api import Page
from shapely.geometry import shape

from geo.municipalities.scope import everywhere
from parcels.fabric.models import PublishedBuilding
from parcels.plans.models import PublishedMask
from parcels.register.models import PublishedParcel
from tests.e2e.conftest import in_thread

#: The map stands still and has drawn all it asked for: of several the one that is drawn on.
STILL = """() => {
  const map = document.querySelector("land-draw") ?? document.querySelector("land-map, land-rows");
  return map?.dataset.state === "ready" && !map.viewer.view.getAnimating() && !map.classList.contains("lm-loading");
}"""
PIXEL = """([lon, lat]) => {
  const map = document.querySelector("land-draw") ?? document.querySelector("land-map, land-rows");
  const radius = 6378137, turn = Math.PI / 180;
  const place = [radius * lon * turn, radius * Math.log(Math.tan(Math.PI / 4 + (lat * turn) / 2))];
  const box = map.querySelector(".lm-map").getBoundingClientRect();
  const [x, y] = map.viewer.map.getPixelFromCoordinate(place);
  return [box.left + x, box.top + y];
}"""


def still(page: Page) -> Page:
    """Wait until the map stands still with everything drawn."""
    page.wait_for_function(STILL)
    return page


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window, asked once its style sheets and fonts have arrived.

    A page that is still loading can be measured before its last style sheet: then it may seem too wide.
    """
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def tap(page: Page, lonlat: tuple[float, float]) -> None:
    """Tap a place on the map: a finger on a phone, a click elsewhere."""
    x, y = page.evaluate(PIXEL, list(lonlat))
    if page.evaluate("navigator.maxTouchPoints > 0"):
        page.touchscreen.tap(x, y)
    else:
        page.mouse.click(x, y)


def says(page: Page, selector: str, words: str) -> None:
    """Wait until an element holds these words. A function, not an expression: the pages forbid eval."""
    page.wait_for_function(
        "([selector, words]) => document.querySelector(selector)?.textContent.includes(words)", arg=[selector, words]
    )


def card(page: Page) -> str:
    """Return the words of the card once it is filled."""
    page.wait_for_selector(".lm-card:not([hidden]) article")
    title = page.inner_text(".lm-card:has(article) .lm-card-title")  # panels beside it have titles of the same look
    return f"{title}\n{page.inner_text('.lm-card article')}"


def place_in(page: Page, code: str) -> tuple[float, float]:
    """Return a place inside a parcel as the public API tells its outline."""
    feature = page.request.get(f"/api/v1/parcels/{code}").json()
    inside = shapely.point_on_surface(shape(feature["geometry"]))
    return inside.x, inside.y


def first_hit(page: Page, words: str) -> dict[str, Any]:
    """Return the first answer of the search."""
    return page.request.get("/api/v1/search", params={"q": words}).json()["results"][0]


def vacant(place: int, *, planned: bool = False) -> PublishedParcel:
    """Return one of the parcels on which nothing stands, nothing is restricted and nothing was asked for."""

    def find() -> PublishedParcel:
        with everywhere():
            taken = [row.geom for model in (PublishedBuilding, PublishedMask) for row in model.objects.all()]
            kind = "planned" if planned else "old"
            free = PublishedParcel.objects.filter(district_kind=kind, state="active", area_m2__gt=150).order_by("-code")
            return [parcel for parcel in free[:60] if not any(parcel.geom.intersects(other) for other in taken)][place]

    return in_thread(find)


def ask(work: Callable[[], Any]) -> Any:
    """Ask or change the database over all territories."""

    def scoped() -> Any:
        with everywhere():
            return work()

    return in_thread(scoped)
