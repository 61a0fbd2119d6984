"""Works that are no building, a sign or the preparation of a site: on their parcel, and beside restricted land."""

import pytest
import shapely
from django.utils.translation import override

from permits.applications.spatial_rules.works_in_parcel import WorksClearOfMasks, WorksInParcel
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import Land, ask, at, shape
from tests.permits.applications.rules.test_footprint_in_parcel import MEASURED, OUTSIDE, WITHIN
from tests.permits.applications.rules.test_masks_and_neighbours import CLEAR, FLOOD, HOUSE, INSIDE


def said(finding):
    with override("en"):
        return str(finding.message)


@golden(WorksInParcel, "picture", WITHIN, answer="yes")
def test_works_within_their_parcel(picture):
    finding = ask(WorksInParcel(), Land(picture=picture))
    assert (finding.answer, finding.evidence["outside_m2"], finding.geometry) == ("yes", 0, None)
    assert said(finding) == "All works lie within the parcel."


@golden(WorksInParcel, "picture, outside", OUTSIDE, answer="no")
def test_works_that_reach_out_are_shown_where(picture, outside):
    finding = ask(WorksInParcel(), Land(picture=picture))
    assert (finding.answer, finding.evidence["outside_m2"]) == ("no", pytest.approx(outside, abs=0.3))
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")
    assert said(finding) == "A part of the works lies outside the parcel."


@golden(WorksInParcel, "land, works, answer", MEASURED)
def test_works_on_curves_parts_needles_and_holes(land, works, answer):
    assert ask(WorksInParcel(), Land(picture="PP", shaped=lambda _drawn: land, works=works)).answer == answer


def test_works_may_reach_a_centimetre_over_and_not_two():
    assert ask(WorksInParcel(), Land(picture="PPP", works=at(1, 0, 6.01, 2))).answer == "yes"
    assert ask(WorksInParcel(), Land(picture="PPP", works=at(1, 0, 6.02, 2))).answer == "no"


def test_a_sign_in_two_places_of_which_one_is_over_the_street():
    both = shapely.MultiPolygon([at(0, 0, 1, 1), at(7, 0, 8, 1)])
    finding = ask(WorksInParcel(), Land(picture="PPP", works=both))
    assert (finding.answer, finding.evidence["area_m2"]) == ("no", 2)
    assert finding.evidence["outside_m2"] == pytest.approx(1, abs=0.02)


def test_works_of_which_nothing_is_inside_are_told_from_those_that_reach_out():
    assert (
        said(ask(WorksInParcel(), Land(picture="PPP", works=at(20, 0, 24, 2)))) == "All works lie outside the parcel."
    )


def test_nothing_drawn_is_no_works():
    finding = ask(WorksInParcel(), Land(picture="PPP", works=shapely.Polygon()))
    assert (finding.answer, said(finding)) == ("no", "No works were drawn.")


@untold(WorksInParcel)
def test_works_whose_outline_crosses_itself_or_without_the_tolerance_cannot_be_judged():
    finding = ask(WorksInParcel(), Land(picture="PPP", works=shape((0, 0), (4, 2), (4, 0), (0, 2))))
    assert finding.answer == "unknown" and "sound outline" in finding.evidence["missing"]
    assert ask(WorksInParcel(), Land(picture="P#P", without=["footprint_beyond"])).answer == "unknown"


@golden(WorksClearOfMasks, "masks", CLEAR, answer="yes")
def test_works_clear_of_restrictions(masks):
    finding = ask(WorksClearOfMasks(), Land(picture=HOUSE, masks=masks))
    assert (finding.answer, finding.geometry) == ("yes", None)
    heritage = any(kind == "heritage" for kind, _outline in masks)
    assert ("its department is asked" in said(finding)) is heritage


@golden(WorksClearOfMasks, "masks, inside", INSIDE, answer="no")
def test_works_inside_a_restriction_are_shown_where(masks, inside):
    finding = ask(WorksClearOfMasks(), Land(picture=HOUSE, masks=masks))
    assert (finding.answer, finding.evidence["inside_m2"]) == ("no", pytest.approx(inside, abs=0.02))
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")
    assert said(finding) == "A part of the works lies in a restricted area."


def test_works_in_a_channel_within_a_heritage_area_are_refused_for_the_channel():
    masks = [("heritage", at(-50, -50, 50, 50)), (FLOOD, at(4, -5, 6, 20))]
    finding = ask(WorksClearOfMasks(), Land(picture=HOUSE, masks=masks))
    assert (finding.answer, finding.evidence["noted"], finding.evidence["kinds"]) == ("no", ["heritage"], [FLOOD])
    assert said(finding) == "A part of the works lies in a restricted area."


@untold(WorksClearOfMasks)
def test_the_restriction_of_works_whose_outline_crosses_itself_cannot_be_told():
    works = shape((0, 0), (4, 2), (4, 0), (0, 2))
    assert ask(WorksClearOfMasks(), Land(picture=HOUSE, works=works, masks=INSIDE["all of it"][0])).answer == "unknown"
