"""Administration of municipal bodies; territories change by decision, not here."""

from django.contrib import admin

from geo.municipalities.models import Municipality


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    """Names of bodies and their place in the tree."""

    list_display = ("code", "name", "name_en", "kind", "parent")
    fields = ("code", "kind", "name", "name_en", "parent")
    readonly_fields = ("code",)

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: bodies are kept."""
        return False
