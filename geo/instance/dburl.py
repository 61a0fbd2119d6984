"""Database addresses in the form scheme://user:password@host:port/database?options."""

import re
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from geo.instance.errors import InstanceError

SCHEMES = ("postgis", "postgres", "postgresql")
EXAMPLE = "postgis://USER:PASSWORD@HOST:5432/mukhattat"
DEFAULT_DATABASE = "mukhattat"
MAINTENANCE_DATABASE = "postgres"
#: Short enough for NAME_owner_login, and never in need of quotes.
DATABASE_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
CONNECT_TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class DatabaseUrl:
    """One address, taken apart; the password never shows in its representation."""

    user: str
    password: str
    host: str
    port: int
    database: str
    options: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<{self.user}@{self.server}/{self.database}>"

    @property
    def server(self) -> str:
        """Host and port, as they may be shown."""
        return f"{self.host}:{self.port}"

    def text(self) -> str:
        """Return the address in the form that Django's settings read."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        sign_in = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        query = f"?{urlencode(self.options)}" if self.options else ""
        return f"postgis://{sign_in}@{host}:{self.port}/{self.database}{query}"

    def as_user(self, user: str, password: str) -> "DatabaseUrl":
        """Return the same database for another role."""
        return replace(self, user=user, password=password)

    def on(self, database: str) -> "DatabaseUrl":
        """Return another database of the same server for the same role."""
        return replace(self, database=database)

    def connection_arguments(self) -> dict[str, Any]:
        """Return the keyword arguments for psycopg.connect()."""
        return {
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            **dict(self.options),
            "user": self.user,
            "password": self.password,
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
        }


def parse(text: str, variable: str = "DATABASE_URL") -> DatabaseUrl:
    """Take an address apart; raise InstanceError that names what is wrong, never the password."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port or 5432
    except ValueError:
        _refuse(variable, "its host or port cannot be read")
    if parts.scheme not in SCHEMES:
        _refuse(variable, f"it must begin with one of {', '.join(s + '://' for s in SCHEMES)}")
    if not parts.hostname:
        _refuse(variable, "it names no host")
    if not parts.username or parts.password is None:
        _refuse(variable, "it names no user with a password")
    database = unquote(parts.path.lstrip("/")) or DEFAULT_DATABASE
    if database == MAINTENANCE_DATABASE:
        database = DEFAULT_DATABASE
    if not DATABASE_NAME.fullmatch(database):
        _refuse(variable, "its database name must be lower-case letters, digits and _ (41 at most)")
    return DatabaseUrl(
        user=unquote(parts.username),
        password=unquote(parts.password),
        host=unquote(parts.hostname),
        port=port,
        database=database,
        options=tuple(parse_qsl(parts.query)),
    )


def _refuse(variable: str, why: str) -> NoReturn:
    raise InstanceError(f"{variable} is not a database address: {why}.", f"Write it as {EXAMPLE}")
