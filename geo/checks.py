"""System checks: the deployment is what the settings say."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.gis.gdal import GDALException, SpatialReference
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST_SERVER = 150000


@register()
def storage_crs_is_metric(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The storage CRS must be projected and in metres: every length and area is computed in it."""
    try:
        crs = SpatialReference(settings.STORAGE_SRID)
    except GDALException:
        return [_wrong(f"STORAGE_SRID {settings.STORAGE_SRID} is no CRS that GDAL knows.", "001")]
    if not crs.projected or crs.linear_units != 1.0:
        return [_wrong(f"STORAGE_SRID {settings.STORAGE_SRID} is not projected in metres.", "001")]
    return []


@register(Tags.database)
def database_fits(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The server must be new enough, and keep what it keeps in the CRS of the settings."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            found += _check(connections[alias])
        except DatabaseError as error:
            found.append(_wrong(f"The database of {alias!r} does not answer: {str(error).splitlines()[0]}", "003"))
    return found


def _check(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::integer, to_regclass('spatial_deployment') IS NOT NULL"
        )
        version, migrated = cursor.fetchone()
        if version < OLDEST_SERVER:
            return [_wrong(f"PostgreSQL 15 or newer is needed; this server is {version // 10000}.", "002")]
        if not migrated:
            return []
        cursor.execute("SELECT storage_srid FROM spatial_deployment")
        (kept,) = cursor.fetchone()
    if kept != settings.STORAGE_SRID:
        return [
            _wrong(
                f"This database keeps everything in EPSG:{kept}, but STORAGE_SRID says {settings.STORAGE_SRID}.",
                "004",
                hint=f"Set STORAGE_SRID={kept}. A deployment in another zone needs a database of its own.",
            )
        ]
    return []


def _wrong(sentence: str, number: str, hint: str | None = None) -> Error:
    return Error(sentence, hint=hint, id=f"mukhattat.E{number}")
