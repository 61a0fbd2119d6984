"""Grants are a state, not a history: each slice's `sql/grants.sql` is applied anew after every migration."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

FILE = "sql/grants.sql"


def grant_files() -> list[Path]:
    """Return every slice's grants, in the order of INSTALLED_APPS."""
    found = (Path(config.path) / FILE for config in apps.get_app_configs())
    return [path for path in found if path.exists()]


def apply_grants(sender: AppConfig, using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Apply one slice's grants as the owner; connected to `post_migrate`."""
    path = Path(sender.path) / FILE
    if not path.exists():
        return
    with connections[using].cursor() as cursor:
        cursor.execute(path.read_text(encoding="utf-8"))
