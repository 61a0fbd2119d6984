"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the version shown in the footer, and whether this is a sample."""
    return {"app_version": settings.COMMIT[:10], "sample_notice": settings.SAMPLE_NOTICE}
