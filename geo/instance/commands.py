"""What bin/up, bin/down and bin/test ask of an instance, one function each."""

import os
import secrets
import shlex
from collections.abc import Mapping

from geo.instance import authority, envfile, private
from geo.instance.connect import connect
from geo.instance.dburl import DatabaseUrl, parse
from geo.instance.errors import InstanceError
from geo.instance.places import Places
from geo.instance.private import Say
from geo.instance.provision import check_server_version, holds_register, provision
from geo.instance.roles import ADDRESSES, Logins, login_urls


def start_database(places: Places, say: Say, *, keep: bool = True) -> bool:
    """Make the database server ready and its addresses known; return True when it was started now.

    keep=False leaves the addresses in var/instance.env as they are when another server is named for one run.
    """
    named = os.environ.get("DATABASE_URL", "")
    if not named:
        url, started = private.start(places, say)
        _write_addresses(places, url)
        return started
    url = parse(named)
    say(f"using database {url.database} at {url.server} (DATABASE_URL); nothing private is started")
    with connect(url.on("postgres")) as connection:
        check_server_version(connection.info.server_version)
    values = envfile.read(places.env_file)
    _refuse_foreign_key(url, values)
    if keep or not {*envfile.KEYS, *ADDRESSES.values()} <= values.keys():
        _write_addresses(places, url)
    return False


def provision_database(places: Places) -> None:
    """Bring roles, database, extensions and grants to where migrations can run."""
    values = current_values(places)
    url = parse(values["ADMIN_DATABASE_URL"], "ADMIN_DATABASE_URL")
    provision(url.text(), url.database, Logins.of(values))


def ensure_authority(places: Places, say: Say) -> None:
    """Make the demo authority once, unless the environment names a certificate of the deployment's own."""
    if not os.environ.get("SIGNING_CERTIFICATE") and authority.ensure(places.authority):
        say(f"made a demo authority that signs papers, without legal value, in {places.authority}")


def current_values(places: Places) -> envfile.Values:
    """Return what holds for this run: the file, with the addresses of DATABASE_URL when it is set."""
    values = envfile.read(places.env_file)
    named = os.environ.get("DATABASE_URL", "")
    return {**values, **_addresses(parse(named), values)} if named else values


def environment_lines(places: Places, *, production: bool) -> list[str]:
    """Return shell lines that export this run's values; for production, as a deployment has them."""
    values = current_values(places)
    del values["DJANGO_SETTINGS_MODULE"]
    if production:
        values |= {
            "DJANGO_SETTINGS_MODULE": "geo.settings.prod",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "BASE_URL": "https://land.example",
            "ALLOWED_HOSTS": "land.example",
            "SIGNING_REQUIRED": "false",  # there is no certificate of a real office to check here
        }
    return [f"export {key}={shlex.quote(value)}" for key, value in values.items()]


def _write_addresses(places: Places, admin: DatabaseUrl) -> None:
    values = envfile.with_keys(envfile.read(places.env_file), os.environ)
    wanted = {**values, **_addresses(admin, values)}
    if wanted != envfile.read(places.env_file):
        envfile.write(places.env_file, wanted)


def _addresses(admin: DatabaseUrl, values: Mapping[str, str]) -> envfile.Values:
    """Return the four addresses on the administrator's server; a login keeps the password it has."""
    passwords = {kind: _password(values.get(variable)) for kind, variable in ADDRESSES.items()}
    return {"ADMIN_DATABASE_URL": admin.text(), **login_urls(admin, passwords)}


def _password(address: str | None) -> str:
    return parse(address, "instance.env").password if address else secrets.token_urlsafe(24)


def _refuse_foreign_key(url: DatabaseUrl, values: Mapping[str, str]) -> None:
    """Refuse a register whose identifiers were encrypted with a key that this checkout does not hold."""
    missing = [key for key in envfile.missing_keys(values) if not os.environ.get(key)]
    if missing and holds_register(url):
        raise InstanceError(
            f"The database {url.database} at {url.server} holds a register whose keys are not here.",
            f"Set {', '.join(missing)} in the environment as they were, or name a new database.",
        )
