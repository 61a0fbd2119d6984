"""A look at the outbox."""

from django.contrib import admin

from geo.outbox.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Messages, read only."""

    list_display = ("topic", "key", "created_at", "delivered_at", "attempts", "last_error")
    list_filter = ("topic",)

    def has_add_permission(self, request: object) -> bool:
        """Say no: slices write messages."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Say no: a message is what it was."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: what was sent is kept."""
        return False
