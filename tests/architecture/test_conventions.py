"""How code is written here: the same file names, short functions, services that say what they take."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.slices import BESIDE_SLICES, EVERYWHERE, FOLDERS, FOREIGN, OWN
from tests.architecture.tree import PACKAGES, ROOT, Function, at, code, files, functions, lines_of, parsed

FILE_MOST = 400
FUNCTION_MOST = 50
FUNCTION_P90 = 33
JOURNEY_MOST = 80
#: Their contract is written by the framework that calls them.
HOOKS = {"add_arguments", "handle", "emit", "format", "deconstruct", "describe"}
#: Runs in a terminal, before Django and its log exist.
TERMINAL = ROOT / "geo" / "instance"
#: Beside the settings and the private instance, with the reason.
READERS_OF_ENVIRONMENT = {
    "geo/wsgi.py": "names the settings",
    "permits/demo/people.py": "DEMO_PASSWORD, asked once when the sample is loaded, never while serving",
}
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
TEXTS = (".py", ".sql", ".html", ".js", ".mjs", ".css", ".md", ".toml", ".txt", ".sh", ".csv")


def slices() -> list[Path]:
    """Return the folders that hold modules of a slice, the slices' own packages among them."""
    found = {path.parent for path in code(*PACKAGES)}
    settings = ROOT / "geo" / "settings"
    return sorted(
        folder
        for folder in found
        if len(folder.relative_to(ROOT).parts) > 1 and not FOLDERS.intersection(folder.parts) and folder != settings
    )


@pytest.mark.parametrize("folder", slices(), ids=at)
def test_a_slice_has_the_names_of_every_slice_and_those_that_have_a_reason(folder: Path):
    own = OWN.get(at(folder), {})
    assert all(reason for reason in own.values())
    there = {
        path.stem
        for path in folder.iterdir()
        if path.name not in FOLDERS | {"__pycache__"} and at(path) not in FOREIGN and not path.name.startswith(".")
    }
    assert there - EVERYWHERE - set(own) == set()


def test_no_reason_is_kept_for_a_name_that_is_gone():
    gone = [
        f"{folder}/{name}"
        for folder, names in OWN.items()
        for name in names
        if not (ROOT / folder / name).is_dir() and not (ROOT / folder / f"{name}.py").exists()
    ]
    assert gone == []


def test_beside_the_slices_stand_only_composition_and_what_all_need():
    beside = {at(path) for package in PACKAGES for path in (ROOT / package).glob("*.py")}
    allowed = {f"geo/{name}.py" for name in BESIDE_SLICES} | {f"{package}/__init__.py" for package in PACKAGES}
    assert beside <= allowed


def test_no_file_is_longer_than_a_reader_can_hold():
    written = files(*PACKAGES, "tests", "data", suffixes=(".py", ".sql", ".html", ".js", ".mjs", ".css"))
    lengths = {at(path): len(path.read_text("utf-8").splitlines()) for path in written}
    assert {place: length for place, length in lengths.items() if length > FILE_MOST} == {}


def test_functions_are_short():
    found = {at(path, node.lineno): lines_of(node) for path in code() for node in functions(parsed(path))}
    assert {place: lines for place, lines in found.items() if lines > most_lines(place)} == {}
    in_service = sorted(lines_of(node) for path in code(*PACKAGES) for node in functions(parsed(path)))
    assert in_service[len(in_service) * 9 // 10] <= FUNCTION_P90
    assert len(in_service) > 500


def most_lines(place: str) -> int:
    """Return the longest function allowed at a place; a journey through the pages is one story."""
    return JOURNEY_MOST if place.startswith("tests/e2e/") else FUNCTION_MOST


def test_every_function_of_the_service_is_typed():
    untyped = [
        at(path, node.lineno) for path in code(*PACKAGES) for node in functions(parsed(path)) if not is_typed(node)
    ]
    assert untyped == []


def is_typed(function: Function) -> bool:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    typed = all(each.annotation for each in named if each is not None and each.arg not in ("self", "cls"))
    return typed and (function.returns is not None or function.name == "__init__")


def services() -> list[tuple[Path, Function]]:
    """Return the public functions of all services."""
    return [
        (path, node)
        for path in code(*PACKAGES)
        if path.stem in ("services", "lineage")
        for node in parsed(path).body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]


def faults_of(service: Function) -> set[str]:
    """Return what is wrong with how a service is called."""
    given = service.args
    faults = set()
    if len(given.posonlyargs + given.args) > 1 or given.vararg:
        faults.add("more than its subject goes without a name")
    if any(each.arg == "request" for each in given.posonlyargs + given.args + given.kwonlyargs):
        faults.add("takes the request")
    if any("HttpRequest" in ast.dump(each) for each in ast.walk(service)):
        faults.add("knows of HTTP")
    return faults


def test_a_service_takes_its_arguments_by_name_and_never_the_request():
    # The subject alone may stand without its name: reveal_identifier(party).
    assert {at(path, node.lineno): faults_of(node) for path, node in services() if faults_of(node)} == {}
    assert len(services()) > 20


@pytest.mark.parametrize(
    "planted", ["def f(a, b): ...", "def f(*all): ...", "def f(*, request): ...", "def f(x: HttpRequest): ..."]
)
def test_the_check_of_services_sees_a_wrong_one(planted: str):
    (function,) = functions(ast.parse(planted))
    assert faults_of(function)


def test_writes_are_not_hidden_in_save_or_signals_of_models():
    hidden = [
        at(path, node.lineno)
        for path in code(*PACKAGES)
        if path.name == "models.py"
        for node in functions(parsed(path))
        if node.name in ("save", "delete")
    ]
    assert hidden == []


def undocumented(body: list[ast.stmt], inside: str = "") -> list[str]:
    """Return the public classes and functions without a docstring."""
    found = []
    for node in body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_") or node.name == "Meta":
            continue
        if not ast.get_docstring(node) and not (inside and node.name in HOOKS):
            found.append(f"{inside}{node.name}")
        if isinstance(node, ast.ClassDef):
            found += undocumented(node.body, f"{node.name}.")
    return found


def test_every_module_says_its_role():
    written = [path for path in code(*PACKAGES, "data", "tests") if parsed(path).body]
    assert [at(path) for path in written if not ast.get_docstring(parsed(path))] == []


def test_every_public_class_and_function_says_what_it_does():
    missing = {at(path): undocumented(parsed(path).body) for path in code(*PACKAGES)}
    assert {place: names for place, names in missing.items() if names} == {}


def test_nothing_is_left_unfinished():
    left = [
        at(path, number)
        for path in files(suffixes=TEXTS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert left == []


def test_the_service_logs_and_does_not_print():
    printed = [
        at(path, node.lineno)
        for path in code(*PACKAGES)
        if TERMINAL not in path.parents
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printed == []


def test_only_the_settings_read_the_environment():
    reads = re.compile(r"\bos\.environ\b|\bgetenv\(|\benviron\.Env\(")
    outside = [ROOT / "geo" / "settings", TERMINAL]
    found = [path for path in code(*PACKAGES) if not any(folder in path.parents for folder in outside)]
    assert {at(path) for path in found if reads.search(path.read_text("utf-8"))} == set(READERS_OF_ENVIRONMENT)


def test_a_failure_is_never_swallowed():
    silent = [
        at(path, node.lineno)
        for path in code(*PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert silent == []


def test_nothing_is_left_out_of_a_test_run():
    leaving_out = re.compile(r"\bpytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")
    assert [at(path) for path in code("tests") if leaving_out.search(path.read_text("utf-8"))] == []
