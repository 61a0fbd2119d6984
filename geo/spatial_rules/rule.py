"""What a spatial rule is, and what it answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Subject = TypeVar("Subject")
Facts = TypeVar("Facts")
Text = str | Promise


class Answer(StrEnum):
    """Three values: a source that failed or is missing is unknown, never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """The word shown to people."""
        return {"yes": _("Met"), "no": _("Not met"), "unknown": _("Cannot be told")}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found: the answer, one sentence, the numbers behind it, and the offending geometry.

    `evidence` holds what is needed to judge again; `geometry` is GeoJSON in longitude and latitude, or None.
    """

    answer: Answer
    message: Text
    evidence: dict[str, Any] = field(default_factory=dict)
    geometry: dict[str, Any] | None = None


class MissingSource(Exception):
    """A fact cannot be had: the rule answers unknown."""


class Rule(ABC, Generic[Subject, Facts]):
    """One law, one file: `facts` asks PostGIS, `judge` is pure and sees nothing but facts.

    `version` is raised when `judge` or a fact means something else; the class as it was stays with its kind, so that
    decisions of its time are judged again by it. Facts are what geo.spatial_rules.facts can keep.
    """

    code: ClassVar[str]
    version: ClassVar[int] = 1
    title: ClassVar[Text]
    cites: ClassVar[str]
    hint: ClassVar[Text]

    @abstractmethod
    def facts(self, subject: Subject) -> Facts:
        """Gather what the judgement needs; raise MissingSource when it cannot be had."""

    @abstractmethod
    def judge(self, facts: Facts) -> Finding:
        """Decide from the facts alone."""
