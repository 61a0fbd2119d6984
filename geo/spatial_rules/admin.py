"""Administration of dated values."""

from django.contrib import admin

from geo.spatial_rules.models import ReferenceValue


@admin.register(ReferenceValue)
class ReferenceValueAdmin(admin.ModelAdmin):
    """Tolerances and terms; an old value is ended and a new one added, never overwritten."""

    list_display = ("code", "value", "unit", "jurisdiction", "valid_from", "valid_to", "status")
    list_filter = ("jurisdiction", "status")
    search_fields = ("code", "cites")

    def get_readonly_fields(self, request: object, obj: ReferenceValue | None = None) -> tuple[str, ...]:
        """Let only the end of an existing value be set."""
        return ("code", "value", "unit", "jurisdiction", "valid_from", "cites", "status") if obj else ()

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: past decisions stand on past values."""
        return False
