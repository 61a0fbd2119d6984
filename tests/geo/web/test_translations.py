"""Every text has its Arabic: in the catalogues, and on the pages that everyone may open."""

import ast
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from geo.accounts.models import User
from geo.web.management.commands.build_glossary import PATH, glossary
from tests.factories.cases import hold_values, open_thread
from tests.factories.places import Places

PACKAGES = [Path(folder).parent.name for folder in settings.LOCALE_PATHS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
ARABIC_LETTER = re.compile("[\u0621-\u064a]")
ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
#: A hyphen that is not inside a Latin word turns its neighbours round in a line of Arabic.
TURNING_HYPHEN = re.compile(r"(?<![A-Za-z])-|-(?![A-Za-z0-9])")
#: Names that Arabic pages write in Latin letters.
NAMES = {"PDF", "JPEG", "PNG", "TIFF", "SHA", "QR", "English", "Mukhattat"}


@dataclass(frozen=True)
class Entry:
    """One text of a catalogue."""

    context: str
    msgid: str
    arabic: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def read_catalogue(path: Path, *filters: str) -> list[Entry]:
    """Read a catalogue through msgattrib, which leaves one line a text when it holds no line breaks."""
    command = ["msgattrib", "--no-wrap", "--no-obsolete", *filters, str(path)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [entry for block in text.split("\n\n") if (entry := _entry(block)).msgid]


def _entry(block: str) -> Entry:
    parts: dict[str, list[str]] = {"msgctxt": [], "msgid": [], "msgid_plural": [], "msgstr": []}
    for line in block.splitlines():
        if found := re.match(r"(\w+)(?:\[\d\])? (\".*\")$", line):
            keyword, quoted = found.groups()
            parts[keyword].append(ast.literal_eval(quoted))
        elif line.startswith('"'):
            parts[keyword][-1] += ast.literal_eval(line)
    return Entry("".join(parts["msgctxt"]), "".join(parts["msgid"]), tuple(parts["msgstr"]))


def catalogue_of(package: str, root: Path = settings.ROOT) -> Path:
    return root / package / "locale" / "ar" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages in another place, their texts collected there from code and templates."""
    root = tmp_path_factory.mktemp("tree")
    leave_out = shutil.ignore_patterns("node_modules", "static", "__pycache__", "*.mo")
    for package in PACKAGES:
        shutil.copytree(settings.ROOT / package, root / package, ignore=leave_out)
    shutil.copy(settings.ROOT / "manage.py", root)
    subprocess.run([sys.executable, "manage.py", "makemessages", "--verbosity=0"], cwd=root, check=True)
    return root


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_in_code_and_templates_has_an_arabic_translation(package: str, collected: Path):
    catalogue = catalogue_of(package, collected)
    assert read_catalogue(catalogue)
    assert read_catalogue(catalogue, "--untranslated") == []
    assert read_catalogue(catalogue, "--only-fuzzy") == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_catalogue_holds_no_text_that_is_gone(package: str, collected: Path):
    in_code = {entry.key for entry in read_catalogue(catalogue_of(package, collected))}
    assert {entry.key for entry in read_catalogue(catalogue_of(package))} - in_code == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_catalogue_tells_no_person_tool_or_moment(package: str):
    header = catalogue_of(package).read_text(encoding="utf-8").partition("\n\n")[0]
    assert re.findall(r"^\"([\w-]+)", header, flags=re.MULTILINE)[:2] == ["Project-Id-Version", "Report-Msgid-Bugs-To"]
    assert not re.search(r"Date|Translator|Generator|Team|@|^#", header, flags=re.MULTILINE)


#: Arabic says none, one and two of a thing in the word itself; from the fourth form on the number is written.
NUMBERED_FROM = 3


@pytest.mark.parametrize("package", PACKAGES)
def test_translations_keep_every_placeholder(package: str):
    for entry in read_catalogue(catalogue_of(package)):
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        for form, arabic in enumerate(entry.arabic):
            said = sorted(PLACEHOLDER.findall(arabic))
            assert said == wanted or (len(entry.arabic) > 1 and form < NUMBERED_FROM and set(said) <= set(wanted)), (
                entry
            )


@pytest.mark.parametrize("package", PACKAGES)
def test_texts_in_code_are_english_and_translations_arabic(package: str):
    for entry in read_catalogue(catalogue_of(package)):
        assert not ARABIC_LETTER.search(entry.msgid + entry.context), entry
        assert all(ARABIC_LETTER.search(arabic) for arabic in entry.arabic), entry


@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_has_a_hyphen_that_turns_words_round(package: str):
    for entry in read_catalogue(catalogue_of(package)):
        for arabic in entry.arabic:
            assert not TURNING_HYPHEN.search(ISOLATED.sub("", arabic)), entry


def test_a_text_has_the_same_arabic_in_every_package():
    # Django merges the catalogues: of two answers the first package's would win everywhere.
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    for package in PACKAGES:
        for entry in read_catalogue(catalogue_of(package)):
            assert said.setdefault(entry.key, entry.arabic) == entry.arabic, entry


def test_the_glossary_is_up_to_date():
    assert PATH.read_text(encoding="utf-8") == glossary(), "run manage.py build_glossary"


class Reader(HTMLParser):
    """What a reader of Arabic sees or hears of a page: its text and labels, without codes and other languages."""

    SILENT = {"script", "style", "bdi", "svg"}
    VOID = {"br", "hr", "img", "input", "link", "meta"}
    LABELS = {"aria-label", "placeholder", "title", "alt"}

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._open: list[bool] = [True]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        read = self._open[-1] and tag not in self.SILENT and given.get("lang", "ar") == "ar"
        if read:
            self.heard += [given[label] or "" for label in self.LABELS & given.keys()]
        if tag not in self.VOID:
            self._open.append(read)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An SVG's empty elements say nothing and open nothing."""

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open[-1]:
            self.heard.append(data)


def english_on(page: str) -> set[str]:
    """Return the Latin words that an Arabic page says, other than names."""
    reader = Reader()
    reader.feed(page)
    words = {word for text in reader.heard for word in re.findall(r"[A-Za-z]{2,}", ISOLATED.sub("", text))}
    return words - NAMES


def test_the_reader_of_pages_notices_english():
    page = (
        '<p>حي <b>Block</b> <bdi>A12</bdi><input placeholder="Search"><br/></p><p lang="en">Not here</p><svg><g/></svg>'
    )
    assert english_on(page) == {"Block", "Search"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/places/", 200), ("/places/5011/", 200), ("/places/5011/011/", 200), ("/search/", 200),
        ("/search/?q=12", 200), ("/verify/", 200), ("/verify/?code=AAAA", 400), ("/sign-in/", 200),
    ],
)  # fmt: skip
def test_an_open_page_says_nothing_in_english(path: str, status: int, client: Client, places: Places):
    answer = client.get(path)
    assert answer.status_code == status
    assert english_on(answer.content.decode()) == set()


def test_the_pages_of_a_procedure_say_nothing_in_english(client: Client, places: Places):
    hold_values()
    User.objects.update(full_name="سالم بن علي")
    thread = open_thread(places.west, places.citizen, up_to=["submit", "recommend", "approve"], drawing="AB")
    permit = thread.permit()
    client.force_login(places.citizen)
    pages = [
        "/places/5011/011/001/", f"/parcels/{thread.parcel.code}/", f"/parcels/{thread.parcel.code}/?fragment=card",
        f"/permits/apply/fencing/{thread.parcel.code}/", f"/permits/{permit.number}/", "/cases/",
        f"/applications/{thread.case.pk}/", f"/verify/{permit.printout.code}/",
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert (page, answer.status_code) == (page, 200)
        assert english_on(answer.content.decode()) == set(), page
