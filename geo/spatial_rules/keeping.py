"""Findings in the form in which procedures keep them, and told from there in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from geo.spatial_rules.engine import Judged
from geo.spatial_rules.facts import kept_facts

LANGUAGES = ("ar", "en")
SENTENCES = ("title", "message", "hint")


def kept_finding(item: Judged, **more: Any) -> dict[str, Any]:
    """Return a finding as it is stored: sentences in both languages, evidence, offending geometry, what is added."""
    kept: dict[str, Any] = {
        "rule": item.rule.code,
        "version": item.rule.version,
        "cites": item.rule.cites,
        "answer": item.finding.answer.value,
        "evidence": item.finding.evidence,
        "geometry": item.finding.geometry,
        **more,
    }
    for language in LANGUAGES:
        with translation.override(language):
            said = (item.rule.title, item.finding.message, item.rule.hint)
            kept |= {f"{name}_{language}": str(words) for name, words in zip(SENTENCES, said, strict=True)}
    return kept


def kept_judgement(item: Judged) -> dict[str, Any]:
    """Return all that is needed to judge again, and what was found: no words, for those are translated anew.

    Without facts the source that was missing is named. Errors: TypeError for facts that cannot be kept.
    """
    found = item.finding
    ground = {"missing": item.missing} if item.missing else {"facts": kept_facts(item.facts)}
    return {
        "rule": item.rule.code, "version": item.rule.version, "cites": item.rule.cites, **ground,
        "answer": found.answer.value, "evidence": found.evidence, "geometry": found.geometry,
    }  # fmt: skip


def told_findings(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return kept findings with title, message and hint in the language of the reader, without their facts."""
    language = "en" if (translation.get_language() or "ar").startswith("en") else "ar"
    return [
        {name: value for name, value in found.items() if name != "facts"}
        | {name: found[f"{name}_{language}"] for name in SENTENCES}
        for found in findings
    ]
