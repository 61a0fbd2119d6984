"""Scores of a walk as people read them."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geo.calendars.digits import format_number, local_digits
from geo.web.templatetags.numbers import bdi
from permits.numbering_runs import walkers
from permits.numbering_runs.scoring import WholeProof

register = template.Library()
#: A gap smaller than this is none: half of what is shown.
LEAST_GAP = 0.0005


@register.filter
def share(value: float | None) -> SafeString | str:
    """Show a share from 0 to 1 in percent to one decimal; "unknown" for none."""
    if value is None:
        return _("Unknown")
    language = get_language() or "ar"
    sign = "٪" if language.startswith("ar") else "%"
    return bdi(f"{format_number(value * 100, language, places=1)}{sign}")


@register.filter
def ratio(value: float | None) -> SafeString | str:
    """Show a ratio to two decimals; "unknown" for none."""
    if value is None:
        return _("Unknown")
    return bdi(format_number(value, get_language() or "ar", places=2))


@register.filter
def proven(row: dict[str, Any]) -> SafeString | str:
    """Say what is proven of a block: the bound and the gap to it in points, or why nothing is."""
    proof = row["proof"]
    if not row["block"].score["pairs"]:
        return "–"
    if proof is None:
        return _("Not proved yet")
    return proof.get_state_display() if proof.bound is None else _bounded(proof.bound, proof.gap)


@register.filter
def proven_of_all(proof: WholeProof) -> SafeString | str:
    """Say what is proven of all blocks together, and of how many of them."""
    if proof.bound is None or proof.gap is None:
        return _("Not proved yet")
    language = get_language() or "ar"
    counts = {"count": local_digits(str(proof.blocks), language), "all": local_digits(str(proof.of), language)}
    return format_html("{} · {}", _bounded(proof.bound, proof.gap), _("blocks proved: %(count)s of %(all)s") % counts)


@register.filter
def policy_words(policy: str) -> str:
    """Say what a way of numbering does."""
    return walkers.policy_words(policy)


def _bounded(bound: float, gap: float) -> SafeString | str:
    """Say a bound, and how many points below it the walk stays."""
    if gap < LEAST_GAP:
        return _("The best there is")
    points = bdi(format_number(gap * 100, get_language() or "ar", places=1))
    return format_html("{} {} · {} {}", _("At most"), share(bound), _("points below it:"), points)


@register.filter
def days_left(days: int) -> str:
    """Say how many days are left."""
    return _counted(ngettext("%(n)s day left", "%(n)s days left", days), days)


@register.filter
def parcel_count(count: int) -> str:
    """Say how many parcels there are."""
    return _counted(ngettext("%(n)s parcel", "%(n)s parcels", count), count)


def _counted(words: str, count: int) -> str:
    return words % {"n": local_digits(str(count), get_language() or "ar")}
