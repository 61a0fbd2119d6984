"""Administration of offices and their people, and a look at what they file."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from permits.offices import services
from permits.offices.enums import OfficeKind
from permits.offices.models import Office, OfficeMember, PastPermit


class MemberInline(admin.TabularInline):
    """The people of an office; who leaves gets a last day."""

    model = OfficeMember
    extra = 0
    can_delete = False


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    """Registered offices: their licence is entered here; they are stopped, never deleted."""

    list_display = ("name", "kind", "registration_number", "licence_number", "licensed_until", "stopped_on")
    list_filter = ("kind",)
    search_fields = ("name", "registration_number", "licence_number")
    inlines = [MemberInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Office | None = None) -> tuple[str, ...]:
        """Keep the registration number of an office that is written down: mandates and accounts hang on it."""
        return ("registration_number",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Office, form: ModelForm, change: bool) -> None:
        """Register a new office with its account."""
        if change:
            obj.save()
            return
        made = services.register_office(
            kind=OfficeKind(obj.kind), name=obj.name, registration_number=obj.registration_number,
            licence_number=obj.licence_number, licensed_from=obj.licensed_from, licensed_until=obj.licensed_until,
            registered_by=obj.registered_by,
        )  # fmt: skip
        obj.pk, obj.account, obj.identifier_hash = made.pk, made.account, made.identifier_hash
        obj._state.adding = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: what an office filed refers to it."""
        return False


@admin.register(PastPermit)
class PastPermitAdmin(admin.ModelAdmin):
    """Permits of other systems, read only."""

    list_display = ("number", "source", "kind", "state", "issued_on")
    list_filter = ("source", "state")
    search_fields = ("number",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: they are brought by a command."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: they stay as they came."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no."""
        return False
