"""The private cluster of a checkout: where it lies, its address, its first start and its removal."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from geo.instance import envfile, tuning
from geo.instance.account import Account, cluster_account
from geo.instance.cluster import ADMIN_ROLE, Cluster, choose_port, port_is_free
from geo.instance.dburl import DEFAULT_DATABASE, DatabaseUrl, parse
from geo.instance.errors import InstanceError
from geo.instance.places import Places

#: Where the data goes when the cluster's OS user cannot reach the checkout (one in root's home, for example).
FALLBACK = Path("/var/lib/mukhattat")
#: The private cluster's own address, kept also while another server is in use.
CLUSTER_URL = "CLUSTER_URL"

Say = Callable[[str], None]


def open_home(places: Places, account: Account, say: Say, fallback: Path = FALLBACK) -> Path:
    """Return the folder of the cluster, made and owned by its OS user; outside the checkout if it must be."""
    places.var.mkdir(exist_ok=True)
    elsewhere = fallback / hashlib.sha256(str(places.root).encode()).hexdigest()[:12]
    link = places.postgres
    if link.is_symlink() and link.readlink() != elsewhere:
        raise InstanceError(
            f"{link} leads to {link.readlink()}, the cluster of another checkout.",
            f"Remove the link ({link}); this checkout then makes a cluster of its own.",
        )
    if link.is_symlink() or not account.reaches(places.var):
        _make_owned(elsewhere, account)
        if not link.is_symlink():
            link.symlink_to(elsewhere)
        say(f"the OS user {account.name} cannot enter {places.root}, so the database lies in {elsewhere}")
        return elsewhere
    _make_owned(link, account)
    return link


def private_cluster(home: Path, account: Account) -> Cluster:
    """Return the cluster in a folder, sized for this machine."""
    return Cluster(home, account, tuning.machine_memory(), tuning.machine_cores())


def start(places: Places, say: Say) -> tuple[DatabaseUrl, bool]:
    """Make the cluster if need be and start it; return its address and whether it was started now."""
    account = cluster_account()
    cluster = private_cluster(open_home(places, account, say), account)
    values = envfile.read(places.env_file)
    _refuse_lost_passwords(cluster, values, places)
    running = cluster.port()
    url = _address(values, running)
    # Written before the cluster is made: an interruption must not lose a password only the cluster knows.
    values = {**envfile.with_keys(values, os.environ), CLUSTER_URL: url.text()}
    envfile.write(places.env_file, values)
    if not cluster.exists():
        cluster.create(url.password)
    cluster.start(url.port)
    _show_log(places, cluster)
    return url, running is None


def stop(places: Places) -> bool:
    """Stop the private cluster; return False when none runs."""
    if not places.postgres.exists():
        return False
    return private_cluster(places.postgres.resolve(), cluster_account()).stop()


def remove(places: Places) -> None:
    """Stop the private cluster and delete it with its passwords and accounts; there is no way back."""
    stop(places)
    if places.postgres.exists():
        shutil.rmtree(places.postgres.resolve())
    if places.postgres.is_symlink():
        places.postgres.unlink()
    places.env_file.unlink(missing_ok=True)
    places.demo_accounts.unlink(missing_ok=True)


def _address(values: envfile.Values, running: int | None) -> DatabaseUrl:
    """Return the kept address, with the port of the running server, or a new one if it was taken."""
    if CLUSTER_URL in values:
        kept = parse(values[CLUSTER_URL], CLUSTER_URL)
        user, password, port = kept.user, kept.password, kept.port
    else:
        user, password, port = ADMIN_ROLE, secrets.token_urlsafe(24), choose_port()
    if running is not None:
        port = running
    elif not port_is_free(port):
        port = choose_port()
    return DatabaseUrl(user, password, "127.0.0.1", port, DEFAULT_DATABASE)


def _refuse_lost_passwords(cluster: Cluster, values: envfile.Values, places: Places) -> None:
    """A cluster without its file is of no use: the key of its encrypted columns cannot be made again."""
    if not cluster.exists():
        return
    lost = [key for key in (CLUSTER_URL, *envfile.missing_keys(values)) if key not in values]
    if lost:
        raise InstanceError(
            f"{places.env_file} lacks {', '.join(lost)}, and {places.postgres} cannot be used without.",
            "Put the file back from a backup, or throw the data away: bin/up --reset",
        )


def _show_log(places: Places, cluster: Cluster) -> None:
    """Let var/log lead to the server's own log, which only its OS user may write."""
    places.log.mkdir(exist_ok=True)
    link = places.log / "postgres"
    if not link.is_symlink():
        link.symlink_to(cluster.log)


def _make_owned(folder: Path, account: Account) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    account.own(folder)
