"""GDAL, which desktop programs stand on, reads the API and the WFS over the wire."""

import os
import subprocess
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from parcels.register.models import PublishedParcel

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])


class Silent(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *args: object) -> None:
        """Write nothing."""


@pytest.fixture
def site(quarter):
    """The address of a server of the quarter, in a thread with connections of its own."""
    server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)

    def serve() -> None:
        try:
            server.serve_forever(poll_interval=0.05)
        finally:
            connections.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ogrinfo(*arguments: str) -> str:
    """Return what ogrinfo says; it must be content."""
    alone = {"PATH": os.environ["PATH"], "no_proxy": "*", "GDAL_HTTP_TIMEOUT": "30"}
    run = subprocess.run(["ogrinfo", "-ro", *arguments], capture_output=True, text=True, env=alone, timeout=120)
    assert run.returncode == 0 and "ERROR" not in run.stderr, run.stderr
    return run.stdout


def test_gdal_reads_the_api(site):
    stored = list(PublishedParcel.objects.order_by("code"))
    listed = ogrinfo(f"OAPIF:{site}/ogc")
    assert ": parcels (" in listed and "القطع" in listed
    told = ogrinfo("-al", f"OAPIF:{site}/ogc", "parcels", "-oo", "PAGE_SIZE=2")
    assert f"Feature Count: {len(stored)}" in told
    assert all(f"code (String) = {row.code}" in told for row in stored)
    assert f"district_name (String) = {stored[0].district_name}" in told
    boxed = ogrinfo("-al", "-so", f"OAPIF:{site}/ogc", "parcels", "-spat", "0", "0", "1", "1")
    assert "Feature Count: 0" in boxed


def test_gdal_reads_the_wfs_in_metres_with_boxes_and_conditions(site):
    stored = list(PublishedParcel.objects.order_by("code"))
    told = ogrinfo("-al", f"WFS:{site}/wfs", "app:parcels")
    assert f"Feature Count: {len(stored)}" in told
    assert 'ID["EPSG",9359]' in told
    assert f"district_name (String) = {stored[0].district_name}" in told
    west, south, east, north = stored[0].geom.extent
    boxed = ogrinfo(
        "-al", f"WFS:{site}/wfs", "app:parcels", "-spat", *map(str, (west + 1, south + 1, east - 1, north - 1))
    )
    assert f"code (String) = {stored[0].code}" in boxed
    active = sum(row.state == "active" for row in stored)
    where = ogrinfo("-al", "-so", f"WFS:{site}/wfs", "app:parcels", "-where", "state = 'active'")
    assert f"Feature Count: {active}" in where
