"""Whose history is kept: the frame of the land."""

from geo.audit.registry import audit
from parcels.plans.models import Block, District, Mask, Plan, Zone

audit(District, kind="district")
audit(Plan, kind="plan")
audit(Block, kind="block")
audit(Zone, kind="zone")
audit(Mask, kind="mask")
