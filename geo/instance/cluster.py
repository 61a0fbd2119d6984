"""A private PostgreSQL cluster: made once, started and stopped, whatever state the last stop left it in."""

import os
import random
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from geo.instance import tuning
from geo.instance.account import Account
from geo.instance.errors import InstanceError

ADMIN_ROLE = "mukhattat_admin"
MINIMUM_MAJOR = 15
INSTALLED_SERVERS = Path("/usr/lib/postgresql")
INSTALLED_EXTENSIONS = Path("/usr/share/postgresql")
#: Below the ports that the kernel lends to outgoing connections (32768 and up).
PORTS = range(20000, 32000)
#: A socket's path has to fit into 107 bytes (sun_path of Linux), the name of its lock file included.
SOCKET_PATH_LIMIT = 107
START_SECONDS = 120
STOP_SECONDS = 60
LEFTOVER_SECONDS = 15
#: What marks a line of PostgreSQL's output that says why something failed.
REASONS = ("FATAL:", "PANIC:", "ERROR:", "error:", "invalid value", "could not")


def port_is_free(port: int) -> bool:
    """Tell whether a loopback port can be bound now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port() -> int:
    """Return a free loopback port, at random so that two checkouts rarely meet."""
    for port in random.SystemRandom().sample(PORTS, 200):
        if port_is_free(port):
            return port
    raise InstanceError(
        f"No free loopback port was found between {PORTS.start} and {PORTS.stop}.",
        "Stop programs that hold many ports (ss -ltn lists them).",
    )


@dataclass(frozen=True)
class Cluster:
    """The cluster in one folder: data/, log/ and the socket; run by one OS user."""

    home: Path
    account: Account
    memory: int
    cores: int

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's own log files."""
        return self.home / "log"

    def exists(self) -> bool:
        """Tell whether the data directory was made to the end."""
        return (self.data / "PG_VERSION").exists()

    def create(self, password: str) -> None:
        """Make the data directory, in a draft that is renamed when complete: half of one is never used."""
        draft = self.home / "data.new"
        if draft.exists():
            shutil.rmtree(draft)
        secret = self.home / "initdb.password"
        try:
            self._write(secret, password)
            self._initdb(draft, secret)
        finally:
            secret.unlink(missing_ok=True)
        draft.rename(self.data)

    def start(self, port: int) -> None:
        """Start the server on the loopback port and return when it answers; nothing happens when it runs."""
        if self.postmaster() is not None:
            return
        self._clear_leftovers()
        self._write_settings(port)
        told = self.home / "start.log"
        told.unlink(missing_ok=True)
        started = self._control("start", "-l", told, "-t", str(START_SECONDS))
        if started.returncode != 0:
            said = told.read_text(encoding="utf-8") if told.exists() else started.stdout
            raise InstanceError(
                f"PostgreSQL did not start: {_reason(said + self._newest_log())}",
                f"See {self.log} for the server's own words; when the disk is full, free some and run again.",
            )

    def stop(self) -> bool:
        """Stop the server after rolling back what is open; return False when it did not run."""
        if self.postmaster() is None:
            return False
        stopped = self._control("stop", "-m", "fast", "-t", str(STOP_SECONDS))
        if stopped.returncode != 0:
            raise InstanceError(
                f"PostgreSQL did not stop within {STOP_SECONDS} s: {_reason(stopped.stdout)}",
                f"Look for its connections, or end process {self.postmaster()} by hand.",
            )
        return True

    def postmaster(self) -> int | None:
        """Return the process id of the running server, or None; a number left by a crash is not it."""
        lines = self._pid_file_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        return pid if pid in self._processes() else None

    def port(self) -> int | None:
        """Return the port on which the running server listens, or None when it does not run."""
        return int(self._pid_file_lines()[3]) if self.postmaster() is not None else None

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _processes(self) -> list[int]:
        """Return the server processes that work in our data directory, whatever their parent's fate."""
        data = self.data.resolve()
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _serves(entry, data)]

    def _clear_leftovers(self) -> None:
        """Make a start possible after a kill or a reboot.

        The lock files may name a process id that another program has by now. They may only go once no process
        of the dead server is left, because two servers on the same files would destroy them.
        """
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while (left := self._processes()) and time.monotonic() < deadline:
            time.sleep(0.2)
        if left:
            raise InstanceError(
                f"Processes of a killed server still work on its files: {', '.join(map(str, left))}.",
                "Wait until they end, or end them (kill -QUIT and the numbers above), then run again.",
            )
        for lock in (self.data / "postmaster.pid", *self.home.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def _initdb(self, draft: Path, secret: Path) -> None:
        sign_in = ("-U", ADMIN_ROLE, f"--pwfile={secret}", "-A", "scram-sha-256")
        form = ("-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions")
        command: list[str | Path] = [self._program("initdb"), "-D", draft, *sign_in, *form]
        made = self.account.run(command, cwd=self.home)
        if made.returncode != 0:
            raise InstanceError(
                f"The cluster could not be made: {_reason(made.stdout)}",
                "When the disk is full, free some space; run again, the half-made cluster is thrown away.",
            )

    def _control(self, action: str, *options: str | Path) -> "subprocess.CompletedProcess[str]":
        command: list[str | Path] = [self._program("pg_ctl"), "-D", self.data, "-w", *options, action]
        return self.account.run(command, cwd=self.home)

    def _write_settings(self, port: int) -> None:
        self.log.mkdir(mode=0o700, exist_ok=True)
        self.account.own(self.log)
        settings = {
            "port": str(port),
            "unix_socket_directories": self._socket_folder(port),
            "log_directory": tuning.quoted(self.log),
            **tuning.memory_settings(self.memory),
            **tuning.core_settings(self.cores),
            **tuning.FIXED,
        }
        self._write(self.data / "postgresql.conf", tuning.configuration(settings))
        only_passwords = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"
        self._write(self.data / "pg_hba.conf", only_passwords)

    def _socket_folder(self, port: int) -> str:
        longest = self.home / f".s.PGSQL.{port}.lock"
        return "''" if len(os.fsencode(longest)) > SOCKET_PATH_LIMIT else tuning.quoted(self.home)

    def _write(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        self.account.own(path)

    def _program(self, name: str) -> Path:
        """Return a PostgreSQL program of the version that made the data, else of the newest one installed."""
        if self.exists():
            major = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
            path = INSTALLED_SERVERS / major / "bin" / name
        else:
            path = newest_server() / "bin" / name
        if not path.exists():
            raise InstanceError(
                f"{path} is missing, and the data in {self.data} needs this version.",
                f"Install it: apt-get install postgresql-{path.parent.parent.name}-postgis-3",
            )
        return path

    def _newest_log(self) -> str:
        logs = sorted(self.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
        return logs[-1].read_text(encoding="utf-8", errors="replace") if logs else ""


def newest_server() -> Path:
    """Return the folder of the newest installed PostgreSQL that is new enough and has PostGIS."""
    majors = [int(folder.name) for folder in INSTALLED_SERVERS.glob("[0-9]*") if folder.name.isdigit()]
    usable = [major for major in majors if major >= MINIMUM_MAJOR and _has_server(major)]
    if not usable:
        raise InstanceError(
            f"No PostgreSQL server of version {MINIMUM_MAJOR} or newer with PostGIS is installed here.",
            "Install one: apt-get install postgresql-15 postgresql-15-postgis-3",
        )
    return INSTALLED_SERVERS / str(max(usable))


def _has_server(major: int) -> bool:
    postgis = INSTALLED_EXTENSIONS / str(major) / "extension" / "postgis.control"
    return (INSTALLED_SERVERS / str(major) / "bin" / "initdb").exists() and postgis.exists()


def _serves(process: Path, data: Path) -> bool:
    """Tell whether a /proc entry is a PostgreSQL process whose working folder is the data directory."""
    try:
        works_there = (process / "cwd").readlink() == data
        return works_there and (process / "comm").read_text().startswith("postgres")
    except (PermissionError, FileNotFoundError, ProcessLookupError):
        return False


def _reason(text: str) -> str:
    """Return the lines that say why, at most three; the last lines when none does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join([line for line in lines if any(mark in line for mark in REASONS)][-3:] or lines[-3:])
