"""Whose history is kept: violations and stop orders; visits are a ledger of their own."""

from geo.audit.registry import audit
from permits.violations.models import StopOrder, Violation

audit(Violation, kind="violation")
audit(StopOrder, kind="stop_order")
