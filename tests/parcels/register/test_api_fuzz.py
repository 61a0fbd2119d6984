"""Whatever is sent to the API: an answer or a problem document, never a fault of ours."""

from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.cases import enter_drawn

NAMES = (
    "as_of", "known_at", "bbox", "bbox-crs", "crs", "limit", "cursor", "municipality", "district", "plan", "block",
    "number", "state", "q", "within_m", "code", "kind", "label", "status", "belongs_to", "lang", "format",
)  # fmt: skip
LIKELY = (
    "2020-01-01", "1447-05-12", "49,26,50.5,27", "-180,-90,180,90", "501", "011", "1", "active", "713/3",
    "YWZ0ZXI6NTAx", "YWZ0ZXI6AA", "http://www.opengis.net/def/crs/EPSG/0/9359", "9" * 30, "-1", "0", "\0",
    "\ud83d", "٣", "%", "'", "\\",
)  # fmt: skip
PATHS = (
    "/api/v1/parcels", "/api/v1/parcels/501011001000100099", "/api/v1/parcels/501011001000100099/lineage",
    "/api/v1/parcels/x/history", "/api/v1/parcels/501011001000100099/neighbours", "/api/v1/resolve", "/api/v1/search",
    "/api/v1/municipalities", "/api/v1/districts", "/api/v1/plans", "/api/v1/blocks", "/api/v1/cases", "/api/v1",
    "/api/problems", "/api/v1/parcels/٥٠١",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(LIKELY), st.text(max_size=30), st.integers().map(str), st.floats().map(str))
ONCE = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def land(places):
    return enter_drawn(places.west, "AB")


def judge(answer):
    assert answer.status_code in (200, 301, 400, 403, 404, 405, 406, 415)
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        told = answer.json()
        assert told["status"] == answer.status_code
        assert told["code"] and told["detail_ar"] and told["detail_en"]


@pytest.mark.django_db
@ONCE
@given(path=st.sampled_from(PATHS), query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_any_parameters(client, land, path, query):
    cache.clear()
    judge(client.get(f"{path}?{urlencode(query, errors='surrogatepass')}"))


@pytest.mark.django_db
@ONCE
@given(code=st.one_of(st.text(min_size=1, max_size=30), st.from_regex(r"\A[0-9٠-٩/ .-]{15,20}\Z")))
def test_any_code_of_land(client, land, code):
    cache.clear()
    judge(client.get(f"/api/v1/parcels/{quote(code, safe='', errors='replace')}"))


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 1000, b"a=b"])
@pytest.mark.parametrize("kind", ["application/json", "text/xml", "multipart/form-data"])
def test_any_body(client, land, body, kind):
    for path in PATHS:
        cache.clear()
        judge(client.post(path, body, content_type=kind))
