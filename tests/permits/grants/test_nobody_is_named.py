"""Who was granted land, and who asked for it, is told to nobody: every address is asked by a stranger."""

import gzip
import logging
import math
from base64 import b64encode
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.test import Client

from geo.calendars.digits import local_digits
from geo.layers.layer import Audience
from geo.layers.registry import layers_for
from permits.grants.models import Pool
from permits.grants.selectors import decision_of, plot_of
from permits.past_grants.importing import import_grants
from tests.factories.cases import CANARY_MOBILE, CANARY_NAME
from tests.factories.grants import DEED, identifier
from tests.geo.printing.picture import squeezed, words_of
from tests.roles.people import World, address, ask, routes

pytestmark = pytest.mark.django_db(databases=["default", "tiles"], transaction=True)
HOLDER, WAITING, BEFORE = 1, 2, 3
ZOOMS = (12, 14, 16)
#: Answered by a connection that stays open, by a file that is read in a transaction of its own, by other software.
ELSEWHERE = ("tiles/live", "api/v1/exports/<slug:name>", "layers/<slug:name>/download", "admin/")


def canaries():
    """Return what must be read nowhere, in every form in which it might hide."""
    plain = [CANARY_NAME, CANARY_MOBILE, *map(identifier, (HOLDER, WAITING, BEFORE))]
    said = {
        form
        for each in plain
        for form in (each, squeezed(each), local_digits(each, "ar"), quote(each), ascii(each)[1:-1])
    }
    return [each.encode() for each in said] + [b64encode(each.encode()).rstrip(b"=")[:-1] for each in plain]


def found_in(body):
    """Return what of the canaries an answer holds, read as it is, unpacked or as the text of its pages."""
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    if body.startswith(b"%PDF"):
        body += words_of(body).encode()
    return [each.decode() for each in canaries() if each in body]


@pytest.fixture
def granted(grants):
    """A grant decided, paid and fulfilled; another that waits; one of an earlier register on the third plot."""
    waits = grants.queued(WAITING, mobile=CANARY_MOBILE, decree_area_m2=Decimal("5000"))
    held = grants.verified(HOLDER, mobile=CANARY_MOBILE, decree_area_m2=Decimal("1000"))
    grants.take(held, "decide")
    grants.stake(held)
    grants.take(held, "hand_over", by=grants.office.surveyor)
    with grants.inside:
        key = plot_of(held).pk
        grants.number = decision_of(held).number
        grants.draw_id = Pool.objects.get().draw_id
    grants.take(held, "issue_deed", deed=DEED)
    grants.plot = next(each for each in grants.plots.values() if each.pk == key)
    other = next(each for each in grants.plots.values() if each.pk != key)
    row = {
        "number": "77", "name": CANARY_NAME, "identifier": identifier(BEFORE), "mobile": CANARY_MOBILE,
        "decided": "11/6/1430", "plan": other.plan_number, "block": other.block_label, "parcel": other.number,
    }  # fmt: skip
    assert import_grants([(2, row)], source="old", office=grants.office.body).brought == 1
    grants.held, grants.waits = held, waits
    return grants


def places_of(granted):
    """Return every address of the project about these records, a layer and a tile at a time."""
    plot = granted.plot.geom.transform(4326, clone=True).centroid
    said = {
        "case_id": granted.held.pk, "grant_id": granted.held.pk, "code": granted.plot.code, "pk": granted.held.pk,
        "key": granted.plot.pk, "number": granted.number, "draw_id": granted.draw_id, "draw": granted.draw_id,
        "district": granted.office.district.code,
    }  # fmt: skip
    world = World({"visitor": None}, {"": said, "places/": {"code": granted.office.body.code}})
    for layer in layers_for(Audience.PUBLIC):
        for zoom in ZOOMS:
            x, y = tile_of(plot.x, plot.y, zoom)
            said |= {"layer": layer.name, "name": layer.name, "z": zoom, "x": x, "y": y, "row": y, "column": x}
            yield from ((route, address(route, world), world) for route, _pattern in routes())
    for number in (granted.number, DEED.number, granted.plot.code):
        for path in ("/search/?q=", "/api/v1/search?q=", "/find/?q=", "/verify/?number="):
            yield path, path + quote(number), world
    items = "/ogc/collections/{}/items?limit=100"
    yield from ((items, items.format(layer.name), world) for layer in layers_for(Audience.PUBLIC))


def tile_of(lon, lat, zoom):
    """Return column and row of the tile at a place (OGC 17-083r4, WebMercatorQuad)."""
    across = 2**zoom
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * across), int(down * across)


def test_no_answer_to_a_stranger_and_no_line_of_the_log_names_a_grantee(granted, caplog):
    caplog.set_level(logging.DEBUG)
    asked, told, leaks = set(), {}, []
    for route, path, world in places_of(granted):
        if path in asked or route.startswith(ELSEWHERE):
            continue
        asked.add(path)
        answer = ask(world, "visitor", "GET", path)
        told.setdefault(answer.told, []).append((route, path, answer.body))
        leaks += [(path, each) for each in found_in(answer.body)]
    assert leaks == []
    assert len(told["200"]) > 80 and told["404"] and told["400"] and told["in"]
    speak = {route for route, _path, body in told["200"] if granted.plot.code.encode() in body}
    assert any(route.startswith("parcels/") for route in speak), "the plot's own page"
    assert any("/items" in route for route in speak), "the plot as a feature"
    assert any(body for route, path, body in told["200"] if path.startswith("/tiles/grant_plots/16/")), "its tile"
    assert any(str(granted.draw_id) in path for _route, path, _body in told["200"]), "the draw's page"
    lines = "\n".join(f"{each.getMessage()} {each.args} {each.exc_text}" for each in caplog.records)
    assert lines and found_in(lines.encode()) == []


def test_the_department_reads_the_name_that_strangers_do_not(granted):
    client = Client()
    client.force_login(granted.officer)
    assert CANARY_NAME.encode() in client.get(f"/grants/{granted.held.pk}/").content
    assert f"{CANARY_NAME} {WAITING}" in client.get("/grants/").content.decode()


def test_what_is_hidden_in_other_forms_is_found_too():
    for hidden in (CANARY_NAME.encode(), quote(CANARY_NAME).encode(), b64encode(CANARY_NAME.encode())):
        assert found_in(b"<p>" + hidden + b"</p>") and found_in(gzip.compress(hidden))
    assert found_in(local_digits(identifier(HOLDER), "ar").encode()) and not found_in(b"<p>nobody</p>")
