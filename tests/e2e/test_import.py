"""A survey file from the phone into a draft plan: asked for its system, seen beside the register, accepted."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.municipalities.models import Municipality
from geo.spatial.shapes import to_shapely
from geo.staging.models import StagedLayer
from geo.staging.services import check
from parcels.plans.models import Plan, PublishedDistrict
from parcels.register.models import PublishedParcel
from tests.e2e.ground import ask, fits, still, tap
from tests.geo.exchange.reading import land

SIDE = 3.0
ACROSS = 3
ROWS_HERE = """() => Number(document.querySelector("land-rows")?.dataset.rows) > 0"""


def free_ground() -> tuple[float, float]:
    """Return the south-west corner of free land in a district of the surveyor's office, storage CRS."""
    office = Municipality.objects.get(code="510")
    used = shapely.union_all(
        [to_shapely(each.geom) for each in PublishedParcel.objects.filter(municipality_id=office.pk)]
    )
    shapely.prepare(used)
    for district in PublishedDistrict.objects.filter(municipality_id=office.pk).order_by("code"):
        whole = to_shapely(district.geom)
        west, south, east, north = whole.bounds
        x, y = (each.ravel() for each in np.meshgrid(np.arange(west, east, 2.0), np.arange(south, north, 2.0)))
        boxes = shapely.box(x - 1, y - 1, x + ACROSS * SIDE + 1, y + SIDE + 1)
        free = np.flatnonzero(shapely.contains(whole, boxes) & ~shapely.intersects(used, boxes))
        if len(free):
            return round(float(x[free[0]]), 1), round(float(y[free[0]]), 1)
    raise AssertionError("the sample has no free land")


@pytest.fixture
def survey(tmp_path: Path, town: None) -> Path:
    """A GeoPackage of three small squares that does not say in which system it is."""
    x, y = ask(free_ground)
    shapes = [shapely.box(x + i * SIDE, y, x + (i + 1) * SIDE, y + SIDE) for i in range(ACROSS)]
    path = tmp_path / "survey.gpkg"
    land.write(path, shapes, {"رقم القطعة": ["١", "٢", "٣"]}, crs=None)
    return path


def middle_of(page, row: str) -> tuple[float, float]:
    """Return the middle of a row in degrees, as its link says."""
    west, south, east, north = map(float, page.get_attribute(f"[data-row='{row}']", "data-bbox").split(","))
    return (west + east) / 2, (south + north) / 2


def test_a_survey_file_becomes_a_draft_plan(visit, survey: Path):
    page = visit.as_person("surveyor", "/cases/", device="phone")
    page.click("a[href='/imports/']")
    page.click("a[href='/imports/new/']")
    assert fits(page)
    page.set_input_files("#id_file", survey)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/imports/*-*/")
    assert fits(page)
    assert page.locator("input[name=system]").count() >= 2
    page.check("input[name=system][value='9359:0']")
    page.click(".import-answer button[type=submit]")
    page.wait_for_selector("meta[http-equiv=refresh]", state="attached")
    ask(lambda: check(layer=StagedLayer.objects.filter(state="read").latest("pk")))
    page.reload()
    page.wait_for_selector("land-rows[data-state=ready]")
    page.wait_for_function(ROWS_HERE)
    assert page.evaluate("document.querySelector('land-rows').dataset.rows") == str(ACROSS)
    assert fits(page)
    page.click("[data-row='2']")
    still(page)
    tap(page, middle_of(page, "2"))
    page.wait_for_selector("land-rows .lm-hint a[href*='row=2']")
    page.fill("[name=ask_number]", "٩٠٠١")
    page.fill("[name=reason]", "رفع مساحي")
    page.click(".import-accept button[type=submit]")
    page.wait_for_url("**/places/**")
    assert fits(page)
    plan = ask(lambda: Plan.objects.filter(number="9001").get())
    assert plan.status == "draft"
    assert ask(lambda: plan.parcels.count()) == ACROSS
