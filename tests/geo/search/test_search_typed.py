"""How people type a piece of land: what each form of words is understood to name."""

import pytest

from parcels.register.typed import Typed, understand

FULL = Typed(number="12", block="5", plan="713/3")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        # everything by name, in both languages, any order, any digits
        ("قطعة ١٢ بلك ٥ مخطط 713/3", FULL),
        ("قطعه 12 بلوك 5 مخطط ٧١٣/٣", FULL),
        ("مخطط ٧١٣/٣ بلك ٥ قطعة ١٢", FULL),
        ("مخطط 713/3، بلك 5، قطعة 12", FULL),
        ("القطعة رقم ١٢ بلك ٥ مخطط ٧١٣/٣", FULL),
        ("parcel 12 block 5 plan 713/3", FULL),
        ("Plot No. 12, Block 5, Plan 713/3", FULL),
        ("قطعة ۱۲ بلک ۵ مخطط ۷۱۳/۳", FULL),
        # bare numbers: the narrowest thing comes last
        ("12", Typed(number="12")),
        ("١٢", Typed(number="12")),
        ("5 12", Typed(number="12", block="5")),
        ("713/3 5 12", FULL),
        ("713/3", Typed(number="713/3")),
        # half named, half bare
        ("بلك 5 12", Typed(number="12", block="5")),
        ("مخطط 713/3 12", Typed(number="12", plan="713/3")),
        ("مخطط 713/3 5 12", FULL),
        ("قطعة 12 بلك أ", Typed(number="12", block="ا")),
        ("block B 7", Typed(number="7", block="b")),
        ("قطعة 12/1", Typed(number="12/1")),
        ("مخطط 713/3", Typed(plan="713/3")),
        # words that are neither: looked for in the names of places
        ("12 القلعة", Typed(number="12", words=("قلعه",))),
        ("قطعة 12 في حي القلعة", Typed(number="12", words=("قلعه",))),
        ("القلعة القديمة 5 12", Typed(number="12", block="5", words=("قلعه", "قديمه"))),
        ("parcel 12 in Qalaa", Typed(number="12", words=("qalaa",))),
        # a block alone names no land
        ("بلك 5", Typed(block="5")),
        ("", Typed()),
        ("القلعة", Typed(words=("قلعه",))),
    ],
)
def test_words_name_what_a_surveyor_would_say_they_name(typed, named):
    assert understand(typed) == named


@pytest.mark.parametrize("typed", ["", "القلعة", "بلك 5", "في", "،"])
def test_words_that_name_no_number_and_no_plan_look_for_no_land(typed):
    assert understand(typed).empty


@pytest.mark.parametrize("typed", ["12", "مخطط 713/3", "5 12"])
def test_a_number_or_a_plan_is_enough(typed):
    assert not understand(typed).empty


@pytest.mark.parametrize("typed", ["1 2 3 4 5", "////", "قطعة", "مخطط مخطط", "١٢٣٤٥٦٧٨٩٠" * 20, "%_\\'\"; --"])
def test_nothing_that_is_typed_breaks_it(typed):
    assert isinstance(understand(typed), Typed)
