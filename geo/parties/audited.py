"""Whose history is kept: parties and the accounts that are theirs, without a value that says who someone is."""

from geo.audit.registry import audit
from geo.parties.models import IdentityLink, Party

audit(Party, kind="party", withheld=("name", "identifier_encrypted", "identifier_hash", "mobile"))
audit(IdentityLink, kind="identity_link", withheld=("identifier_hash",))
