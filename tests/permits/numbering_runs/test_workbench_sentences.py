"""Every sentence of the workbench is given by the page, and none in vain."""

import re

from django.conf import settings

from permits.numbering_runs.workbench_strings import SENTENCES
from tiles.map.strings import SENTENCES as OF_THE_MAP

SOURCE = settings.ROOT / "tiles" / "map" / "frontend" / "src" / "workbench"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.js")))


def families(name: str) -> set[str]:
    """Return what `bench.${…}` of the code may stand for: every key that fits the pattern."""
    pattern = re.escape(name).replace(re.escape("${"), "${")
    pattern = re.sub(r"\$\{[^}]*\}?", r"[\\w]+", re.sub(r"\\([{}$])", r"\1", pattern))
    return {key for key in SENTENCES if re.fullmatch(pattern, key)}


def asked() -> set[str]:
    plain = set(re.findall(r'"(bench\.[\w.]+)"', CODE))
    made = {key for name in re.findall(r"`(bench\.[^`]*)`", CODE) for key in families(name)}
    return plain | made


def test_every_sentence_that_the_workbench_asks_for_is_given() -> None:
    plain = {key for key in re.findall(r'\bt\("([\w.]+)"', CODE)} | {key for key in asked() if key.startswith("bench.")}
    assert plain - SENTENCES.keys() - OF_THE_MAP.keys() == set()
    assert all(families(name) for name in re.findall(r"`(bench\.[^`]*)`", CODE))


def test_no_sentence_is_given_that_the_workbench_never_says() -> None:
    assert SENTENCES.keys() - asked() == set()


def test_the_workbench_holds_no_sentence_of_its_own() -> None:
    assert re.findall(r'"[^"\n]*[\u0620-\u064a]{2,}[^"\n]*"', re.sub(r"//.*|/\*.*?\*/", "", CODE)) == []
