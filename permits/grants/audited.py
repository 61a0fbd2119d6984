"""Whose history is kept: grants, pools, allotments and decisions; the rest is written once."""

from geo.audit.registry import audit
from permits.grants.models import Allotment, Grant, GrantDecision, Pool

audit(Grant, kind="land_grant", withheld=("grantee_name", "identifier_hash", "born_on"))
audit(Pool, kind="grant_pool")
audit(Allotment, kind="grant_allotment")
audit(GrantDecision, kind="grant_decision")
