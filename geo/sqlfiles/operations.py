"""Migration operation that runs one released SQL file."""

import hashlib
import inspect
from pathlib import Path

from django.db.migrations.operations import RunSQL


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a SQL file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class RunSQLFile(RunSQL):
    """Run `<app>/sql/<name>`; the migration keeps the hash, so a released file that changes is refused.

    A new version of a function is a new file and a new migration. There is no way back: to undo a release,
    release again.
    """

    def __init__(self, name: str, sha256: str) -> None:
        migration = Path(inspect.stack()[1].filename)
        self.name, self.sha256 = name, sha256
        self.path = migration.parent.parent / "sql" / name
        if file_hash(self.path) != sha256:
            raise ValueError(f"{self.path} differs from the file that was released (SHA-256 {sha256})")
        # One element, no parameters: sent as it is, so that % and ; inside function bodies are left alone.
        super().__init__(sql=[(self.path.read_text(encoding="utf-8"), None)], reverse_sql=RunSQL.noop)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [self.name, self.sha256], {}

    def describe(self) -> str:
        return f"Run sql/{self.name}"
