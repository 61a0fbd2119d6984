"""Liveness and readiness for whoever watches the service."""

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string

from geo.municipalities.middleware import unscoped
from geo.spatial.crs import storage_srid


@unscoped
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process lives, and the commit it runs."""
    return JsonResponse({"status": "ok", "commit": settings.COMMIT})


@unscoped
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when both roles reach a database of the storage CRS in the settings, else 503 with the reason."""
    checks = {
        "database": _ask("default", "SELECT storage_srid FROM spatial_deployment"),
        "tiles": _ask("tiles", "SELECT 1"),
    }
    problems = {name: answer for name, answer in checks.items() if isinstance(answer, str)}
    if not problems and checks["database"] != storage_srid():
        problems["storage_srid"] = f"database {checks['database']}, settings {storage_srid()}"
    asked = {name: import_string(check)() for name, check in settings.READY_WHEN.items()}
    problems |= {name: answer for name, answer in asked.items() if answer}
    status = {
        "status": "unavailable" if problems else "ready",
        "commit": settings.COMMIT,
        "problems": problems,
    }
    return JsonResponse(status, status=503 if problems else 200)


def _ask(alias: str, query: str) -> int | str | None:
    """Return the first value of a query, or the kind of failure as text (no address, no credentials)."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
    except DatabaseError as error:
        return type(error).__name__
    return int(row[0]) if row else None
