"""Whose history is kept: the values that law sets; they belong to no territory."""

from geo.audit.registry import audit
from geo.spatial_rules.models import ReferenceValue

audit(ReferenceValue, kind="reference_value", public=True)
