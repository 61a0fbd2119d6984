"""Database roles: four groups that own and use the schema, three logins for each deployment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.instance.dburl import DatabaseUrl, parse

OWNER = "mukhattat_owner"
APP = "mukhattat_app"
TILES = "mukhattat_tiles"
GUARD = "mukhattat_guard"


@dataclass(frozen=True)
class Group:
    """A role that nobody signs in as; only the guard may look past row level security."""

    name: str
    bypasses_rows: bool = False


GROUPS = (
    Group(OWNER),  # owns the database and every object in it; migrations run as it
    Group(APP),  # the application: no ownership, row level security applies
    Group(TILES),  # the map: reads what was granted to it, nothing else
    Group(GUARD, bypasses_rows=True),  # owns the functions that must see every territory, such as overlap
)


@dataclass(frozen=True)
class Login:
    """A role that signs in: its password, its groups, and what holds in its sessions."""

    name: str
    password: str
    groups: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(frozen=True)
class Logins:
    """The three roles of one deployment that sign in; its test databases share them."""

    owner: Login
    app: Login
    tiles: Login

    def __iter__(self) -> Iterator[Login]:
        return iter((self.owner, self.app, self.tiles))

    @classmethod
    def with_passwords(cls, owner: tuple[str, str], app: tuple[str, str], tiles: tuple[str, str]) -> "Logins":
        """Return the logins from (name, password) of each."""
        return cls(
            # Whatever the owner's login makes belongs to the group, also when someone works in psql.
            owner=Login(*owner, groups=(OWNER, GUARD), settings=(("role", OWNER),)),
            app=Login(*app, groups=(APP,), settings=(("idle_in_transaction_session_timeout", "10min"),)),
            tiles=Login(
                *tiles,
                groups=(TILES,),
                settings=(("default_transaction_read_only", "on"), ("statement_timeout", "15s")),
            ),
        )

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Logins":
        """Return the logins that the three addresses of an environment name."""
        urls = {kind: parse(values[variable], variable) for kind, variable in ADDRESSES.items()}
        owner, app, tiles = ((urls[kind].user, urls[kind].password) for kind in ("owner", "app", "tiles"))
        return cls.with_passwords(owner, app, tiles)


#: Which variable holds the address of which role.
ADDRESSES = {"owner": "OWNER_DATABASE_URL", "app": "APP_DATABASE_URL", "tiles": "TILES_DATABASE_URL"}


def login_urls(admin: DatabaseUrl, passwords: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of the three logins in the administrator's database; keys as in ADDRESSES."""
    return {
        variable: admin.as_user(f"{admin.database}_{kind}_login", passwords[kind]).text()
        for kind, variable in ADDRESSES.items()
    }
