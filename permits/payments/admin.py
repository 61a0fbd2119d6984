"""A look at tariffs, categories, bills and payments; nothing is changed here."""

from django.contrib import admin

from permits.payments.models import Bill, MunicipalityCategory, PaymentNotice, Tariff


class ReadOnly(admin.ModelAdmin):
    """Rows that are looked at: they are written by services, or loaded from tables."""

    def has_add_permission(self, request: object) -> bool:
        """Say no."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Say no."""
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Say no: past fees stand on it."""
        return False


@admin.register(Tariff)
class TariffAdmin(ReadOnly):
    """Dated rates."""

    list_display = ("code", "category", "rate", "unit", "jurisdiction", "valid_from", "valid_to", "status")
    list_filter = ("jurisdiction", "category", "status")
    search_fields = ("code", "cites")


@admin.register(MunicipalityCategory)
class MunicipalityCategoryAdmin(ReadOnly):
    """Dated categories of municipal bodies."""

    list_display = ("municipality_code", "category", "valid_from", "valid_to", "status")


@admin.register(Bill)
class BillAdmin(ReadOnly):
    """Bills of the person's territories."""

    list_display = ("number", "municipality", "amount", "state", "due_on")
    list_filter = ("state",)


@admin.register(PaymentNotice)
class PaymentNoticeAdmin(ReadOnly):
    """Payments that were told, of the person's territories."""

    list_display = ("transaction_id", "bill_number", "amount", "paid_at", "outcome")
    list_filter = ("outcome",)
