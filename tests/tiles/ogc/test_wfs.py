"""WFS 2.0 (OGC 09-025r2): capabilities, description, GML 3.2, boxes, filters, pages; and what it refuses."""

from xml.etree.ElementTree import fromstring

import pytest
import shapely
from django.contrib.gis.gdal import OGRGeometry
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.layers.layer import Audience
from geo.layers.registry import layers_for
from parcels.register.models import PublishedParcel
from tests.factories.places import ORIGIN
from tests.tiles.mvt.conftest import CANARY
from tests.tiles.ogc.conftest import ITEMS, body, codes, raw

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
NAMES = [layer.name for layer in layers_for(Audience.PUBLIC) if not layer.follows]
WFS, GML, APP = (
    "{http://www.opengis.net/wfs/2.0}", "{http://www.opengis.net/gml/3.2}", "{urn:mukhattat:layers}",
)  # fmt: skip
FILTER = (
    '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">{}</fes:Filter>'
)
EQUAL = (
    "<fes:PropertyIsEqualTo><fes:ValueReference>{}</fes:ValueReference><fes:Literal>{}</fes:Literal>"
    "</fes:PropertyIsEqualTo>"
)


def wfs(request, **given):
    """Return the answer to a request of version 2.0.0."""
    return raw("/wfs", service="WFS", version="2.0.0", request=request, **given)


def features(**given):
    """Return the features of parcels that a request finds, as XML elements."""
    answer = wfs("GetFeature", typenames="app:parcels", **given)
    assert answer.status_code == 200, body(answer).decode()[:2000]
    return fromstring(body(answer)).findall(f"{WFS}member/{APP}parcels")


def found(**given):
    return sorted(one.findtext(f"{APP}code") for one in features(**given))


def refused(**given):
    answer = wfs("GetFeature", typenames="app:parcels", **given)
    assert b"ExceptionReport" in body(answer)
    return answer.status_code


@pytest.mark.parametrize("path", ["/wfs", "/wfs/"])
def test_capabilities_list_the_layers_and_their_systems_without_a_redirect(quarter, path):
    answer = raw(path, service="WFS", request="GetCapabilities")
    assert answer.status_code == 200
    told = fromstring(body(answer))
    types = told.findall(f"{WFS}FeatureTypeList/{WFS}FeatureType")
    assert [each.findtext(f"{WFS}Name").removeprefix("app:") for each in types] == NAMES
    parcels = types[NAMES.index("parcels")]
    assert parcels.findtext(f"{WFS}DefaultCRS") == "urn:ogc:def:crs:EPSG::9359"
    assert {each.text for each in parcels.findall(f"{WFS}OtherCRS")} == {
        "urn:ogc:def:crs:EPSG::4326",
        "urn:ogc:def:crs:EPSG::3857",
    }


def test_the_description_has_the_declared_columns_and_no_other(quarter):
    for layer in layers_for(Audience.PUBLIC):
        if not layer.follows:
            told = fromstring(body(wfs("DescribeFeatureType", typenames=f"app:{layer.name}")))
            names = [each.get("name") for each in told.iter("{http://www.w3.org/2001/XMLSchema}element")]
            assert [name for name in names if name != layer.name] == [*layer.fields, layer.export_geometry]


def test_features_are_gml_with_the_columns_and_metres_of_the_register(ask):
    stored = {row.code: row for row in PublishedParcel.objects.all()}
    for one in features():
        row = stored.pop(one.findtext(f"{APP}code"))
        assert one.findtext(f"{APP}district_name") == row.district_name
        outline = one.find(f"{APP}geom")[0]
        assert outline.get("srsName") == "urn:ogc:def:crs:EPSG::9359"
        assert outline.get(f"{GML}id")
        numbers = [list(map(float, each.text.split())) for each in outline.iter(f"{GML}posList")]
        ring = shapely.Polygon(list(zip(numbers[0][::2], numbers[0][1::2], strict=True)))
        assert ring.exterior.hausdorff_distance(shapely.from_wkb(bytes(row.geom.wkb)).geoms[0].exterior) < 0.001
    assert stored == {}


def first_place(**given):
    one = features(count="1", **given)[0]
    return [float(number) for number in next(one.iter(f"{GML}posList")).text.split()[:2]]


def test_axes_stand_in_the_order_of_each_system(quarter):
    assert first_place()[0] == pytest.approx(ORIGIN[0], abs=2000)
    assert first_place(srsname="urn:ogc:def:crs:EPSG::4326")[0] == pytest.approx(26.55, abs=0.1)
    assert first_place(srsname="EPSG:4326")[0] == pytest.approx(50, abs=0.1)
    assert first_place(srsname="urn:ogc:def:crs:EPSG::3857")[0] == pytest.approx(5.566e6, abs=1e4)
    assert refused(srsname="urn:ogc:def:crs:EPSG::2154") == 400


def test_boxes_find_what_the_api_finds(ask):
    west, south = ORIGIN
    box = f"{west + 10},{south + 10},{west + 120},{south + 120}"
    expected = codes(ask(ITEMS, bbox=box, bbox_crs="http://www.opengis.net/def/crs/EPSG/0/9359"))
    assert found(bbox=f"{box},urn:ogc:def:crs:EPSG::9359") == found(bbox=box) == expected
    least, most = f"{west + 10} {south + 10}", f"{west + 120} {south + 120}"
    corners = f"<gml:lowerCorner>{least}</gml:lowerCorner><gml:upperCorner>{most}</gml:upperCorner>"
    for named in ("", ' srsName="urn:ogc:def:crs:EPSG::9359"'):
        envelope = f"<gml:Envelope{named}>{corners}</gml:Envelope>"
        bbox = f"<fes:BBOX><fes:ValueReference>geom</fes:ValueReference>{envelope}</fes:BBOX>"
        assert found(filter=FILTER.format(bbox)) == expected


def test_filters_compare_declared_columns_and_shapes(ask):
    active = codes(ask(ITEMS, state="active"))
    assert found(filter=FILTER.format(EQUAL.format("state", "active"))) == active
    one = PublishedParcel.objects.order_by("code").first()
    points = " ".join(f"{x} {y}" for x, y in one.geom[0][0].coords)
    ring = f"<gml:exterior><gml:LinearRing><gml:posList>{points}</gml:posList></gml:LinearRing></gml:exterior>"
    surface = f'<gml:Polygon gml:id="p" srsName="urn:ogc:def:crs:EPSG::9359">{ring}</gml:Polygon>'
    within = f"<fes:Within><fes:ValueReference>geom</fes:ValueReference>{surface}</fes:Within>"
    assert found(filter=FILTER.format(within)) == [one.code]


def test_pages_hold_each_feature_once(ask):
    everything = codes(ask(ITEMS))
    seen = [code for start in range(0, len(everything), 2) for code in found(startindex=str(start), count="2")]
    assert sorted(seen) == everything


def test_a_page_has_an_end_in_every_form(quarter, monkeypatch):
    from tiles.ogc.wfs import LayersView

    assert LayersView.max_page_size == 10_000
    for form in ("application/gml+xml; version=3.2", "geojson", "csv"):
        answer = wfs("GetFeature", typenames="parcels", outputformat=form, count="999999999")
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        EQUAL.format("municipality_id", "1"), EQUAL.format("version_id", "1"), EQUAL.format("area_m2", "large"),
        EQUAL.format("state' OR 1=1 --", "x"), EQUAL.format("../accounts_user/password", "x"),
        '<fes:PropertyIsEqualTo><fes:Function name="pg_sleep"><fes:Literal>9</fes:Literal></fes:Function>'
        "<fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>",
        "<fes:And>" * 700 + "</fes:And>" * 700, "<fes:Not>" * 400 + EQUAL.format("state", "x") + "</fes:Not>" * 400,
        EQUAL.format("state", "x" * 90_000), "<fes:And>", "not xml",
        '<fes:BBOX><gml:Envelope srsName="urn:ogc:def:crs:EPSG::9359"><gml:lowerCorner>a b</gml:lowerCorner>'
        "<gml:upperCorner>1 2</gml:upperCorner></gml:Envelope></fes:BBOX>",
    ],
)  # fmt: skip
def test_a_filter_that_is_not_answered_is_refused_in_the_standards_words(quarter, text):
    assert refused(filter=FILTER.format(text)) in (400, 403)


@pytest.mark.parametrize("bomb", ['<!DOCTYPE x [<!ENTITY a "aaaa">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_xml_that_defines_entities_is_refused(quarter, bomb):
    text = bomb + FILTER.format(EQUAL.format("state", "x"))
    assert refused(filter=text) == 400
    answer = Client().post("/wfs", bomb + "<a/>", content_type="text/xml")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "given", [{"bbox": "1,2"}, {"bbox": "a,b,c,d"}, {"count": "-x"}, {"startindex": "x"}, {"outputformat": "exe"},
              {"propertyname": "municipality_id"}, {"sortby": "municipality_id"}, {"typenames": "register_parcel"}],
)  # fmt: skip
def test_parameters_that_cannot_be_understood_are_refused(quarter, given):
    answer = wfs("GetFeature", **{"typenames": "app:parcels"} | given)
    assert answer.status_code == 400 and b"ExceptionReport" in body(answer)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_any_value_is_answered_or_refused_and_breaks_nothing(quarter, text):
    for name in ("filter", "bbox", "count", "startindex", "srsname", "propertyname", "sortby", "resourceid"):
        assert wfs("GetFeature", **{"typenames": "parcels", name: text}).status_code in (200, 400, 404), name
    assert raw("/wfs", service=text, request=text, version=text).status_code < 500


def test_no_private_word_is_in_any_answer(quarter):
    for name in NAMES:
        assert CANARY not in body(wfs("GetFeature", typenames=name)).decode()


def test_shapes_that_people_send_do_not_reach_the_systems_gdal(quarter, monkeypatch):
    def read(*args):
        raise AssertionError("GDAL read what a person sent")

    monkeypatch.setattr(OGRGeometry, "from_gml", read)
    box = '<gml:Point gml:id="p" srsName="urn:ogc:def:crs:EPSG::9359"><gml:pos>1 2</gml:pos></gml:Point>'
    text = f"<fes:Intersects><fes:ValueReference>geom</fes:ValueReference>{box}</fes:Intersects>"
    assert found(filter=FILTER.format(text)) == []
