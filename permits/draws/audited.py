"""Whose history is kept: draws and what their officials did; lists and results are ledgers of their own."""

from geo.audit.registry import audit
from permits.draws.models import Draw, Official

audit(Draw, kind="draw")
audit(Official, kind="draw_official")
