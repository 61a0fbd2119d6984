"""Facts about a document that anybody who holds it may read on the verification page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from geo.errors import InvalidInput
from geo.printing.enums import FactForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFact:
    """One line of the verification page, in both languages.

    `value`: as the form wants it: TEXT and CODE as they are, DATE as ISO 8601, AREA as a decimal of m².
    `value_en`: an English wording of a TEXT; empty shows the Arabic one to everybody.
    Errors: InvalidInput when the value does not read as its form.
    """

    label: str
    label_en: str
    value: str
    value_en: str = ""
    form: FactForm = FactForm.TEXT

    def __post_init__(self) -> None:
        if not (self.label and self.label_en and self.value):
            raise InvalidInput(code="public_fact_empty", label=self.label_en)
        try:
            self.typed()
        except (ValueError, InvalidOperation) as error:
            raise InvalidInput(code="public_fact_malformed", label=self.label_en, value=self.value) from error

    def typed(self) -> str | date | Decimal:
        """Return the value as a date, a decimal or a text."""
        if self.form == FactForm.DATE:
            return date.fromisoformat(self.value)
        if self.form == FactForm.AREA:
            return Decimal(self.value)
        return self.value

    def label_in(self, language: str) -> str:
        """Return the label in a language."""
        return self.label if language.startswith("ar") else self.label_en

    def value_in(self, language: str) -> str | date | Decimal:
        """Return the value as a reader of a language should get it."""
        return self.value_en if self.value_en and not language.startswith("ar") else self.typed()


def to_json(facts: Sequence[PublicFact]) -> list[dict[str, str]]:
    """Return the facts as they are stored."""
    return [{key: str(value) for key, value in asdict(fact).items()} for fact in facts]


def from_json(stored: Sequence[dict[str, Any]]) -> tuple[PublicFact, ...]:
    """Return stored facts."""
    return tuple(PublicFact(**{**fact, "form": FactForm(fact["form"])}) for fact in stored)
