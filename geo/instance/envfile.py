"""The file var/instance.env: passwords, keys and addresses of this instance, mode 600."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from geo.instance.errors import InstanceError

Values = dict[str, str]

HEADER = "# Made by bin/up. Keep it: without FIELD_ENCRYPTION_KEY no national identifier can be read.\n"


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


#: What is generated once for an instance and never changed: losing one loses sessions, or encrypted columns.
KEYS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_ENCRYPTION_KEY": _fernet_key,
    "FIELD_HASH_KEY": lambda: secrets.token_hex(32),
}
DEFAULTS: dict[str, str] = {
    "STORAGE_SRID": "9359",
    "BASE_URL": "http://127.0.0.1:8000",
    "DJANGO_SETTINGS_MODULE": "geo.settings.dev",
}


def read(path: Path) -> Values:
    """Return the values of the file, {} when there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise InstanceError(
            f"{path} may not be read by this OS user.",
            "Run as the user who ran bin/up first (the owner of var/).",
        ) from error
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in pairs}


def write(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file as a whole; at no moment can another OS user read it, or a reader see half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(HEADER + "".join(f"{key}={value}\n" for key, value in values.items()))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def missing_keys(values: Mapping[str, str]) -> list[str]:
    """Return the names of the generated keys that the file does not hold."""
    return [key for key in KEYS if not values.get(key)]


def with_keys(values: Mapping[str, str], environment: Mapping[str, str]) -> Values:
    """Add what is missing: the environment's key if it has one, otherwise a new one, and the defaults."""
    made = {key: environment.get(key) or KEYS[key]() for key in missing_keys(values)}
    return {**DEFAULTS, **values, **made}
