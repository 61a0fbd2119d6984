"""Hanging the triggers of the history on the tables that the slices declare."""

from typing import Any

from django.db import connections, transaction

from geo.audit.registry import audited


def install_triggers(*, using: str) -> list[str]:
    """Give each declared table that exists its triggers, as the owner; return the tables that were touched.

    A table from which a declaration is taken away keeps its triggers: to stop a history is a migration of its own.
    """
    touched = []
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
        for one in audited:
            if one.table in present:
                arguments: list[Any] = [one.table, one.kind, one.key, one.place, list(one.withheld), one.inserts]
                cursor.execute("SELECT audit_table_v1(%s::regclass, %s, %s, %s, %s, %s)", arguments)
                if cursor.fetchone()[0]:
                    touched.append(one.table)
    return touched
