"""Administration of departments, and of the dated rows that say who is asked and how long it may take."""

from django.contrib import admin

from permits.cases.models import Dated, DecisionTerm, Department, Holiday, ReferralRoute

#: What of a dated row is written once.
ENDED = ("valid_to",)


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """A department and the people who answer for it."""

    list_display = ("code", "name", "name_en", "role")
    autocomplete_fields = ("people",)

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: referrals name it."""
        return False


@admin.register(ReferralRoute, DecisionTerm, Holiday)
class DatedAdmin(admin.ModelAdmin):
    """An old row is ended and a new one added, never overwritten."""

    list_filter = ("jurisdiction", "status")

    def get_readonly_fields(self, request: object, obj: Dated | None = None) -> list[str]:
        """Let only the end of an existing row be set."""
        return [field.name for field in obj._meta.fields if field.name not in ENDED] if obj else []

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: past deadlines stand on past rows."""
        return False
