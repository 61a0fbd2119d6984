"""Lengths in words: the grammar of a document, and words that come back as the length they were."""

import random
from decimal import Decimal

import pytest

from geo.wording.counting import METRE, count
from geo.wording.errors import NotWritable
from geo.wording.lengths import metres_in_arabic
from geo.wording.reading import read_arabic_metres

WRITTEN = {
    "1": "متر واحد",
    "2": "متران",
    "3": "ثلاثة أمتار",
    "8": "ثمانية أمتار",
    "10": "عشرة أمتار",
    "11": "أحد عشر متراً",
    "12.50": "اثنا عشر متراً وخمسون سنتيمتراً",
    "13": "ثلاثة عشر متراً",
    "20": "عشرون متراً",
    "21": "واحد وعشرون متراً",
    "22": "اثنان وعشرون متراً",
    "99": "تسعة وتسعون متراً",
    "100": "مئة متر",
    "101": "مئة متر ومتر واحد",
    "102": "مئة متر ومتران",
    "103": "مئة وثلاثة أمتار",
    "111": "مئة وأحد عشر متراً",
    "200": "مئتا متر",
    "212": "مئتان واثنا عشر متراً",
    "300": "ثلاثمئة متر",
    "1000": "ألف متر",
    "1200": "ألف ومئتا متر",
    "2000": "ألفا متر",
    "2002": "ألفا متر ومتران",
    "2500": "ألفان وخمسمئة متر",
    "3010": "ثلاثة آلاف وعشرة أمتار",
    "11000": "أحد عشر ألف متر",
    "12345": "اثنا عشر ألفاً وثلاثمئة وخمسة وأربعون متراً",
    "101000": "مئة ألف وألف متر",
    "102000": "مئة ألف وألفا متر",
    "200000": "مئتا ألف متر",
    "0.01": "سنتيمتر واحد",
    "0.02": "سنتيمتران",
    "0.05": "خمسة سنتيمترات",
    "1.01": "متر واحد وسنتيمتر واحد",
    "25.11": "خمسة وعشرون متراً وأحد عشر سنتيمتراً",
}


@pytest.mark.parametrize(("figures", "words"), WRITTEN.items())
def test_a_length_is_written_as_a_deed_writes_it(figures, words):
    assert metres_in_arabic(Decimal(figures)) == words


def test_half_a_centimetre_is_rounded_up_and_less_is_left_out():
    assert metres_in_arabic(Decimal("3.005")) == "ثلاثة أمتار وسنتيمتر واحد"
    assert metres_in_arabic(Decimal("3.0049")) == "ثلاثة أمتار"
    assert metres_in_arabic(Decimal("2.999")) == "ثلاثة أمتار"


@pytest.mark.parametrize("figures", ["0", "0.004", "-1", "-0.5", "999999.996", "1000000", "NaN", "Infinity"])
def test_what_is_no_length_in_words_is_refused(figures):
    with pytest.raises(NotWritable):
        metres_in_arabic(Decimal(figures))


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_only_numbers_that_have_words_are_counted(number):
    with pytest.raises(NotWritable):
        count(number, METRE)


def test_every_whole_length_to_two_thousand_metres_comes_back():
    wrong = [metres for metres in range(1, 2001) if read_arabic_metres(metres_in_arabic(Decimal(metres))) != metres]
    assert wrong == []


def test_lengths_to_the_centimetre_up_to_twelve_hundred_metres_come_back():
    lengths = [Decimal(cm) / 100 for cm in range(1, 120_001, 7)]
    wrong = [length for length in lengths if read_arabic_metres(metres_in_arabic(length)) != length]
    assert wrong == []
    assert len({metres_in_arabic(length) for length in lengths}) == len(lengths)


def test_lengths_up_to_the_largest_come_back():
    dice = random.Random(3)
    edges = [1000 * thousands + rest for thousands in range(1, 1000) for rest in (0, 1, 2, 3, 11, 100, 200, 345)]
    lengths = [*edges, *(dice.randrange(1, 1_000_000) for _ in range(3000)), 999_999]
    assert [metres for metres in lengths if read_arabic_metres(metres_in_arabic(Decimal(metres))) != metres] == []


def plainly_typed(words: str) -> str:
    """Return the words as many people type them: no marks, no hamza, a stretched letter."""
    return words.replace("ً", "").replace("أ", "ا").replace("ئ", "ـا" + "ئ").replace("س", "سـ")


def test_lengths_typed_without_marks_or_hamza_come_back():
    lengths = [Decimal(cm) / 100 for cm in range(1, 99_900, 31)]
    wrong = [length for length in lengths if read_arabic_metres(plainly_typed(metres_in_arabic(length))) != length]
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "metres"),
    [
        ("مائة متر", "100"),
        ("مائتين متر", "200"),
        ("ثلاث مائة وعشرين متر", "320"),
        ("خمسمائة متر", "500"),
        ("اثنى عشر مترا و خمسين سم", "12.50"),
        ("اثنا عشر متراً وخمسون سنتمتراً", "12.50"),
        ("خـمـسـة أمتـار", "5"),
        ("خمسة عشر متر", "15"),
        ("فقط عشرون متراً لا غير", "20"),
        ("متر ونصف", "1.50"),
        ("متر ونصف المتر", "1.50"),
        ("نصف متر", "0.50"),
        ("خمسة عشر متر وربع", "15.25"),
        ("ألفا متر", "2000"),
        ("ألفاً ومئتي متر", "1200"),
        ("واحد عشر متر", "11"),
        ("مئة وألف متر", "1100"),
        ("متران وخمسة وعشرون سنتيمتراً", "2.25"),
    ],
)
def test_other_spellings_are_read(words, metres):
    assert read_arabic_metres(words) == Decimal(metres)


@pytest.mark.parametrize(
    "words",
    [
        "", "هراء", "خمسة عشر", "خمسة خمسة أمتار", "خمسة أمتار وستة أمتار", "عشرون خمسة متر", "مئة ومتر واحد",
        "ألفا ومئتي متر",  # ألفاً or ألفان: without its mark it could be either
        "ستة عشر وعشرون متراً", "مئة ومئتا متر", "مئة سنتيمتر وخمسة أمتار", "متر ونصف ونصف", "خمسون سنتيمتراً متر",
        "خمسة أمتار تقريباً", "متران واحد", "خمسة أمتار واحد", "ثلاثة متران",
    ],
)  # fmt: skip
def test_words_that_say_no_length_or_could_say_two_are_not_read(words):
    assert read_arabic_metres(words) is None
