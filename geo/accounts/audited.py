"""Whose history is kept: roles and lent signatures."""

from geo.accounts.models import Delegation, Membership
from geo.audit.registry import audit

audit(Membership, kind="membership")
audit(Delegation, kind="delegation")
