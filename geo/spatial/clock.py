"""The one clock of the register: the database's."""

from datetime import datetime

from django.db import connection


def transaction_time() -> datetime:
    """Return the instant at which the running transaction began: what it writes becomes true together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (moment,) = cursor.fetchone()
    return moment
