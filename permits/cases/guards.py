"""Guards that flows of any kind may name."""

from permits.cases.appeals import appeal_is_upheld

__all__ = ["appeal_is_upheld"]
