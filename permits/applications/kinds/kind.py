"""What a kind of permit is."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from geo.registry import Registry
from geo.spatial_rules.rule import Rule
from permits.applications.enums import PermitKind
from permits.applications.spatial_rules.subject import Proposal

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind: its titles, the rules that decide it, the dated term of its permits, the template of its certificate."""

    kind: PermitKind
    title: Text
    title_ar: str
    title_en: str
    flow: str
    rules: tuple[Rule[Proposal, Any], ...]
    term_code: str
    certificate: str


kinds: Registry[Kind] = Registry("kind of permit")
