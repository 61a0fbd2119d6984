"""What this slice adds to the full page of a piece of land: its four boundaries, its areas, its deeds and rights."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person, memberships_of
from geo.layers.panels import adds_to, link
from geo.municipalities.models import in_language
from geo.parties.policies import may_link
from geo.parties.selectors import own_links
from geo.wording.lengths import metres_in_arabic, to_centimetre
from parcels.register.areas import areas_of
from parcels.register.edges import BoundarySide, boundary_sides
from parcels.register.enums import Compass
from parcels.register.models import PublishedParcel
from parcels.rights.deed_checks import JudgedDeed, judge_deed
from parcels.rights.deed_facts import facts_of
from parcels.rights.models import Deed
from parcels.rights.policies import may_see_holders
from parcels.rights.registry import surveyed_area
from parcels.rights.selectors import deeds_of, rights_of, rights_seen_by


@adds_to("workplace")
def own_land_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead whoever is no officer, and any whose identity is known, to his own land."""
    known = own_links(person).exists() or not memberships_of(person).exists()
    return link("rights:mine", _("My land")) if known else None


@adds_to("land_record")
def land_record_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString:
    """Show boundaries and areas to everyone; deeds, checks and rights to those who may see holders, his own to one."""
    sides = boundary_sides(parcel)
    context: dict[str, Any] = {"rows": [_row(side) for side in sides], "office": False}
    if may_see_holders(request.user, parcel.municipality_id):
        context |= _private(parcel, sides)
        context["may_link"] = may_link(request.user, parcel.municipality_id)
    else:
        context["areas"] = areas_of(parcel, survey_m2=surveyed_area(parcel))
        context["own"] = rights_seen_by(request.user, parcel)
    return render_to_string("rights/record.html", context, request)


def _private(parcel: PublishedParcel, sides: tuple[BoundarySide, ...]) -> dict[str, Any]:
    deeds = list(deeds_of(parcel))
    survey = surveyed_area(parcel)
    current = next((deed for deed in deeds if deed.superseded_by_id is None), None)
    judged = judge_deed(facts_of(current, parcel, sides, on=timezone.localdate(), survey_m2=survey)) if current else ()
    return {
        "office": True,
        "areas": areas_of(parcel, deed_m2=current.area_m2 if current else None, survey_m2=survey),
        "deeds": [{"deed": deed, "sides": _said(deed, sides)} for deed in deeds],
        "current": current,
        "findings": [_told(item) for item in judged],
        "rights": rights_of(parcel),
    }


def _told(item: JudgedDeed) -> dict[str, Any]:
    """Return a judgement of a deed in the form of a checklist."""
    return {
        "answer": item.finding.answer.value,
        "title": item.check.title,
        "message": item.finding.message,
        "hint": item.check.hint,
    }


def _row(side: BoundarySide) -> dict[str, Any]:
    """Return a side as the table shows it: its length on the ground in words too, as a deed would write it."""
    return {
        "facing": side.facing.label,
        "abutters": [in_language(each.text_ar, each.text_en) for each in side.abutters],
        "grid_m": side.length_grid_m,
        "ground_m": side.length_ground_m,
        "words": _words(side),
    }


def _words(side: BoundarySide) -> str:
    ground = to_centimetre(Decimal(repr(side.length_ground_m)))
    return metres_in_arabic(ground) if ground else ""


def _said(deed: Deed, sides: tuple[BoundarySide, ...]) -> list[dict[str, Any]]:
    """Return what a deed says of its sides, in the order in which deeds name them, beside the land."""
    ground = {side.facing.value: side.length_ground_m for side in sides}
    said = {side.facing: side for side in deed.sides.all()}
    return [
        {"side": said[facing.value], "ground_m": ground.get(facing.value)} for facing in Compass if facing.value in said
    ]
