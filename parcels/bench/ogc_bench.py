"""A page of ten thousand features beside what other makers of GeoJSON take for the same rows in the same run."""

import http.client
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.gis.db.models.functions import Transform
from rest_framework.renderers import JSONRenderer
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.layers.registry import layers
from geo.spatial.crs import LONLAT_SRID
from parcels.bench.register_bench import Bench
from parcels.bench.servers import free_port, served, tipg
from parcels.bench.timing import Metric, at_most, at_most_times, seconds
from parcels.register.models import PublishedParcel

PAGE = 10_000
#: The quickest of so many, for the machine has other guests.
_TIMES = 7
_FASTER_THAN_DRF, _FASTER_THAN_TIPG = 20, 5
_FIRST_BYTE_MS = 100
_COLUMNS = list(layers["parcels"].fields)
#: The service on a port, on the bench's database: requests are answered one after the other.
_SERVER = """
import sys, django
from wsgiref.simple_server import WSGIRequestHandler, make_server
from django.conf import settings
for one in settings.DATABASES.values():
    one["NAME"] = sys.argv[1]
settings.ALLOWED_HOSTS = ["127.0.0.1"]
class Silent(WSGIRequestHandler):
    def log_message(self, *args): pass
from django.core.wsgi import get_wsgi_application
make_server("127.0.0.1", int(sys.argv[2]), get_wsgi_application(), handler_class=Silent).serve_forever()
"""


class PlainSerializer(GeoFeatureModelSerializer):
    """What a person would write with DRF-GIS for the same answer; PostGIS transforms here too."""

    place = GeometryField(precision=9)

    class Meta:
        model = PublishedParcel
        geo_field = "place"
        id_field = "code"
        fields = ["place", *_COLUMNS]


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds until the first byte of an answer's body and until its last, and how many features it had."""

    first: float
    whole: float
    features: int


def measure_ogc(bench: Bench) -> Iterator[Metric]:
    """Ask for pages over HTTP, of this service and of tipg, in turn; serialise the same rows with DRF-GIS."""
    theirs = min(seconds(_serialise) for _turn in range(2))
    with _ours(bench) as our_port, _tipg(bench) as their_port:
        turns = [(_ask(our_port, _our_page()), _ask(their_port, _their_page())) for _turn in range(_TIMES)]
    ours, tipg = zip(*turns, strict=True)
    if {taken.features for taken in (*ours, *tipg)} != {min(PAGE, PublishedParcel.objects.count())}:
        raise AssertionError("the pages are not of the same rows")
    whole = min(taken.whole for taken in ours)
    yield at_most_times("ogc_page_against_drf_gis", whole, "s", theirs, 1 / _FASTER_THAN_DRF)
    yield at_most_times("ogc_page_against_tipg", whole, "s", min(one.whole for one in tipg), 1 / _FASTER_THAN_TIPG)
    yield at_most("ogc_first_byte", 1000 * sorted(one.first for one in ours)[_TIMES // 2], "ms", _FIRST_BYTE_MS)


def _serialise() -> None:
    rows = PublishedParcel.objects.using("tiles").annotate(place=Transform("geom", LONLAT_SRID)).order_by("code")
    JSONRenderer().render(PlainSerializer(rows[:PAGE], many=True).data)


def _our_page() -> str:
    return f"/ogc/collections/parcels/items?limit={PAGE}"


def _their_page() -> str:
    asked = {"limit": PAGE, "geom-column": "geom", "properties": ",".join(_COLUMNS), "sortby": "code"}
    return f"/collections/public.{PublishedParcel._meta.db_table}/items?{urlencode(asked)}"


def _ask(port: int, path: str) -> Taken:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "application/geo+json"})
    answer = connection.getresponse()
    body = answer.read(1)
    first = time.perf_counter() - begun
    body += answer.read()
    whole = time.perf_counter() - begun
    connection.close()
    if answer.status != 200:
        raise AssertionError(body[:1000])
    return Taken(first, whole, len(json.loads(body)["features"]))


@contextmanager
def _ours(bench: Bench) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-c", _SERVER, bench.admin_url.database, str(port)]
    with served(command, port, None):
        yield port


@contextmanager
def _tipg(bench: Bench) -> Iterator[int]:
    table = PublishedParcel._meta.db_table
    with tipg(bench, [table], TIPG_MAX_FEATURES_PER_QUERY=str(PAGE)) as port:
        yield port
