"""Checking an office's chain."""

from django.db import connection

_BROKEN = """
SELECT sequence FROM (
  SELECT sequence, hash, previous_hash,
         lag(hash, 1, '') OVER (ORDER BY sequence) AS before,
         row_number() OVER (ORDER BY sequence) AS place,
         chain_hash_v1(previous_hash, municipality_id, sequence, recorded_at, actor_id, action, subject, payload) AS computed
    FROM series_chainentry WHERE municipality_id = %s
) AS entry
WHERE hash <> computed OR previous_hash <> before OR sequence <> place
ORDER BY sequence LIMIT 1
"""


def first_broken_entry(office_id: int) -> int | None:
    """Return the place of the first entry that does not follow from the one before, or None for a sound chain."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, [office_id])
        row = cursor.fetchone()
    return row[0] if row else None
