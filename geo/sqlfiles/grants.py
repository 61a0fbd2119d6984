"""Grants are a state, not a history: each slice's `sql/grants.sql` is applied anew after every migration."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from psycopg import sql

from geo.instance.roles import APP, TILES

FILE = "sql/grants.sql"


def grant_files() -> list[Path]:
    """Return every slice's grants, in the order of INSTALLED_APPS."""
    found = (Path(config.path) / FILE for config in apps.get_app_configs())
    return [path for path in found if path.exists()]


def apply_grants(sender: AppConfig, using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Apply one slice's grants as the owner; connected to `post_migrate`.

    What application and tiles were granted before on the slice's tables and views is taken back in the same
    transaction: a line that was removed from the file is a right that was removed.
    """
    path = Path(sender.path) / FILE
    if not path.exists():
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor, include_views=True))
        for model in sender.get_models(include_auto_created=True):
            if model._meta.db_table in present:
                cursor.execute(_take_back(model._meta.db_table))
        cursor.execute(path.read_text(encoding="utf-8"))


def _take_back(table: str) -> sql.Composed:
    roles = sql.SQL(", ").join(map(sql.Identifier, (APP, TILES)))
    return sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), roles)
