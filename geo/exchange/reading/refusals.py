"""Why a file is not read, as the confined process says it: a code and facts, in no language. No Django here."""

from typing import Any


class Refused(Exception):
    """The file is not read; `code` is one of those that errors.py puts into sentences."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
