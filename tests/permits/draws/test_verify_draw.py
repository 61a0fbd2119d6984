"""The stand-alone verifier: it says ok to what was drawn, and finds whatever was changed."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from permits.draws import verify_draw
from permits.draws.lottery import canonical, digest, draw_lots, seed_of, ticket_of
from permits.draws.material import manifest_of, written
from tests.permits.draws.made import DRAW, entrants_of, hash_of, head_of, lots_of, proof_of, reveals_of

PROGRAM = Path(verify_draw.__file__)


@pytest.fixture
def proof() -> dict[str, Any]:
    return proof_of([*entrants_of(4), *entrants_of(3, "600")], [*lots_of(3), *lots_of(4, "600")])


def verified(tmp_path: Path, content: bytes, *options: str) -> int:
    file = tmp_path / "proof.json"
    file.write_bytes(content)
    return verify_draw.main([str(file), *options])


def test_what_was_drawn_is_told_to_hold_in_both_languages(proof, tmp_path, capsys):
    assert verified(tmp_path, written(proof).encode(), "--manifest", proof["manifest_hash"]) == 0
    said = capsys.readouterr().out
    assert "القرعة صحيحة | OK: the draw holds" in said
    assert proof["seal"] in said
    assert "FAIL" not in said


def test_it_runs_alone_with_nothing_but_python(proof, tmp_path):
    alone = tmp_path / "verify_draw.py"
    alone.write_bytes(PROGRAM.read_bytes())
    (tmp_path / "proof.json").write_text(written(proof), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", alone, tmp_path / "proof.json"], capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


def test_it_imports_the_standard_library_only_and_is_python_3_9():
    tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert imported - {"__future__"} <= sys.stdlib_module_names
    assert "django" not in imported


def test_every_byte_counts(tmp_path, capsys):
    content = written(proof_of(entrants_of(2), lots_of(2), "a", "b")).encode()
    unnoticed = []
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        report = verify_draw.Report()
        report.say = lambda text: None  # type: ignore[method-assign]
        asked = verify_draw.argparse.Namespace(manifest=None, ticket=None, key=None, salt=None)
        verify_draw.check(bytes(changed), asked, report)
        if not report.differs:
            unnoticed.append(place)
    assert unnoticed == []


def resealed(file: dict[str, Any]) -> dict[str, Any]:
    """Return a file that agrees with itself again as far as a forger can make it."""
    file["seed"] = seed_of(file["manifest_hash"], file["reveals"], file["public_value"])
    file["results"] = draw_lots(file["seed"], file["entrants"], file["lots"])
    rest = {part: value for part, value in file.items() if part != "seal"}
    return {**rest, "seal": digest("proof", canonical(rest))}


def seal_only(file: dict[str, Any]) -> dict[str, Any]:
    rest = {part: value for part, value in file.items() if part != "seal"}
    return {**rest, "seal": digest("proof", canonical(rest))}


def _drop(part: str) -> Callable[[dict[str, Any]], None]:
    return lambda file: file[part].pop()


def _swap(part: str) -> Callable[[dict[str, Any]], None]:
    def swap(file: dict[str, Any]) -> None:
        file[part][0], file[part][1] = file[part][1], file[part][0]

    return swap


def _put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def put(file: dict[str, Any]) -> None:
        held: Any = file
        *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        for step in way:
            held = held[step]
        held[last] = value

    return put


CHANGES = {
    "an entrant gone": _drop("entrants"),
    "a lot gone": _drop("lots"),
    "entrants in another order": _swap("entrants"),
    "lots in another order": _swap("lots"),
    "an entrant more": lambda file: file["entrants"].append(entrants_of(9)[8]),
    "a lot more": lambda file: file["lots"].append(lots_of(9)[8]),
    "an entrant of another class": _put("entrants/0/class", "600"),
    "an entrant before others": _put("entrants/3/priority", 7),
    "another ticket": _put("entrants/0/ticket", hash_of("cousin")),
    "another lot": _put("lots/0/lot", "400-99999"),
    "a larger lot": _put("lots/0/facts/area_dm2", 99_999),
    "another secret": _put("reveals/0/secret", hash_of("better")),
    "another nonce": _put("reveals/0/nonce", "0" * 32),
    "another promise": _put("manifest/officials/0/commitment", hash_of("better")),
    "another source": _put("manifest/public_source", "another index"),
    "another hour": _put("manifest/public_due_at", "2026-11-22T11:00:00Z"),
    "another title": _put("manifest/title", "another"),
    "another form": _put("manifest/public_form", "hex64"),
    "a value in another form": _put("public_value", "11432.070"),
    "an official gone": _drop("reveals"),
}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_forged_file_that_agrees_with_itself_otherwise_is_found(proof, tmp_path, capsys, change):
    CHANGES[change](proof)
    assert verified(tmp_path, written(resealed(proof)).encode()) == 1


@pytest.mark.parametrize("part", ["lot", "ticket", "turn", "class"])
def test_a_changed_result_is_found_whatever_the_seal_says(proof, tmp_path, capsys, part):
    first, second = proof["results"][0], proof["results"][-1]
    first[part], second[part] = second[part], first[part]
    assert verified(tmp_path, written(seal_only(proof)).encode()) == 1
    assert "first that differs" in capsys.readouterr().out


def test_another_value_in_the_right_form_cannot_be_told_from_the_file_and_gives_other_results(proof):
    other = resealed({**proof, "public_value": "11432.08"})
    assert other["results"] != proof["results"]


def test_a_whole_new_draw_is_found_by_the_hash_that_was_told_before(tmp_path, capsys, proof):
    forged = proof_of([*entrants_of(3), *entrants_of(4, "600")], lots_of(3))
    content = written(forged).encode()
    assert verified(tmp_path, content) == 0, "it agrees with itself"
    assert verified(tmp_path, content, "--manifest", proof["manifest_hash"]) == 1
    assert "told before the draw" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"null", b"[]", b"{}", b'{"entrants":[],"seal":1}', b"[" * 200_000, b'{"a":NaN}'],
    ids=lambda content: content[:8].decode("latin-1"),
)
def test_what_is_no_proof_is_told_and_does_not_break_it(tmp_path, capsys, content):
    assert verified(tmp_path, content) == 1


@pytest.mark.parametrize("spoil", [str, lambda file: json.dumps(json.loads(file), indent=1), lambda file: file + " "])
def test_a_file_in_another_form_is_told(proof, tmp_path, capsys, spoil):
    content = spoil(written(proof))
    assert verified(tmp_path, content.encode()) == (0 if content == written(proof) else 1)


def test_a_ticket_is_found_with_what_it_drew_and_whose_it_is(tmp_path, capsys):
    salt = hash_of("salt")
    mine = ticket_of(DRAW, "grant 7", salt)
    entrants = [*entrants_of(2), {"class": "400", "priority": 0, "ticket": mine}]
    content = written(proof_of(entrants, lots_of(3))).encode()
    assert verified(tmp_path, content, "--ticket", mine, "--key", "grant 7", "--salt", salt) == 0
    assert "400-0000" in capsys.readouterr().out
    assert verified(tmp_path, content, "--ticket", mine, "--key", "grant 8", "--salt", salt) == 1
    assert verified(tmp_path, content, "--ticket", hash_of("nobody")) == 1


def test_two_officials_cannot_seal_one_secret(tmp_path, capsys, proof):
    reveals = reveals_of("same", "same")
    head = head_of(reveals)
    head.officials[1]["commitment"] = head.officials[0]["commitment"]
    manifest = manifest_of(head, proof["entrants"], proof["lots"])
    proof.update(manifest=manifest, manifest_hash=digest("manifest", canonical(manifest)), reveals=reveals)
    assert verified(tmp_path, written(resealed(proof)).encode()) == 1
