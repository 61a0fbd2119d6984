"""Opening a connection as the administrator, with a sentence for each way in which it can fail."""

import socket
from typing import Any

import psycopg

from geo.instance.dburl import CONNECT_TIMEOUT_SECONDS, DatabaseUrl
from geo.instance.errors import InstanceError

Connection = psycopg.Connection[tuple[Any, ...]]


def connect(url: DatabaseUrl, variable: str = "DATABASE_URL") -> Connection:
    """Return an autocommit connection; raise InstanceError when the server cannot be reached or says no."""
    _reach(url, variable)
    try:
        return psycopg.connect(**url.connection_arguments(), autocommit=True)
    except psycopg.OperationalError as error:
        raise InstanceError(
            f"The server at {url.server} refused {url.user} on database {url.database}: {_sentence(error)}",
            f"Check the user, the password and the options in {variable}, and the server's pg_hba.conf.",
        ) from error
    except psycopg.ProgrammingError as error:
        raise InstanceError(
            f"{variable} holds an option that PostgreSQL does not know: {_sentence(error)}",
            "Correct what follows the question mark of the address.",
        ) from error


def signs_in(url: DatabaseUrl) -> bool:
    """Tell whether a role gets into its database with its password; the server itself is known to answer."""
    try:
        psycopg.connect(**url.connection_arguments()).close()
    except psycopg.OperationalError:
        return False
    return True


def _reach(url: DatabaseUrl, variable: str) -> None:
    """Try the bare network first: what libpq says about it is many lines and translated."""
    try:
        socket.create_connection((url.host, url.port), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except (socket.gaierror, UnicodeError) as error:
        raise InstanceError(
            f"The host {url.host} in {variable} is not known.", f"Check the host's name in {variable}."
        ) from error
    except TimeoutError as error:
        raise InstanceError(
            f"The server at {url.server} did not answer within {CONNECT_TIMEOUT_SECONDS} s.",
            f"Check host and port in {variable}, and the firewall between here and there.",
        ) from error
    except OSError as error:
        raise InstanceError(
            f"Nothing answers at {url.server}: {error.strerror}.",
            f"Check host and port in {variable}, and that PostgreSQL runs and listens there.",
        ) from error


def _sentence(error: psycopg.Error) -> str:
    """Return the server's own words, without what libpq puts before them."""
    return str(error).rpartition("FATAL:")[2].strip().partition("\n")[0] or type(error).__name__
