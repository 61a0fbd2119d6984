"""Administration of the dated rows that say who is eligible and which areas are granted."""

from django.contrib import admin

from permits.cases.models import Dated
from permits.grants.models import AreaClass, GrantCondition

#: What of a dated row is written once.
ENDED = ("valid_to",)


@admin.register(AreaClass, GrantCondition)
class DatedAdmin(admin.ModelAdmin):
    """An old row is ended and a new one added, never overwritten."""

    list_filter = ("jurisdiction", "status")

    def get_readonly_fields(self, request: object, obj: Dated | None = None) -> list[str]:
        """Let only the end of an existing row be set."""
        return [field.name for field in obj._meta.fields if field.name not in ENDED] if obj else []

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: past decisions stand on past rows."""
        return False
