"""What a kind of permit is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.functional import Promise

from geo.printing.services import Draft
from geo.registry import Registry
from geo.spatial_rules.rule import Rule
from permits.applications.enums import PermitKind
from permits.applications.models import Permit, PermitApplication, PublishedPermit, SimpleKind
from permits.applications.particulars import read_particulars
from permits.payments.enums import Unit
from permits.payments.fees import Quantity

Text = str | Promise
Details = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind: its titles, the rules that decide it, the dated term of its permits, the template of its certificate.

    `subject` makes what its rules look at from an application and the day whose rules hold. `charges` says, purely,
    what of an application is billed: quantities of tariffs (permits.payments); `renewal` what of its renewal.
    `draft` makes the certificate in a language where it is no certificate of works on land; `until` tells the last day
    of a permit where that is not the day of issue and the term.
    `former` are rules as they were before their `version` was raised: decisions of their time are judged again by them.
    `made_from`: the kind itself, where it is a row of data; `read` then reads what is said of its works.
    """

    kind: PermitKind
    title: Text
    title_ar: str
    title_en: str
    flow: str
    rules: tuple[Rule[Any, Any], ...]
    subject: Callable[[PermitApplication, date], Any]
    term_code: str
    certificate: str
    charges: Callable[[PermitApplication], tuple[Quantity, ...]]
    renewal: Callable[[PermitApplication], tuple[Quantity, ...]] | None = None
    draft: Callable[[Permit, str], Draft] | None = None
    until: Callable[[PermitApplication, date], date] | None = None
    former: tuple[Rule[Any, Any], ...] = ()
    made_from: Callable[[SimpleKind], "Kind"] | None = None
    read: Callable[[Mapping[str, Any], GEOSGeometry], Details] | None = None


kinds: Registry[Kind] = Registry("kind of permit")


def kind_of(record: PermitApplication | PublishedPermit) -> Kind:
    """Return the kind of an application or of a public permit; of a simple kind as its row has it."""
    kind = kinds[record.kind]
    if kind.made_from is None or record.simple is None:
        return kind
    return kind.made_from(record.simple)


def details_of(kind: Kind, raw: Mapping[str, Any], works: GEOSGeometry) -> Details:
    """Return the particulars of works of a kind as they are kept. Errors: DetailsWrong."""
    return kind.read(raw, works) if kind.read else read_particulars(kind.kind, raw, works)


def renewal_charges(application: PermitApplication) -> tuple[Quantity, ...]:
    """Return what the renewal of a permit is charged by: the tariff of its kind, once, unless the kind says more."""
    kind = kind_of(application)
    if kind.renewal is not None:
        return kind.renewal(application)
    return (Quantity(f"{kind.kind}_renewal", Decimal(1), Unit.EACH),)
