"""Checking an office's chain."""

from django.db import connection

from geo.municipalities.scope import current
from geo.series.errors import OutsideTerritory

# The place after the last entry stands for a tail that was cut off: the head knows what it sealed.
_BROKEN = """
WITH entry AS (
  SELECT sequence, hash, previous_hash,
         lag(hash, 1, '') OVER (ORDER BY sequence) AS before,
         row_number() OVER (ORDER BY sequence) AS place,
         chain_hash_v1(previous_hash, municipality_id, sequence, recorded_at, actor_id, action, subject, payload)
           AS computed
    FROM series_chainentry WHERE municipality_id = %(office)s
), last AS (
  SELECT coalesce(max(sequence), 0) AS sequence, coalesce((array_agg(hash ORDER BY sequence DESC))[1], '') AS hash
    FROM entry
)
SELECT min(sequence) FROM (
  SELECT least(sequence, place) AS sequence FROM entry
   WHERE hash <> computed OR previous_hash <> before OR sequence <> place
   UNION ALL
  SELECT last.sequence + 1 FROM last
    FULL JOIN (SELECT sequence, hash FROM series_chainhead WHERE municipality_id = %(office)s) AS head ON true
   WHERE (coalesce(head.sequence, 0), coalesce(head.hash, '')) <> (last.sequence, last.hash)
) AS broken
"""


def first_broken_entry(office_id: int) -> int | None:
    """Return the place of the first entry that does not follow from the one before, or None for a sound chain.

    A missing tail is told by the chain's head. Raises OutsideTerritory where the transaction would see no entry at all.
    """
    if office_id not in current():
        raise OutsideTerritory
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, {"office": office_id})
        (place,) = cursor.fetchone()
    return place  # type: ignore[no-any-return]
