"""Reading codes and areas as people type them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.municipalities.scope import current
from geo.spatial.points import SEPARATORS, plain
from parcels.register.codes import LENGTH, is_valid, parse
from parcels.register.models import PublishedParcel

MOST_PARCELS = 40
BETWEEN_CODES = re.compile(r"[\n,،;؛]+")


def parcels_named(text: str) -> list[PublishedParcel]:
    """Return the parcels that a text names by their codes, each once, in the order named.

    Errors: ValidationError for none, too many, a mistyped or unknown code, land of another office.
    """
    typed = _codes(text)
    if not typed or len(typed) > MOST_PARCELS:
        raise ValidationError(_("Name between one and forty parcels by their codes."))
    found = PublishedParcel.objects.in_bulk([parse(word) or "" for word in typed], field_name="code")
    offices = set(current())
    named = [_known(word, found.get(parse(word) or ""), offices) for word in typed]
    return list({parcel.pk: parcel for parcel in named}.values())


def _known(word: str, parcel: PublishedParcel | None, offices: set[int]) -> PublishedParcel:
    code, params = parse(word), {"code": word[:40]}
    if parcel is not None and parcel.municipality_id in offices:
        return parcel
    if parcel is not None:
        raise ValidationError(_("%(code)s belongs to another office: the request is made there."), params=params)
    if code is None:
        raise ValidationError(
            _("%(code)s is no code: it has eighteen digits. Compare it with the parcel's page."), params=params
        )
    if not is_valid(code):
        raise ValidationError(
            _("%(code)s is mistyped: compare it digit by digit, or tap the land on the map."), params=params
        )
    raise ValidationError(
        _("No parcel has the code %(code)s today: it may have been divided or merged."), params=params
    )


def _codes(text: str) -> list[str]:
    """Return the codes of a text; one that was typed in groups is put together: digits up to the eighteenth."""
    codes: list[str] = []
    for line in BETWEEN_CODES.split(text):
        fresh = True
        for word in line.split():
            if not fresh and len(_digits(codes[-1])) + len(_digits(word)) <= LENGTH:
                codes[-1] += f" {word}"
            else:
                codes.append(word)
            fresh = False
    return codes


def _digits(word: str) -> str:
    return re.sub(r"\D", "", fold_digits(word))


def read_areas(text: str) -> tuple[float, ...]:
    """Return areas in square metres of a text in either digits. Errors: ValidationError."""
    wrong = ValidationError(_("Write areas as numbers with a space between them, for example: 300 300 250."))
    try:
        areas = tuple(float(word) for word in SEPARATORS.split(plain(text)) if word)
    except ValueError as unread:
        raise wrong from unread
    if any(not 0 < area < 1e9 for area in areas):
        raise wrong
    if len(areas) == 1:
        raise ValidationError(_("Two areas or more: one for each part."))
    return areas
