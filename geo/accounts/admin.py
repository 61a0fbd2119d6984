"""Administration of users and memberships."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import Delegation, Membership, User


class MembershipInline(admin.TabularInline):
    """The roles of a user."""

    model = Membership
    extra = 0
    can_delete = False


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Users; they are deactivated, never deleted."""

    inlines = [MembershipInline]
    list_display = ("username", "full_name", "is_active", "is_staff")
    search_fields = ("username", "full_name")
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email")}),
        (_("Rights in the administration"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Let superusers alone give rights in the administration: else who may edit users makes himself one."""
        kept = tuple(super().get_readonly_fields(request, obj))
        return kept if request.user.is_superuser else (*kept, "is_staff", "is_superuser", "groups")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep a superuser's account, his password above all, to superusers."""
        may: bool = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: what a person signed keeps his name."""
        return False


@admin.register(Delegation)
class DelegationAdmin(admin.ModelAdmin):
    """Delegations of signature: read here; given and revoked on their own pages, by who may."""

    list_display = ("from_user", "to_user", "role", "municipality", "starts_on", "ends_on", "revoked_at")
    list_filter = ("role",)
    search_fields = ("from_user__full_name", "to_user__full_name", "decision_number")
    list_select_related = ("from_user", "to_user", "municipality")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: a signature is lent by whoever holds it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delegation | None = None) -> bool:
        """Say no: what is recorded stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delegation | None = None) -> bool:
        """Say no: what was signed under it refers to it."""
        return False
