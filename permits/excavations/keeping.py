"""Keeping the register: firms with their papers, bans, moratoria, pavement."""

from dataclasses import dataclass
from datetime import date, timedelta

import shapely
from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from geo.accounts.models import User
from geo.errors import NotAllowed
from geo.municipalities.models import Municipality
from geo.spatial.shapes import to_surface
from permits.excavations.enums import BanReason, FirmRole, Surface
from permits.excavations.errors import FirmUnknown, NoRoute
from permits.excavations.models import Firm, FirmBan, Moratorium, Pavement
from permits.excavations.policies import may_keep
from permits.excavations.route import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Until when a firm's papers hold; `qualified_until` is the office's own."""

    cr_until: date
    classified_until: date
    qualified_until: date | None


def _check(by: User, office: Municipality) -> None:
    if not may_keep(by, office.pk):
        raise NotAllowed


@transaction.atomic
def keep_firm(*, office: Municipality, role: FirmRole, number: str, name: str, papers: Papers, by: User) -> Firm:
    """Enter a firm, or write the new days of its papers; its history is kept. Errors: NotAllowed."""
    _check(by, office)
    told = {
        "name": name, "cr_until": papers.cr_until, "classified_until": papers.classified_until,
        "qualified_until": papers.qualified_until,
    }  # fmt: skip
    firm, _made = Firm.objects.update_or_create(
        municipality=office, role=role, cr_number=number, defaults=told, create_defaults={**told, "recorded_by": by}
    )
    return firm


@transaction.atomic
def ban_firm(
    *, office: Municipality, number: str, reason: BanReason, since: date, until: date | None, note: str, by: User
) -> int:
    """Ban a firm in all its parts from digging between two days (None: until told otherwise); return how many rows.

    Errors: NotAllowed, FirmUnknown.
    """
    _check(by, office)
    firms = list(Firm.objects.filter(municipality=office, cr_number=number))
    if not firms:
        raise FirmUnknown
    for firm in firms:
        FirmBan.objects.create(
            municipality=office, firm=firm, reason=reason, note=note, since=since, until=until, made_by=by
        )
    return len(firms)


def bar_digging(
    *, office: Municipality, name: str, outline: tuple[Place, ...], first: date, last: date, by: User
) -> Moratorium:
    """Bar digging inside an outline (storage CRS, metres) from a day to another, both included.

    Errors: NotAllowed, NoRoute for no outline inside the office.
    """
    _check(by, office)
    return Moratorium.objects.create(
        municipality=office,
        name=name,
        period=DateRange(first, last + timedelta(days=1)),
        geom=surface_of(outline, office),
    )


def record_pavement(
    *, office: Municipality, surface: Surface, outline: tuple[Place, ...], laid_on: date, by: User
) -> Pavement:
    """Write pavement that was laid on a day inside an outline. Errors: as bar_digging."""
    _check(by, office)
    return Pavement.objects.create(
        municipality=office, surface=surface, laid_on=laid_on, geom=surface_of(outline, office)
    )  # fmt: skip


def surface_of(outline: tuple[Place, ...], office: Municipality) -> MultiPolygon:
    """Return an outline as a stored surface of an office. Errors: NoRoute."""
    shape = shapely.Polygon(outline) if len(set(outline)) > 2 else shapely.Polygon()
    if shape.is_empty or not shape.is_valid:
        raise NoRoute
    surface = to_surface(shapely.set_precision(shape, 0.001))
    if office.territory is None or not office.territory.intersects(surface):
        raise NoRoute
    return surface
