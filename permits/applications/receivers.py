"""What leaves through the outbox when a permit is issued."""

import logging
from typing import Any

from geo.outbox.registry import receives

log = logging.getLogger("mukhattat.notice")


@receives("permit.issued")
def tell_applicant(key: str, payload: dict[str, Any]) -> None:
    """Tell the applicant; until a message provider is configured the notice goes to the log, without his number."""
    log.info("notice", extra={"facts": {"topic": "permit.issued", "permit": key, "text": payload["text_ar"]}})


@receives("application.lapsed")
def tell_of_the_end(key: str, payload: dict[str, Any]) -> None:
    """Tell the applicant that his application ended unpaid; to the log, as above."""
    log.info("notice", extra={"facts": {"topic": "application.lapsed", "case": key, "text": payload["text_ar"]}})
