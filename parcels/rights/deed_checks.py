"""Judging a deed from facts alone: three answers, each with the numbers behind it."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Text
from geo.wording.reading import read_arabic_metres
from parcels.rights.deed_facts import DeedFacts, Neighbour, SideFacts

#: A written length is rounded to the centimetre: half of one is allowed each side in a bound, metres.
ROUNDING_M = 0.005
_QUADRILATERAL = 4


@dataclass(frozen=True, slots=True)
class DeedCheck:
    """One question to a deed: its name, what it stands on, what to do when it fails, and the judgement."""

    code: str
    title: Text
    cites: str
    hint: Text
    judge: Callable[[DeedFacts], Finding]


@dataclass(frozen=True, slots=True)
class JudgedDeed:
    """A question with its finding."""

    check: DeedCheck
    finding: Finding


def judge_deed(facts: DeedFacts) -> tuple[JudgedDeed, ...]:
    """Ask every question; none stops another."""
    return tuple(JudgedDeed(check, check.judge(facts)) for check in CHECKS)


def largest_area(lengths: Iterable[float]) -> float | None:
    """Return the largest area that four side lengths can enclose: their cyclic quadrilateral's (Brahmagupta).

    Metres and square metres; None when one side is as long as the others together: they close no figure.

    >>> largest_area([20.0, 25.0, 20.0, 25.0])
    500.0
    """
    a, b, c, d = lengths
    half = (a + b + c + d) / 2
    rests = [half - side for side in (a, b, c, d)]
    return math.sqrt(math.prod(rests)) if min(rests) > 0 else None


def sides_written(facts: DeedFacts) -> Finding:
    """Judge that at most one side is without its length (a deed with two missing goes back to the court)."""
    missing = [side.facing.value for side in facts.sides if side.deed_m is None]
    evidence = {"missing": missing}
    if len(missing) == len(facts.sides):
        return _unknown(_("The deed writes no length of any side."), evidence)
    if len(missing) > 1:
        return _no(_("More than one side has no length in the deed."), evidence)
    return _yes(_("The deed writes the lengths of its sides."), evidence)


def lengths_fit(facts: DeedFacts) -> Finding:
    """Judge the written length of each side against the ground, within the greater of two tolerances."""
    absolute, relative = facts.tolerances.side_m, facts.tolerances.side_ratio
    if absolute is None or relative is None:
        return _unknown(
            _("No tolerance is recorded for this day."), {"missing": "deed_side_absolute, deed_side_relative"}
        )
    compared, beyond = {}, []
    for side in facts.sides:
        if side.deed_m is None:
            continue
        ground = side.ground_m or 0.0
        allowed = round(max(float(absolute), float(relative) * ground), 3)
        compared[side.facing.value] = {
            "deed_m": str(side.deed_m), "ground_m": round(ground, 3), "allowed_m": allowed
        }  # fmt: skip
        if round(abs(float(side.deed_m) - ground), 3) > allowed:
            beyond.append(side.facing.value)
    return _compared(
        compared, beyond,
        no=_("A side of the deed is longer or shorter than the land."),
        yes=_("The lengths in the deed fit the land."),
        nothing=_("The deed writes no length of any side."),
    )  # fmt: skip


def area_fits(facts: DeedFacts) -> Finding:
    """Judge the area in the deed against the area observed by the survey decision."""
    ratio = facts.tolerances.area_ratio
    evidence = {"deed_m2": _text(facts.area_m2), "survey_m2": _text(facts.survey_m2), "ratio": _text(ratio)}
    if facts.area_m2 is None:
        return _unknown(_("The deed writes no area."), evidence)
    if facts.survey_m2 is None:
        return _unknown(_("No survey decision has observed the area of this parcel."), evidence)
    if ratio is None:
        return _unknown(_("No tolerance is recorded for this day."), evidence)
    if abs(facts.area_m2 - facts.survey_m2) > ratio * facts.survey_m2:
        return _no(_("The area in the deed differs from the survey by more than is allowed."), evidence)
    return _yes(_("The area in the deed agrees with the survey."), evidence)


def area_possible(facts: DeedFacts) -> Finding:
    """Judge that the written sides can enclose the written area: four straight sides by Brahmagupta.

    For land with a broken side four lengths say less: only more than a circle of that perimeter holds is refused.
    """
    lengths = [float(side.deed_m) + ROUNDING_M for side in facts.sides if side.deed_m is not None]
    evidence: dict[str, Any] = {"deed_m2": _text(facts.area_m2), "sides": len(lengths)}
    if facts.area_m2 is None or len(lengths) < len(facts.sides) or len(lengths) != _QUADRILATERAL:
        return _unknown(_("The deed does not write an area and four sides."), evidence)
    straight = all(side.straight for side in facts.sides)
    most = largest_area(lengths) if straight else sum(lengths) ** 2 / (4 * math.pi)
    evidence |= {"straight": straight, "most_m2": None if most is None else round(most, 2)}
    if most is None:
        return _no(_("One side of the deed is as long as the others together: they enclose no land."), evidence)
    if float(facts.area_m2) > most:
        return _no(_("The sides in the deed cannot enclose the area that it writes."), evidence)
    if not straight:
        return _unknown(_("A side of the land is not straight: four lengths do not settle its area."), evidence)
    return _yes(_("The sides in the deed can enclose its area."), evidence)


def words_fit(facts: DeedFacts) -> Finding:
    """Judge that the words of each length say its figures, to the centimetre."""
    compared, beyond, unread = {}, [], []
    for side in facts.sides:
        if side.deed_m is None or not side.words:
            continue
        read = read_arabic_metres(side.words)
        compared[side.facing.value] = {"deed_m": str(side.deed_m), "words": side.words, "read_m": _text(read)}
        if read is None:
            unread.append(side.facing.value)
        elif abs(read - side.deed_m) > Decimal(str(ROUNDING_M)):
            beyond.append(side.facing.value)
    if unread and not beyond:
        return _unknown(_("The words of a length could not be read."), {"sides": compared, "unread": unread})
    return _compared(
        compared, beyond,
        no=_("The words of a length say something else than its figures."),
        yes=_("Words and figures of the lengths agree."),
        nothing=_("The deed writes no length in words."),
    )  # fmt: skip


def reciprocal(facts: DeedFacts) -> Finding:
    """Judge each side that is shared with one neighbour from end to end: his deed names this parcel at that length."""
    allowed = facts.tolerances.side_m
    if allowed is None:
        return _unknown(_("No tolerance is recorded for this day."), {"missing": "deed_side_absolute"})
    if not any(side.neighbours for side in facts.sides):
        return _yes(_("No numbered parcel adjoins this one."), {})
    compared: dict[str, Any] = {}
    beyond, open_ = [], []
    for side in facts.sides:
        for neighbour in side.neighbours:
            answer = _answers_back(side, neighbour, allowed)
            compared[f"{side.facing.value}:{neighbour.code}"] = {
                "deed_m": _text(side.deed_m), "back_m": _text(neighbour.back_m), "answer": answer.value
            }  # fmt: skip
            beyond += [side.facing.value] if answer is Answer.NO else []
            open_ += [side.facing.value] if answer is Answer.UNKNOWN else []
    if open_ and not beyond:
        return _unknown(_("A neighbour's deed is not recorded, or shares a side only in part."), {"sides": compared})
    return _compared(
        compared, beyond,
        no=_("A neighbour's deed does not name this parcel, or gives the shared side another length."),
        yes=_("The neighbours' deeds name this parcel with the same lengths."),
    )  # fmt: skip


def _answers_back(side: SideFacts, neighbour: Neighbour, allowed: Decimal) -> Answer:
    if not neighbour.has_deed or neighbour.named is None or neighbour.names_back is None:
        return Answer.UNKNOWN
    if not neighbour.named or not neighbour.names_back:
        return Answer.NO
    alone = side.covered and len(side.neighbours) == 1 and neighbour.whole
    if side.deed_m is None or neighbour.back_m is None or not alone:
        return Answer.UNKNOWN
    return Answer.NO if abs(side.deed_m - neighbour.back_m) > allowed else Answer.YES


def sums_fit(facts: DeedFacts) -> Finding:
    """Judge each side along which several neighbours lie from end to end: their lengths add up to it."""
    allowed = facts.tolerances.sum_m
    if allowed is None:
        return _unknown(_("No tolerance is recorded for this day."), {"missing": "deed_sides_sum"})
    several = [side for side in facts.sides if len(side.neighbours) > 1]
    if not several:
        return _yes(_("No side adjoins several parcels."), {})
    compared: dict[str, Any] = {}
    beyond, open_ = [], []
    for side in several:
        parts = [neighbour.back_m for neighbour in side.neighbours if neighbour.whole and neighbour.back_m is not None]
        compared[side.facing.value] = {"deed_m": _text(side.deed_m), "parts_m": [str(part) for part in parts]}
        if side.deed_m is None or not side.covered or len(parts) < len(side.neighbours):
            open_.append(side.facing.value)
        elif abs(sum(parts) - side.deed_m) > allowed:
            beyond.append(side.facing.value)
    if open_ and not beyond:
        return _unknown(_("Not every neighbour along a side has a deed that names this parcel."), {"sides": compared})
    return _compared(
        compared, beyond,
        no=_("The neighbours' lengths along a side do not add up to it."),
        yes=_("The neighbours' lengths along a side add up to it."),
    )  # fmt: skip


def _compared(compared: dict[str, Any], beyond: list[str], *, no: Text, yes: Text, nothing: Text = "") -> Finding:
    """Return the finding of a comparison of sides: no if any is beyond, unknown if there was none to compare."""
    evidence = {"sides": compared, "beyond": beyond}
    if beyond:
        return _no(no, evidence)
    return _yes(yes, evidence) if compared else _unknown(nothing, evidence)


def _yes(message: Text, evidence: dict[str, Any]) -> Finding:
    return Finding(answer=Answer.YES, message=message, evidence=evidence)


def _no(message: Text, evidence: dict[str, Any]) -> Finding:
    return Finding(answer=Answer.NO, message=message, evidence=evidence)


def _unknown(message: Text, evidence: dict[str, Any]) -> Finding:
    return Finding(answer=Answer.UNKNOWN, message=message, evidence=evidence)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


CHECKS: tuple[DeedCheck, ...] = (
    DeedCheck(
        "sides_written", _("Sides written in the deed"), "DOMAIN 1.1",
        _("Ask the court that issued the deed to complete it."), sides_written,
    ),
    DeedCheck(
        "words_fit", _("Words and figures"), "DOMAIN 1.1",
        _("Read the deed again; where it says so itself, its issuer corrects it."), words_fit,
    ),
    DeedCheck(
        "lengths_fit", _("Lengths on the ground"), "DOMAIN 1.1, 3 (S6)",
        _("Have the parcel surveyed; the excess or deficit is settled by the survey decision."), lengths_fit,
    ),
    DeedCheck(
        "area_possible", _("Area that the sides can enclose"), "Brahmagupta's bound; DOMAIN 3 (S6)",
        _("Area or sides were written wrong: the deed goes back to its issuer."), area_possible,
    ),
    DeedCheck(
        "area_fits", _("Area in the survey"), "DOMAIN 1.2, 3 (S6)",
        _("Ask for a survey decision, or settle the difference by it."), area_fits,
    ),
    DeedCheck(
        "reciprocal", _("The neighbours' deeds"), "DOMAIN 3 (S7)",
        _("Compare both deeds with the boundary marks before either is changed."), reciprocal,
    ),
    DeedCheck(
        "sums_fit", _("Sums along a side"), "DOMAIN 1.1",
        _("Compare the neighbours' deeds along that side."), sums_fit,
    ),
)  # fmt: skip
