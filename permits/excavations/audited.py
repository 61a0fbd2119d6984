"""Whose history is kept: firms, their bans, moratoria, and what lies in the ground."""

from geo.audit.registry import audit
from permits.excavations.models import Firm, FirmBan, Moratorium, UtilityLine

audit(Firm, kind="firm")
audit(FirmBan, kind="firm_ban")
audit(Moratorium, kind="moratorium")
audit(UtilityLine, kind="utility_line")
