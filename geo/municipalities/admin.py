"""Administration of municipal bodies; territories change by decision, not here."""

from django.contrib import admin

from geo.municipalities.models import Municipality


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    """Names of bodies and their place in the tree."""

    list_display = ("code", "name", "name_en", "kind", "parent")
    fields = ("code", "kind", "name", "name_en", "parent")

    def get_readonly_fields(self, request: object, obj: Municipality | None = None) -> tuple[str, ...]:
        """Fix the code of a body that exists: issued numbers begin with it."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: bodies are kept."""
        return False
