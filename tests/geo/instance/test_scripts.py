"""bin/up, bin/down and bin/test refuse early, in sentences, before they touch anything."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parent.parent.parent.parent / "bin"


@pytest.fixture
def script(tmp_path):
    """Run a script of a copied bin/, in a checkout of its own that holds nothing else."""
    shutil.copytree(BIN, tmp_path / "checkout" / "bin")

    def run(name, *arguments, **environment):
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "BASE_URL")}
        return subprocess.run(
            ["bash", str(tmp_path / "checkout" / "bin" / name), *arguments],
            env={**kept, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    return run


def stand_in(folder, name, text):
    """Put a program of that name before the system's own; returns the PATH to use."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.mark.parametrize("name", ["up", "test"])
def test_help_is_short_and_changes_nothing(script, tmp_path, name):
    done = script(name, "--help")
    assert done.returncode == 0
    assert f"bin/{name}" in done.stdout
    assert not (tmp_path / "checkout" / "var").exists()


def test_a_port_in_use_is_told_before_the_long_steps(script):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = script("up", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is in use by another program." in done.stderr
    assert "bin/up --port" in done.stderr
    assert "[1/" not in done.stdout


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "80 80", "-1"])
def test_what_is_no_port_is_refused(script, port):
    done = script("up", "--port", port)
    assert done.returncode == 1
    assert "--port needs a number from 1 to 65535" in done.stderr


def test_an_unknown_option_is_refused(script):
    done = script("up", "--prot", "8010")
    assert done.returncode == 1
    assert "bin/up does not know --prot." in done.stderr


def test_reset_never_deletes_with_a_named_server(script):
    done = script("up", "--reset", "--yes", DATABASE_URL="postgis://a:b@c/d")
    assert done.returncode == 1
    assert "--reset deletes the private database only" in done.stderr


def test_reset_deletes_nothing_when_nobody_can_answer(script, tmp_path):
    kept = tmp_path / "checkout" / "var" / "instance.env"
    kept.parent.mkdir(parents=True)
    kept.write_text("SECRET_KEY=kept\n")
    done = script("up", "--reset")
    assert done.returncode == 1
    assert "nobody can answer here" in done.stderr
    assert kept.read_text() == "SECRET_KEY=kept\n"


@pytest.mark.parametrize("name", ["up", "test"])
def test_a_full_disk_is_told_in_one_sentence(script, tmp_path, name):
    path = stand_in(tmp_path / "stand-in", "df", "echo Avail; echo 900")
    done = script(name, PATH=path)
    assert done.returncode == 1
    assert f"bin/{name} stopped at step 1/" in done.stderr
    assert "Only 900 MB are free" in done.stderr
    assert "2000 MB are needed" in done.stderr


def test_another_architecture_is_told(script, tmp_path):
    done = script("up", PATH=stand_in(tmp_path / "stand-in", "uname", "echo riscv64"))
    assert done.returncode == 1
    assert "This machine is riscv64" in done.stderr


def test_missing_packages_without_sudo_name_the_command_to_have_run(script, tmp_path):
    folder = tmp_path / "stand-in"
    stand_in(folder, "dpkg-query", "exit 1")
    stand_in(folder, "apt-get", "echo permission denied; exit 100")
    path = stand_in(folder, "sudo", "exit 1")
    done = script("up", PATH=path, CI="true", SKIP_SYSTEM_PACKAGES="")
    assert done.returncode == 1
    assert "stopped at step 2/10: System packages." in done.stderr
    # Root needs no sudo, so root comes as far as apt-get itself.
    expected = "apt-get install -y --no-install-recommends gdal-bin" if os.geteuid() else "permission denied"
    assert expected in done.stderr


def test_down_may_be_repeated_and_says_when_there_is_nothing(script):
    done = script("down")
    assert (done.returncode, done.stdout) == (0, "Nothing was ever started here.\n")
