"""Addresses of bills, of the biller's messages, and of the simulator (which answers only where it runs)."""

from datetime import date

from django.urls import path, register_converter

from permits.payments import simulator_web, web


class DayConverter:
    """A day in an address: 2026-11-22."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Return the day. Errors: ValueError, which is no such address."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return the day as it is written in an address."""
        return value.isoformat()


register_converter(DayConverter, "payment_day")

app_name = "payments"
urlpatterns = [
    path("payments/notifications", web.notifications, name="notifications"),
    path("bills/", web.bills, name="bills"),
    path("bills/differences/", web.differences, name="differences"),
    path("bills/reconciliation/", web.reconciliation, name="reconciliation"),
    path("bills/<str:number>/", web.bill, name="bill"),
    path("simulator/sadad/", simulator_web.page, name="simulator"),
    path("simulator/sadad/days/<payment_day:day>.csv", simulator_web.day, name="simulator_day"),
]
