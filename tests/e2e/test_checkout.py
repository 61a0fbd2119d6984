"""Land taken along on a desk, edited in the file as QGIS edits it, brought back, accepted, and asked for."""

from pathlib import Path

import shapely

from parcels.register.models import PublishedParcel
from permits.subdivisions.models import CheckIn, CheckOut, LandChangeRequest
from tests.e2e.ground import ask, fits, vacant
from tests.permits.subdivisions.edited import Edited


def halves(shape):
    """Return a line across the middle of an outline, along the direction of its shorter side."""
    corners = list(shapely.minimum_rotated_rectangle(shape).exterior.coords)[:4]
    if shapely.Point(corners[0]).distance(shapely.Point(corners[1])) > shapely.Point(corners[1]).distance(
        shapely.Point(corners[2])
    ):
        corners = [*corners[1:], corners[0]]
    middle = shape.representative_point()
    east, north = corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]
    return shapely.LineString([(middle.x + share * east, middle.y + share * north) for share in (-0.9, 0.9)])


def test_a_file_goes_out_comes_back_and_becomes_a_request(visit, tmp_path: Path):
    land = vacant(6)
    page = visit.as_person("surveyor", "/cases/")
    page.click("main a[href='/land-changes/check-outs/']")
    page.click("main a[href='/land-changes/check-outs/new/']")
    page.wait_for_selector("#id_parcels", state="hidden")  # the area chosen does not use it: its script says so
    page.select_option("#id_what", "parcels")
    page.fill("#id_parcels", land.code)
    page.check("#id_lock")
    page.click(".land-fields button.btn-primary")
    page.wait_for_url("**/land-changes/check-outs/*-*/")
    with page.expect_download() as fetched:
        page.click("main a[href$='parcels.gpkg']")
    file = Edited(tmp_path, Path(fetched.value.path()).read_bytes())
    (fid,) = file.fids().values()
    assert file.run("SELECT key FROM parcels") == [(str(land.pk),)]
    file.split(fid, halves(file.shape(fid)))

    page.set_input_files("#id_file", str(file.path))
    page.click("main form[enctype] button")
    page.wait_for_url("**/land-changes/check-ins/*/")
    assert page.locator("input[name=accept]:checked").count() == 2
    page.fill("[name=reason]", "تحرير في QGIS")
    page.fill("[name=source]", "القرار المساحي ٦٠١")
    page.click("button[value=preview]")
    page.wait_for_selector(".finding")
    assert ask(lambda: not LandChangeRequest.objects.filter(came_with__isnull=False).exists())
    change = page.url
    page.click("button[value=open]")
    page.wait_for_selector("button[name=step][value=submit]")
    page.click("button[name=step][value=submit]")
    page.wait_for_selector("[role=status] .alert")
    assert ask(lambda: LandChangeRequest.objects.get(came_with__isnull=False).case.state) == "submitted"
    assert ask(lambda: PublishedParcel.objects.get(pk=land.pk).state) == "under_change"

    phone = visit.as_person("surveyor", "/land-changes/check-outs/", device="phone")
    addresses = ["/land-changes/check-outs/", "/land-changes/check-outs/new/", change]
    addresses += [f"/land-changes/check-outs/{pk}/" for pk in ask(lambda: [one.pk for one in CheckOut.objects.all()])]
    for address in addresses:
        phone.goto(address)
        assert fits(phone), address
    assert ask(lambda: CheckIn.objects.count()) == 1
