"""The files of this repository that people wrote: what is built, fetched or kept on the machine is left out."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("geo", "parcels", "permits", "tiles")
#: Folders that bin/up and the tools fill.
BUILT = {"node_modules", "__pycache__", "vendor", "var", ".venv", ".git", ".hypothesis", "test-results"}
#: The built map, beside its sources.
BUNDLE = ROOT / "tiles" / "map" / "static"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    """Yield the written files of some folders, or of the whole tree, in order of their paths."""
    for folder in folders or (".",):
        for path in sorted((ROOT / folder).rglob("*")):
            inside = path.relative_to(ROOT).parts
            if path.suffix in suffixes and not BUILT.intersection(inside) and BUNDLE not in path.parents:
                yield path


def code(*folders: str) -> Iterator[Path]:
    """Yield Python files other than migrations, which record what a command wrote."""
    return (path for path in files(*folders) if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function, wherever it stands."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """Return how many lines a function has, its decorators not counted."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def at(path: Path, line: int | None = None) -> str:
    """Return the place as an editor opens it."""
    place = path.relative_to(ROOT).as_posix()
    return place if line is None else f"{place}:{line}"
