"""Template filters: the reader's digits, isolation, and nothing that a visitor typed becomes markup."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

DAY = date(2026, 11, 21)
ATTACK = '"><script>alert(1)</script>'


def shown(expression, language="ar", **context):
    """Return what a page of the language shows for an expression."""
    with translation.override(language):
        return Template("{% load numbers %}{{ " + expression + " }}").render(Context(context))


def test_dates_follow_the_language():
    assert shown("day|hijri", day=DAY) == "١١ جمادى الآخرة ١٤٤٨هـ"
    assert shown("day|gregorian", day=DAY) == "٢١ نوفمبر ٢٠٢٦م"
    assert shown("day|dual_date", "en", day=DAY) == "11 Jumada al-Akhirah 1448 AH corresponding to 21 November 2026"


def test_a_moment_shows_the_day_it_is_in_riyadh():
    assert shown("moment|gregorian", "en", moment=datetime(2026, 11, 20, 22, 30, tzinfo=UTC)) == "21 November 2026"


def test_digits_follow_the_language():
    assert shown("n|localdigits", n="713/3") == "٧١٣/٣"
    assert shown("n|localdigits", "en", n="٧١٣/٣") == "713/3"
    assert shown("n|localdigits", n=Decimal("12.5")) == "١٢٫٥"
    assert shown("n|localdigits", n=0) == "٠"


def test_codes_are_isolated_and_keep_their_digits():
    assert shown("n|code", n="512/0014") == '<bdi dir="ltr" class="code">512/0014</bdi>'
    assert shown("n|localdigits|bdi", n="512/0014") == '<bdi dir="ltr">٥١٢/٠٠١٤</bdi>'


def test_measures_carry_their_unit_on_the_side_of_the_language():
    assert shown("n|area", n=Decimal("1535.5")) == '<bdi dir="rtl"><bdi dir="ltr">١٬٥٣٥٫٥٠</bdi>&nbsp;م²</bdi>'
    assert shown("n|area", "en", n=Decimal("1535.5")) == '<bdi dir="ltr"><bdi dir="ltr">1,535.50</bdi>&nbsp;m²</bdi>'
    assert shown("n|metres:1", "en", n=21.04) == '<bdi dir="ltr"><bdi dir="ltr">21.0</bdi>&nbsp;m</bdi>'
    assert "٠٫٠٠" in shown("n|metres", n=0)


@pytest.mark.parametrize("name", ["hijri", "gregorian", "dual_date", "localdigits", "bdi", "code", "area", "metres"])
@pytest.mark.parametrize("missing", [None, ""])
def test_what_is_missing_is_shown_as_missing(name, missing):
    assert "—" in shown(f"value|{name}", value=missing)


@pytest.mark.parametrize("name", ["localdigits", "bdi", "code", "localdigits|bdi", "localdigits|code"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_markup_in_a_value_is_escaped(name, language):
    page = shown(f"value|{name}", language, value=ATTACK)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
