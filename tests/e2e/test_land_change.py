"""Land divided by three people: a surveyor draws on a phone, an engineer reviews, the head of the office approves."""

import shapely
from shapely.geometry import shape

from geo.spatial.shapes import to_shapely
from parcels.register.models import PublishedParcel
from permits.cases.models import Case
from permits.subdivisions.models import LandChangeRequest
from tests.e2e.ground import ask, fits, tap, vacant
from tests.e2e.hands import STEP, drawn_on


def ways_across(page, code):
    """Return two places in degrees on opposite sides of a parcel, a little outside it, as the public API tells it."""
    outline = shape(page.request.get(f"/api/v1/parcels/{code}").json()["geometry"])
    box = outline.minimum_rotated_rectangle
    corners = list(box.exterior.coords)[:4]
    if shapely.Point(corners[0]).distance(shapely.Point(corners[1])) > shapely.Point(corners[1]).distance(
        shapely.Point(corners[2])
    ):
        corners = [*corners[1:], corners[0]]
    # The first side is the shorter: the line runs along its direction through the middle.
    middle = outline.representative_point()
    east, north = corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]
    return [(middle.x + share * east, middle.y + share * north) for share in (-0.7, 0.7)]


def pressed(page, step):
    page.click(STEP.format(step))
    page.wait_for_selector("[role=status] .alert")


def test_a_parcel_is_divided_from_the_drawing_to_the_new_numbers(visit):
    land = vacant(4)
    surveyor = visit.as_person("surveyor", "/cases/", device="phone")
    surveyor.goto(f"/land-changes/new/?parcel={land.code}&wish=split_line")
    surveyor.wait_for_selector("#id_parts", state="hidden")  # the wish does not use it
    drawn_on(surveyor)
    for place in ways_across(surveyor, land.code):
        tap(surveyor, place)
        surveyor.wait_for_timeout(400)  # two taps at once are a double tap
    assert len(surveyor.input_value("#id_points").splitlines()) == 3
    surveyor.click("[data-tool=undo]")
    assert len(surveyor.input_value("#id_points").splitlines()) == 2
    tap(surveyor, ways_across(surveyor, land.code)[1])
    surveyor.click("[data-tool=finish]")
    assert surveyor.inner_text(".lm-figure").strip()
    for name, typed in (("reason", "طلب المالك"), ("source", "القرار المساحي ٥١٠"), ("accuracy_m", "٠٫٠٢")):
        surveyor.fill(f"[name={name}]", typed)
    for rule in ("least_area", "frontage", "street_width", "straight_line"):  # an old street is narrow
        surveyor.evaluate("document.querySelector('.land-fields details').open = true")
        surveyor.fill(f"[name=excuse_{rule}]", "حكم قضائي ١٢")
    surveyor.click("button[value=preview]")
    surveyor.wait_for_selector("#preview")
    assert surveyor.locator("section tbody tr").count() == 2
    assert ask(
        lambda: not Case.objects.filter(kind="land_change", land_change__proposals__reason="طلب المالك").exists()
    )
    drawn_on(surveyor)  # what was drawn is drawn again
    assert surveyor.evaluate("document.querySelector('land-draw').drawing.sketch.points.length") == 2
    surveyor.click("button[value=ask]")
    surveyor.wait_for_url("**/land-changes/*-*/")
    case = surveyor.url
    pressed(surveyor, "submit")
    assert fits(surveyor)

    engineer = visit.as_person("engineer", "/cases/", device="phone")
    engineer.click(f"main a[href='{case.removeprefix(visit.site)}']")
    pressed(engineer, "recommend")
    head = visit.as_person("head", "/cases/")
    head.click(f"main a[href='{case.removeprefix(visit.site)}']")
    head.click(STEP.format("approve"))
    head.wait_for_selector("main .alert-success a")

    codes = [link.get_attribute("href").split("/")[2] for link in head.locator("main .alert-success a").all()]
    came = ask(lambda: list(PublishedParcel.objects.filter(code__in=codes)))
    assert len(came) == len(codes) == 2
    assert {parcel.number.split("/")[0] for parcel in came} == {land.number.split("/")[0]}
    assert abs(sum(to_shapely(parcel.geom).area for parcel in came) - to_shapely(land.geom).area) < 0.01
    assert ask(lambda: LandChangeRequest.objects.filter(event__isnull=False, case__state="approved").exists())
    for code in codes:
        assert head.goto(f"/parcels/{code}/").status == 200


def test_neighbours_are_picked_by_tapping_and_typed_points_wait_for_the_preview(visit):
    land = vacant(5)
    page = visit.as_person("surveyor", "/cases/")
    page.goto(f"/land-changes/new/?parcel={land.code}&wish=merge")
    drawn_on(page)
    assert page.input_value("#id_parcels").count("/") == 5
    middle = shape(page.request.get(f"/api/v1/parcels/{land.code}").json()["geometry"]).representative_point()
    tap(page, (middle.x, middle.y))
    assert page.input_value("#id_parcels") == ""
    tap(page, (middle.x, middle.y))
    assert page.input_value("#id_parcels").replace("/", "") == land.code
    page.select_option("#id_wish", "split_line")
    page.fill("#id_points", "١ ٢")
    assert page.evaluate("document.querySelector('land-draw').drawing.sketch.points.length") == 0
    assert page.input_value("#id_points") == "١ ٢"
