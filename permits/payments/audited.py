"""Whose history is kept: bills and differences of the offices; tariffs and categories, which are everyone's."""

from geo.audit.registry import audit
from permits.payments.models import Bill, Discrepancy, MunicipalityCategory, Tariff

audit(Bill, kind="bill")
audit(Discrepancy, kind="payment_difference")
audit(Tariff, kind="tariff", public=True)
audit(MunicipalityCategory, kind="municipality_category", public=True)
