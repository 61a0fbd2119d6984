"""Whose history is kept: parties, without a value that says who someone is."""

from geo.audit.registry import audit
from geo.parties.models import Party

audit(Party, kind="party", withheld=("name", "identifier_encrypted", "identifier_hash", "mobile"))
