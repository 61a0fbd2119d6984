"""The process that reads can reach nothing but its folder, whoever runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TRIAL = """
import json, os, socket, sys
from pathlib import Path
from geo.exchange.reading.confinement import confine
from geo.exchange.reading.limits import Limits

folder, outside = Path(sys.argv[1]), Path(sys.argv[2])
held = confine(folder, [Path(sys.prefix), Path("/lib"), Path("/usr/lib")], Limits())


def tried(action):
    try:
        action()
    except OSError as error:
        return error.errno
    except MemoryError:
        return "memory"
    return 0


print(json.dumps({
    "held": held,
    "inside": tried(lambda: (folder / "new").write_text("x")),
    "read": tried(lambda: outside.read_text()),
    "listed": tried(lambda: os.listdir("/etc")),
    "written": tried(lambda: (outside.parent / "new").write_text("x")),
    "network": tried(lambda: socket.socket(socket.AF_INET)),
    "local": tried(lambda: socket.socket(socket.AF_UNIX)),
    "program": tried(lambda: os.execv("/bin/true", ["true"])),
    "killed": tried(lambda: os.kill(os.getppid(), 0)),
    "memory": tried(lambda: bytearray(2 * 1024**3)),
}))
"""


@pytest.fixture
def told(tmp_path: Path) -> dict:
    """What a confined process could do."""
    folder, outside = tmp_path / "folder", tmp_path / "secret.txt"
    folder.mkdir()
    outside.write_text("secret")
    root = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [sys.executable, "-c", TRIAL, str(folder), str(outside)], cwd=root, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_a_confined_process_reaches_no_network_no_program_and_no_other_process(told: dict):
    assert (told["network"], told["local"], told["program"], told["killed"]) == (1, 1, 1, 1)
    assert told["memory"] == "memory"
    assert told["inside"] == 0


def test_a_confined_process_reads_and_writes_nothing_outside_its_folder_where_the_kernel_can_hold_it(told: dict):
    holds = told["held"]["files"].startswith("landlock")
    refused = 13 if holds else 0
    assert (told["read"], told["written"], told["listed"]) == (refused, refused, refused)
    assert told["held"]["network"] == "seccomp"
