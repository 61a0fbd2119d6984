"""Server, worker and keeper: started together, stopped together, once a checkout."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from geo.instance import serve
from geo.instance.cluster import choose_port
from geo.instance.errors import InstanceError
from geo.instance.places import Places

REPOSITORY = Path(serve.__file__).parent.parent.parent
WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]
"""
WORKER = "import time\nwhile True:\n    time.sleep(0.1)\n"
#: Finds the module under test by its path, because the folder it serves has a package of the same name.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from geo.instance.errors import InstanceError
from geo.instance.places import Places
from geo.instance.serve import serve
try:
    sys.exit(serve(Places(Path(sys.argv[2])), int(sys.argv[3])))
except InstanceError as error:
    print(error)
    sys.exit(1)
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with the least that is served: an application and a worker."""
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "__init__.py").write_text("")
    (tmp_path / "geo" / "wsgi.py").write_text(WSGI)
    (tmp_path / "manage.py").write_text(WORKER)
    return Places(tmp_path)


@pytest.fixture
def run(checkout):
    started = []

    def start(port):
        command = [sys.executable, "-c", PROGRAM, str(REPOSITORY), str(checkout.root), str(port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=checkout.root)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=90)


def answer(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response:
        return response.read()


def gone(port):
    """Wait until nothing listens any more."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_says_where_it_serves_and_a_signal_stops_everything(run, checkout, kind):
    port = choose_port()
    process = run(port)
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
    assert answer(port) == b"well"
    assert serve.running(checkout) == process.pid
    process.send_signal(kind)
    assert process.wait(timeout=90) == 0
    assert gone(port)
    assert serve.running(checkout) is None


def test_the_demo_accounts_are_named_when_there_are_any(run, checkout):
    checkout.var.mkdir()
    checkout.demo_accounts.write_text("")
    assert f"demo accounts: {checkout.demo_accounts}" in run(choose_port()).stdout.readline()


def test_a_second_one_is_refused_while_the_first_serves(run):
    first = run(choose_port())
    first.stdout.readline()
    second = run(choose_port())
    said, _ = second.communicate(timeout=90)
    assert second.returncode == 1
    assert "This checkout serves already." in said
    assert first.poll() is None


def test_stopping_from_outside_may_be_repeated(run, checkout):
    port = choose_port()
    process = run(port)
    process.stdout.readline()
    assert serve.stop(checkout) is True
    assert process.wait(timeout=90) == 0
    assert serve.stop(checkout) is False


def test_a_worker_that_ends_by_itself_stops_the_server_and_says_so(run, checkout):
    (checkout.root / "manage.py").write_text("raise SystemExit('no such queue')\n")
    port = choose_port()
    process = run(port)
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "The worker ended by itself with code 1: no such queue" in said
    assert gone(port)


def test_a_keeper_that_ends_by_itself_stops_the_server_and_says_so(run, checkout):
    (checkout.root / "manage.py").write_text(
        f"import sys\nif 'keep_tiles' in sys.argv:\n    raise SystemExit('no tree')\n{WORKER}"
    )
    port = choose_port()
    process = run(port)
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "The keeper ended by itself with code 1: no tree" in said
    assert gone(port)


def test_an_application_that_cannot_start_is_told_with_its_log(run, checkout):
    (checkout.root / "geo" / "wsgi.py").write_text("raise RuntimeError('no settings')\n")
    process = run(choose_port())
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "The server ended by itself" in said
    assert "server.log" in said


def test_nothing_is_left_serving_when_it_is_killed(run, checkout):
    port = choose_port()
    process = run(port)
    process.stdout.readline()
    process.kill()
    assert gone(port)
    assert serve.running(checkout) is None


def test_a_port_in_use_is_refused_with_the_way_out(checkout):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InstanceError, match=f"Port {port} is in use") as refusal:
            serve.serve(checkout, port)
    assert "--port" in refusal.value.remedy


def test_a_number_left_in_the_file_is_not_a_running_server(checkout):
    checkout.run.mkdir(parents=True)
    (checkout.run / "server.pid").write_text(f"{os.getpid()}\n8000\n")
    assert serve.running(checkout) is None
    assert serve.stop(checkout) is False
