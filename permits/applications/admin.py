"""Administration of the kinds of permit that a municipality adds as data."""

from django.contrib import admin

from permits.applications.models import SimpleKind


@admin.register(SimpleKind)
class SimpleKindAdmin(admin.ModelAdmin):
    """A kind is added, and ended; a change is a new row that begins when the old one ends."""

    list_display = ("code", "name", "office_code", "jurisdiction", "valid_from", "valid_to", "status")
    list_filter = ("jurisdiction", "status")
    search_fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request: object, obj: SimpleKind | None = None) -> list[str]:
        """Let only the end of an existing row be set."""
        return [field.name for field in obj._meta.fields if field.name != "valid_to"] if obj else []

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: permits stand on it."""
        return False
