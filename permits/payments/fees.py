"""From quantities and rates to an explained fee; pure, decimal, to the halala.

Rounding rule `line_half_up`: each line is quantity × rate rounded to the halala, halves away from zero; the total is
the sum of its lines, so whoever adds up the printed lines gets the printed total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

HALALA = Decimal("0.01")
CENTIMETRE = Decimal("0.01")
ROUNDING = "line_half_up"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of what a tariff names: `code` is the tariff's, `unit` is one of enums.Unit."""

    code: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A tariff as it holds: riyals for one unit, who says so, since when, and whether that was verified."""

    code: str
    label_ar: str
    label_en: str
    unit: str
    rate: Decimal
    source: str
    valid_from: date
    verified: bool
    tariff_id: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fee: quantity × rate, in riyals."""

    quantity: Decimal
    rate: Rate
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExplainedFee:
    """A fee that can be told, with every line of it."""

    lines: tuple[Line, ...]

    @property
    def amount(self) -> Decimal:
        """The sum of the lines, riyals."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def verified(self) -> bool:
        """Every line stands on a source that was verified."""
        return all(line.rate.verified for line in self.lines)


@dataclass(frozen=True, slots=True)
class UnknownFee:
    """A fee that cannot be told, and what is missing for it."""

    missing: tuple[str, ...]


Told = ExplainedFee | UnknownFee


def to_halala(amount: Decimal) -> Decimal:
    """Round riyals to the halala, halves away from zero.

    >>> to_halala(Decimal("0.005")), to_halala(Decimal("1.0049"))
    (Decimal('0.01'), Decimal('1.00'))
    """
    return amount.quantize(HALALA, ROUND_HALF_UP)


def length_of(metres: float) -> Decimal:
    """Return a measured length, metres, as it is billed: to the centimetre, halves up.

    >>> length_of(60.004999), length_of(12.345)
    (Decimal('60.00'), Decimal('12.35'))
    """
    return Decimal(repr(metres)).quantize(CENTIMETRE, ROUND_HALF_UP)


def compute_fee(quantities: Sequence[Quantity], rates: Mapping[str, Rate]) -> Told:
    """Return the fee of quantities by rates; unknown when a rate is missing or is counted in another unit."""
    missing = tuple(each.code for each in quantities if each.code not in rates or rates[each.code].unit != each.unit)
    if missing or not quantities:
        return UnknownFee(missing)
    return ExplainedFee(tuple(_line(each, rates[each.code]) for each in quantities))


def _line(quantity: Quantity, rate: Rate) -> Line:
    return Line(quantity.value, rate, to_halala(quantity.value * rate.rate))
