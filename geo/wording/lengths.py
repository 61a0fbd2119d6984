"""A length in Arabic words, as a document writes it beside its figures."""

from decimal import ROUND_HALF_UP, Decimal

from geo.wording.counting import CENTIMETRE, METRE, MOST, count
from geo.wording.errors import NotWritable

_CENTIMETRE_M = Decimal("0.01")


def to_centimetre(length_m: Decimal) -> Decimal:
    """Return a length in metres rounded to the whole centimetre, halves up: what words can say."""
    return length_m.quantize(_CENTIMETRE_M, rounding=ROUND_HALF_UP)


def metres_in_arabic(length_m: Decimal) -> str:
    """Return a length in metres in Arabic words, to the centimetre: halves of one are rounded up.

    From 0.01 m to 999,999.99 m. Errors: NotWritable.

    >>> metres_in_arabic(Decimal("12.50")), metres_in_arabic(Decimal("0.025"))
    ('اثنا عشر متراً وخمسون سنتيمتراً', 'ثلاثة سنتيمترات')
    """
    if not length_m.is_finite() or length_m > MOST + 1:
        raise NotWritable(length_m=str(length_m))
    metres, centimetres = divmod(int(to_centimetre(length_m) * 100), 100)
    if metres < 0 or (metres, centimetres) == (0, 0):
        raise NotWritable(length_m=str(length_m))
    parts = ((metres, METRE), (centimetres, CENTIMETRE))
    return " و".join(count(number, noun) for number, noun in parts if number)
