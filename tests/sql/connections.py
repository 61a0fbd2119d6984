"""Connections of their own, as each role signs in: for tests that race, wait, or look from outside."""

import os
from collections.abc import Iterable

import psycopg
from django.conf import settings


def connect(role: str, **options: object) -> psycopg.Connection:
    """Return a connection to the test database as "app", "tiles", "owner" or "admin", in autocommit.

    Commits are not waited for on the disk: no test here pulls the plug.
    """
    options = {"autocommit": True, "options": "-c synchronous_commit=off", **options}
    name = settings.DATABASES["default"]["NAME"]
    if role == "admin":
        server = os.environ["ADMIN_DATABASE_URL"].rpartition("/")[0].replace("postgis://", "postgresql://")
        return psycopg.connect(f"{server}/{name}", **options)
    held = settings.DATABASES["default" if role == "app" else role]
    arguments = {"host": held["HOST"], "port": held["PORT"], "user": held["USER"], "password": held["PASSWORD"]}
    return psycopg.connect(**arguments, dbname=name, **options)


def enter_scope(connection: psycopg.Connection, territories: Iterable[int]) -> None:
    """Set the territories of the running transaction, as geo.municipalities.scope does."""
    ids = "{" + ",".join(map(str, territories)) + "}"
    connection.execute("SELECT set_config('app.municipalities', %s, true)", [ids])
