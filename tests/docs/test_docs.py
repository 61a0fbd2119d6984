"""What the documents name is there: commands and their options, settings, files, links."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("geo", "parcels", "permits", "tiles")
FOLDERS = (ROOT / "docs", ROOT / "data", ROOT / "tests", *(ROOT / package for package in PACKAGES))
#: Not ours: installed libraries.
FOREIGN = {"node_modules", "vendor", ".venv"}


def _documents() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    for folder in FOLDERS:
        yield from (path for path in folder.rglob("*.md") if not FOREIGN & set(path.parts))


DOCUMENTS = sorted(_documents())
GUIDES = [path for path in DOCUMENTS if path.parent in (ROOT, ROOT / "docs")]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
TEXT = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
#: Options of every command of Django's.
COMMON = {
    "--help",
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


def test_there_are_documents_to_check():
    assert {"README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/operations.md"} <= set(NAMES)


# --- commands ---------------------------------------------------------------------------------------


def _commands() -> set[tuple[str, str]]:
    """Return every `manage.py` command that a document names, with the options that follow it on the line."""
    line = re.compile(r"manage\.py +([a-z_]+)([^`\n]*)")
    return {(name, rest.split("#")[0]) for text in TEXT.values() for name, rest in line.findall(text)}


@pytest.mark.parametrize(("name", "rest"), sorted(_commands()))
def test_every_command_of_the_documents_exists_with_its_options(name, rest):
    known = get_commands()
    assert name in known
    command = load_command_class(known[name], name) if isinstance(known[name], str) else known[name]
    options = {
        option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings
    }
    assert set(re.findall(r"--[a-z-]+", rest)) <= options | COMMON


def test_every_command_of_ours_is_named_in_a_document():
    ours = {
        path.stem for package in PACKAGES for path in (ROOT / package).rglob("management/commands/[!_]*.py")
    }  # fmt: skip
    named = {name for name, _rest in _commands()} | {"makemessages"}  # which only sets Django's own right
    assert ours - named == set()


def test_every_script_that_the_documents_name_can_be_run():
    named = {name for path in DOCUMENTS for name in re.findall(r"(?<![\w/.])bin/([a-z]+)\b", TEXT[path])}
    assert {"up", "down", "test"} <= named
    for name in named:
        assert (ROOT / "bin" / name).stat().st_mode & 0o111, name


@pytest.mark.parametrize("name", ["up", "test"])
def test_the_options_of_a_script_are_those_that_the_documents_name(name):
    told = subprocess.run([ROOT / "bin" / name, "--help"], capture_output=True, text=True, check=True).stdout
    understood = set(re.findall(r"--[a-z-]+", told))
    used = re.compile(rf"`[^`\n]*bin/{name}((?: +--[a-z-]+(?: [A-Z]\b)?)+)")
    named = {
        option for path in GUIDES for found in used.findall(TEXT[path]) for option in re.findall(r"--[a-z-]+", found)
    }
    assert named <= understood | {"--help"}
    if name == "up":
        assert {"--port", "--no-serve", "--reset"} <= named


# --- settings ---------------------------------------------------------------------------------------


def _listed() -> set[str]:
    """Return the variables that .env.example lists."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))


def _read(folder: Path) -> set[str]:
    """Return the names of variables that the Python files of a folder read from the environment."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.args[0].value
                reader = ast.unparse(node.func)
                if reader.startswith("env.") or reader in ("database", "base.database") or "environ" in reader:
                    found |= {name} if isinstance(name, str) and name.isupper() else set()
            if (
                isinstance(node, ast.Compare)
                and isinstance(node.left, ast.Constant)
                and "environ" in ast.unparse(node).lower()
            ):
                found.add(str(node.left.value))
    return found


def test_every_setting_that_is_read_is_listed_with_its_reason():
    assert _read(ROOT / "geo" / "settings") - _listed() == set()


def test_every_variable_that_is_listed_is_read_somewhere():
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bin").iterdir())
    python = "\n".join(
        path.read_text(encoding="utf-8") for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py")
    )
    unread = {name for name in _listed() if not re.search(rf"\b{name}\b", scripts) and f'"{name}"' not in python}
    assert unread == set()


def test_a_listed_variable_has_a_sentence_above_it_and_appears_once():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [(at, re.match(r"#?([A-Z][A-Z_]+)=", line)) for at, line in enumerate(lines)]
    places = {found.group(1): at for at, found in listed if found}
    assert len(places) == len([found for _at, found in listed if found])
    for name, at in places.items():
        assert re.match(r"# .{10,}", lines[at - 1]), name


def test_nothing_but_the_settings_and_the_instance_reads_the_environment():
    """ARCHITECTURE, layout: geo/settings are the only readers. Around them stand the tools that start them."""
    allowed = ("geo/settings", "geo/instance", "geo/wsgi.py", "permits/demo/people.py")
    readers = {
        str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")
        if re.search(r"os\.environ|os\.getenv|\benviron\.Env\b", path.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert {name for name in readers if not name.startswith(allowed)} == set()


# --- links and files --------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_links_of_a_document_lead_somewhere(document):
    broken = []
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", TEXT[document]):
        address, _hash, anchor = target.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        there = (document.parent / unquote(address)).resolve() if address else document
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_files_that_a_document_names_are_there(document):
    """A path in code marks that begins with one of our folders; not one with a gap to fill, nor of what a run makes."""
    named = re.findall(r"`((?:geo|parcels|permits|tiles|tests|docs|data|bin)/[^`\s]*)`", TEXT[document])
    gone = [
        name for name in named if not re.search(r"[*<…{:]|\.\.\.", name) and not _there(document, name.split("#")[0])
    ]
    assert gone == []


def _there(document: Path, name: str) -> bool:
    """Say whether a path is there, from the root or from the document; a folder may name a module or a file to come."""
    places = (ROOT / name.rstrip("/"), document.parent / name.rstrip("/"))
    return any(place.exists() or place.with_suffix(".py").exists() for place in places)


def _anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings."""
    headings = re.findall(r"^#+ +(.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_every_decision_has_a_number_of_its_own_and_says_what_was_decided():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{place:04}" for place in range(1, len(decisions) + 1)]
    for path in decisions:
        assert re.match(rf"# {int(path.name[:4])}\. \S", TEXT[path]), path.name
        assert "**Decided.**" in TEXT[path], path.name
