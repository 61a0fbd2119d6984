"""What the person at the terminal is told when an instance cannot be made or started."""


class InstanceError(Exception):
    """A refusal in one sentence (cause), with what to do about it (remedy)."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"Cause: {self.cause}\nRemedy: {self.remedy}"
