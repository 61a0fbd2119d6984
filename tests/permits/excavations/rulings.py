"""Asking one rule about one dig."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from geo.municipalities.scope import territory
from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.rule import Finding, Rule
from permits.excavations.proposal import DigProposal
from permits.excavations.services import DigAsked, proposed


def ask(rule: Rule[DigProposal, Any], asked: DigAsked) -> Finding:
    """Return what a rule finds of a dig that is asked for."""
    with territory([asked.office.pk]):
        (judged,) = judge_all([rule], proposed(asked)).judged
    return judged.finding


def today(days: int = 0) -> date:
    """Return the day so many days from today."""
    return timezone.localdate() + timedelta(days=days)
