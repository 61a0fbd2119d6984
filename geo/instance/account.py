"""The OS user that PostgreSQL runs as: the person's own, or a system user when the person is root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.instance.errors import InstanceError

#: PostgreSQL refuses to run as root, so root gets this user for it.
SYSTEM_USER = "mukhattat"


@dataclass(frozen=True)
class Account:
    """An OS user, and whether a command must change to it first."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, command: Sequence[str | Path], *, cwd: Path) -> "subprocess.CompletedProcess[str]":
        """Run a command as this user, without the person's PG* variables; return its code and output."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LANG"))}
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**kept, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def own(self, path: Path) -> None:
        """Give a file or folder to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Tell whether this user can enter the folder (root's home, for one, is closed to it)."""
        if not self.switch:
            return os.access(folder, os.X_OK)
        return self.run(["test", "-x", folder], cwd=Path("/")).returncode == 0


def cluster_account() -> Account:
    """Return the OS user for the cluster; as root, make the system user when it is missing."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return Account(me.pw_name, me.pw_uid, me.pw_gid, switch=False)
    found = _system_user() or _make_system_user()
    return Account(found.pw_name, found.pw_uid, found.pw_gid, switch=True)


def _system_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _make_system_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    made = subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
    )
    found = _system_user()
    if found is None:
        raise InstanceError(
            f"The OS user {SYSTEM_USER}, who runs PostgreSQL for root, was not made: {made.stderr.strip()}",
            f"Make it by hand (useradd --system {SYSTEM_USER}), or run as an ordinary user.",
        )
    return found
