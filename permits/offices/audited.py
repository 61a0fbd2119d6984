"""Whose history is kept: offices, their people and mandates."""

from geo.audit.registry import audit
from permits.offices.models import Mandate

audit(Mandate, kind="mandate", withheld=("identifier_hash",))
