"""Whose history is kept: past grants whose land is found later; what was brought is written once."""

from geo.audit.registry import audit
from permits.past_grants.models import PastGrant

audit(
    PastGrant, kind="past_grant", withheld=("name", "identifier_hash", "identifier_encrypted", "mobile"), inserts=False
)
