"""The bucket of papers: an S3-compatible storage that is asked with patience, and not for ever."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

#: Seconds for a connection and for an answer, and how often it is tried: a page waits for it.
CONNECT_S, ANSWER_S, TRIES = 5, 20, 2


class Bucket(S3Storage):
    """Signs by version 4, puts the name of the bucket into the path where the address is no host name of Amazon's."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return the library's settings with our patience."""
        patience = Config(
            signature_version="s3v4", connect_timeout=CONNECT_S, read_timeout=ANSWER_S,
            retries={"total_max_attempts": TRIES, "mode": "standard"}, s3={"addressing_style": "auto"},
        )  # fmt: skip
        return {**super().get_default_settings(), "client_config": patience}
