"""Servers that a measurement starts on ports of its own: ours as bin/up starts it, its peers, nginx."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from django.conf import settings

from geo.instance import commands, serve
from geo.instance.dburl import parse
from geo.instance.places import Places
from geo.layers.layer import Layer
from parcels.bench.peer_project import PROJECT, write_project
from parcels.bench.register_bench import Bench

TIPG = ("tipg==1.6.1", "uvicorn==0.54.0")
VECTORTILES = ("django-vectortiles==1.0.2", "Django==5.2.19", "psycopg[binary]==3.3.9", "gunicorn==27.0.1")

NGINX = "/usr/sbin/nginx"
#: What the documentation gives to copy.
EXAMPLES = Path("docs") / "deployment"
SITE = "nginx.conf"
_STARTS_WITHIN = 60
_ADDRESSES = (
    "ADMIN_DATABASE_URL", "APP_DATABASE_URL", "DIRECT_DATABASE_URL", "OWNER_DATABASE_URL", "TILES_DATABASE_URL",
)  # fmt: skip
#: What stands around a site in Debian's own nginx.conf, with every path under one folder.
_AROUND = """
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log stderr error;
daemon off;
events {{ worker_connections 1024; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    {sites}
}}
"""


def environment(bench: Bench, **told: str) -> dict[str, str]:
    """Return the variables of a process of ours that works on the bench's database."""
    values = commands.current_values(Places.of_this_checkout())
    for name in _ADDRESSES:
        if name in values:
            values[name] = replace(parse(values[name], name), database=bench.admin_url.database).text()
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **values, **told}


@contextmanager
def ours(bench: Bench, **told: str) -> Iterator[int]:
    """Run the application as bin/up does, without its worker; yield its port."""
    port = free_port()
    with served(serve.server_command(port), port, environment(bench, **told)):
        yield port


@contextmanager
def process(
    command: Sequence[str], variables: Mapping[str, str] | None, said: IO[bytes] | int = subprocess.DEVNULL
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a process of the checkout for a block; what it says goes nowhere, or into a file."""
    with subprocess.Popen(
        command, env=variables, cwd=settings.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
    ) as started:
        try:
            yield started
        finally:
            started.terminate()


@contextmanager
def served(command: Sequence[str], port: int, variables: Mapping[str, str] | None) -> Iterator[None]:
    """Run a server for a block, in these variables or (None) in ours; wait until it listens."""
    with process(command, variables) as server:
        _await(port, server)
        yield


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"no server on port {port}")


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installed(bench: Bench, pins: Sequence[str]) -> Path:
    """Return the folder of programs of an environment of its own with these libraries, made once."""
    home = settings.VAR / "peers" / "-".join(pins)
    finished = home / "finished"
    if not finished.exists():
        bench.say(f"installing {', '.join(pins)}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *pins]
        subprocess.run(pip, check=True, stdout=sys.stderr)
        finished.touch()
    return home / "bin"


@contextmanager
def tipg(bench: Bench, tables: Sequence[str], workers: int = 1, **told: str) -> Iterator[int]:
    """Run tipg over these tables, in an environment of its own: its libraries are not ours; yield its port."""
    port = free_port()
    url = bench.admin_url.text().replace("postgis://", "postgresql://", 1)
    named = json.dumps([f"public.{table}" for table in tables])
    variables = {"PATH": "/usr/bin:/bin", "DATABASE_URL": url, "TIPG_DB_TABLES": named, **told}
    program = str(installed(bench, TIPG) / "uvicorn")
    command = [program, "tipg.main:app", "--port", str(port), "--workers", str(workers), "--no-access-log"]
    with served(command, port, variables):
        yield port


@contextmanager
def django_vectortiles(bench: Bench, folder: Path, layers: list[Layer], zoom: int) -> Iterator[int]:
    """Run django-vectortiles over the same tables, with the server and as many threads as ours; yield its port."""
    port = free_port()
    write_project(folder, layers, bench.admin_url, zoom)
    program = str(installed(bench, VECTORTILES) / "gunicorn")
    threads = ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    command = [program, f"{PROJECT}.wsgi:application", "--chdir", str(folder), "--bind", f"127.0.0.1:{port}", *threads]
    with served(command, port, {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": f"{PROJECT}.settings"}):
        yield port


def example(name: str, replacements: Mapping[str, str]) -> str:
    """Return an example of docs/deployment with other paths and ports; each of them must stand in it."""
    text = (Path(settings.ROOT) / EXAMPLES / name).read_text(encoding="utf-8")
    for old, new in replacements.items():
        if old not in text:
            raise ValueError(f"{name} does not say {old!r}")
        text = text.replace(old, new)
    return text


def without_tls(text: str, port: int) -> str:
    """Return the site without certificates, listening on a port of the loopback."""
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.MULTILINE)
    return text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")


@contextmanager
def nginx(folder: Path, sites: str, port: int, *, workers: int = 2, user: str = "") -> Iterator[None]:
    """Run nginx with these sites for a block, all that it writes in a folder of its own; wait for a port of it."""
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "nginx.conf"
    conf.write_text(_AROUND.format(folder=folder, sites=sites, workers=workers, user=user), encoding="utf-8")
    with served([NGINX, "-p", str(folder), "-e", "stderr", "-c", str(conf)], port, {"PATH": "/usr/bin:/bin"}):
        yield
