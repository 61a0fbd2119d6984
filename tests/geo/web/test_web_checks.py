"""System checks: a deployment that is not what its settings say is stopped with one clear sentence."""

import socket

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.utils import ConnectionHandler

from geo import checks

SECRET = "a-password-nobody-may-read"


@pytest.mark.parametrize("srid", [9356, 9357, 9358, 9359, 9360, 32639])
def test_a_projected_crs_in_metres_is_taken(srid, settings):
    settings.STORAGE_SRID = srid
    assert checks.storage_crs_is_metric(None) == []


@pytest.mark.parametrize(
    ("srid", "reason"),
    [
        (999_999, "is no CRS that GDAL knows"),
        (0, "is no CRS that GDAL knows"),
        (4326, "is not projected in metres"),  # degrees
        (9333, "is not projected in metres"),  # degrees of the country's own datum
        (2263, "is not projected in metres"),  # feet
        (4978, "is not projected in metres"),  # earth-centred: metres, and no map
    ],
)
def test_any_other_crs_is_refused_by_number(srid, reason, settings):
    settings.STORAGE_SRID = srid
    (found,) = checks.storage_crs_is_metric(None)
    assert found.id == "mukhattat.E001"
    assert str(srid) in found.msg
    assert reason in found.msg


@pytest.mark.django_db
def test_the_database_that_migrations_made_fits():
    assert checks.database_fits(None, databases=["default"]) == []


@pytest.mark.django_db
def test_a_crs_that_changed_after_migration_is_refused_with_the_way_back(settings):
    kept, settings.STORAGE_SRID = settings.STORAGE_SRID, 9358
    (found,) = checks.database_fits(None, databases=["default"])
    assert found.id == "mukhattat.E004"
    assert f"EPSG:{kept}" in found.msg
    assert "9358" in found.msg
    assert f"STORAGE_SRID={kept}" in found.hint


@pytest.mark.django_db
def test_the_command_check_stops_there(settings):
    settings.STORAGE_SRID = 9358
    with pytest.raises(SystemCheckError, match=r"mukhattat\.E004"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_an_old_server_is_refused_by_its_version(monkeypatch):
    monkeypatch.setattr(checks, "OLDEST_SERVER", 990_000)
    (found,) = checks.database_fits(None, databases=["default"])
    assert found.id == "mukhattat.E002"
    assert "this server is 1" in found.msg


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_named_without_its_password(settings, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        reached = {**settings.DATABASES["default"], "HOST": "127.0.0.1", "PORT": closed.getsockname()[1]}
        monkeypatch.setattr(checks, "connections", ConnectionHandler({"default": {**reached, "PASSWORD": SECRET}}))
        (found,) = checks.database_fits(None, databases=["default"])
    assert found.id == "mukhattat.E003"
    assert "'default' does not answer" in found.msg
    assert "\n" not in found.msg
    assert SECRET not in found.msg


def test_without_a_database_to_check_none_is_asked():
    assert checks.database_fits(None, databases=None) == []
