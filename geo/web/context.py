"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from geo.accounts.policies import memberships_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the version shown in the footer, the sample notice, and whether the reader is staff somewhere."""
    user = getattr(request, "user", None)
    return {
        "app_version": settings.COMMIT[:10],
        "sample_notice": settings.SAMPLE_NOTICE,
        "is_staff_member": user is not None and user.is_authenticated and memberships_of(user).exists(),
    }
