"""Whose history is kept: streets and buildings."""

from geo.audit.registry import audit
from parcels.fabric.models import Building, Street

audit(Street, kind="street")
audit(Building, kind="building")
