"""One search spelling in three languages: what a person types meets what the database keeps and the map compares."""

import json
import os
import random
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from geo.search.folding import fold

SCRIPT = settings.ROOT / "tiles" / "map" / "frontend" / "src" / "normalise.js"
RUN = """
import { fold } from %s;
let typed = "";
process.stdin.setEncoding("utf8");
for await (const part of process.stdin) typed += part;
process.stdout.write(JSON.stringify(JSON.parse(typed).map(fold)));
"""
SPELLINGS = {
    "حي القَلعة": "قلعه",
    "القلعه": "قلعه",
    "حيّ القلعـــة": "قلعه",
    " القلعة ": "قلعه",
    "القلعة  القديمة": "قلعه قديمه",
    "أحمد إبراهيم آل مؤمن مصطفى شاطئ": "احمد ابراهيم ال مومن مصطفي شاطي",
    "ٱلدمام": "دمام",
    "بلک ۵": "بلك 5",
    "یزید": "يزيد",
    "قطعة ١٢ بلك ٥ مخطط ٧١٣/٣": "قطعه 12 بلك 5 مخطط 713/3",
    "12٣۴": "1234",
    "حياة": "حياه",
    "حي": "",
    "حي حي الجش": "جش",
    "ال": "ال",
    "الآ": "الا",
    "الر": "الر",
    "آل السادة": "ال ساده",
    "والقلعة": "والقلعه",
    "\u2066713/3\u2069": "713/3",
    "\u202bالجش\u202c": "جش",
    "Al-Qalaa": "al-qalaa",
    "PLOT 5": "plot 5",
    "الـ\u200fجش": "جش",
    "\tصفوى\n": "صفوي",
    "": "",
}
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآٱىةؤئکیپچڤگ"
MARKS = "\u064b\u064c\u064e\u064f\u0650\u0651\u0652\u0670\u0640\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
OTHERS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹0123456789abzABZ /-.,،؛_%\\'\"()\t\n"
word = st.one_of(
    st.sampled_from(["حي", "ال", "الحي", "حيال", "آل", "قطعة", " "]), st.text(LETTERS + MARKS + OTHERS, max_size=6)
)
typed_words = st.lists(word, max_size=8).map("".join)


def folded_by_sql(texts):
    """Return the database's spelling of each text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT arabic_fold_v1(t) FROM unnest(%s::text[]) WITH ORDINALITY AS typed (t, i) ORDER BY i", [texts]
        )
        return [row[0] for row in cursor.fetchall()]


def folded_by_script(texts):
    """Return the spelling of each text by the map's script, in the node that bin/test found or installed."""
    path = os.pathsep.join([f"{sys.prefix}/bin", os.environ["PATH"]])
    node = shutil.which("node", path=path)
    assert node, "bin/test installs node"
    command = [node, "--input-type=module", "--eval", RUN % json.dumps(SCRIPT.as_uri())]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=30)
    return json.loads(done.stdout)


def by_chance(count):
    """Return so many texts of the letters, marks and words that matter; the same ones in every run."""
    chance = random.Random(713)
    parts = [*LETTERS, *MARKS, *OTHERS, *["حي", "ال", " حي ", " ال", " "] * 12]
    return ["".join(chance.choices(parts, k=chance.randint(1, 14))) for _ in range(count)]


@pytest.mark.parametrize(("typed", "spelling"), SPELLINGS.items())
def test_words_are_folded_to_their_search_spelling(typed, spelling):
    assert fold(typed) == spelling


@pytest.mark.django_db
def test_the_database_folds_the_same_words_to_the_same_spellings():
    assert dict(zip(SPELLINGS, folded_by_sql(list(SPELLINGS)), strict=True)) == SPELLINGS


def test_the_script_of_the_map_folds_the_same_words_to_the_same_spellings():
    assert dict(zip(SPELLINGS, folded_by_script(list(SPELLINGS)), strict=True)) == SPELLINGS


def test_the_script_of_the_map_agrees_on_a_thousand_texts():
    texts = by_chance(1000)
    differing = [
        (text, spelling, fold(text))
        for text, spelling in zip(texts, folded_by_script(texts), strict=True)
        if spelling != fold(text)
    ]
    assert differing == []
    assert len(set(texts)) > 900


@given(typed_words)
def test_the_order_of_folding_and_of_case_does_not_matter(typed):
    assert fold(typed.upper()) == fold(typed.lower())
    assert fold(f"  {typed}\t") == fold(typed)


@given(typed_words)
def test_a_spelling_holds_no_mark_no_foreign_digit_and_no_idle_space(typed):
    spelling = fold(typed)
    assert not set(spelling) & set(MARKS + "أإآٱىةؤئکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")
    assert spelling == " ".join(spelling.split())


class TheDatabase(TestCase):
    """Hypothesis runs many examples in a test; this class gives each its own transaction."""

    @hypothesis_settings(deadline=None, max_examples=60)
    @given(st.lists(typed_words, min_size=1, max_size=10))
    @example(["حي حي الجش", "ال ال", "الحي", " حي", "حي\nال جش"])
    def test_the_database_folds_as_python_does(self, texts):
        assert folded_by_sql(texts) == [fold(text) for text in texts]
