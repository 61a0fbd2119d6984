"""Blocks of a run beside those that streets cut out of the ground: where they disagree, for a person to decide."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from shapely import LineString

from geo.errors import Text
from geo.spatial.clock import transaction_time
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import Street
from parcels.numbering.inputs import NumberingSettings
from parcels.numbering.services import walk_inputs
from parcels.numbering.streets import Disagreement, reconcile_blocks
from permits.numbering_runs.models import NumberingRun, RunRevision
from permits.numbering_runs.selectors import outlines

#: What each kind of disagreement says, and what a person may do about it.
SENTENCES: dict[str, Text] = {
    "split_by_streets": _("Streets run between parcels that hang together: should this be several blocks?"),
    "joined_by_streets": _("No street runs between these blocks: should they be one?"),
    "in_no_face": _("No streets enclose this parcel: is a street missing from the map?"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A disagreement as a page tells it: its sentence, and per group its blocks, each with places in its walk.

    Where whole blocks are meant, the places are left out.
    """

    code: str
    sentence: Text
    groups: list[list[tuple[int, list[int]]]]


def streets_of(run: NumberingRun) -> list[LineString]:
    """Return the centre lines of the district's streets of today, storage CRS, metres."""
    today = transaction_time().date()
    known = Street.objects.filter(district_id=run.plan.district_id, valid__contains=today).order_by("pk")
    return [line for street in known if isinstance(line := to_shapely(street.geom), LineString)]


def doubts_of(run: NumberingRun, revision: RunRevision) -> list[Doubt] | None:
    """Return where blocks and streets disagree, the kinds in one order; None where no street is known."""
    streets = streets_of(run)
    if not streets:
        return None
    place: dict[str, tuple[int, int]] = {
        str(parcel): (block.place, turn)
        for block in revision.blocks.all()
        for turn, parcel in enumerate(block.order, 1)
    }
    held = outlines([UUID(parcel) for parcel in place])
    parcels = walk_inputs(held[UUID(parcel)] for parcel in sorted(place))
    found = reconcile_blocks(parcels, streets, NumberingSettings(**run.settings))
    return sorted(
        (_told(one, place) for one in found), key=lambda doubt: (list(SENTENCES).index(doubt.code), doubt.groups)
    )


def kinds_of(doubts: list[Doubt]) -> list[tuple[Text, int]]:
    """Return how many disagreements of each kind there are, those that there are."""
    times = Counter(doubt.code for doubt in doubts)
    return [(sentence, times[code]) for code, sentence in SENTENCES.items() if times[code]]


def _told(one: Disagreement, place: dict[str, tuple[int, int]]) -> Doubt:
    whole = one.code == "joined_by_streets"
    groups = sorted(_by_block(sorted(place[str(key)] for key in group), whole=whole) for group in one.groups)
    return Doubt(one.code, SENTENCES[one.code], groups)


def _by_block(places: list[tuple[int, int]], *, whole: bool) -> list[tuple[int, list[int]]]:
    steps: dict[int, list[int]] = {}
    for block, step in places:
        steps.setdefault(block, []).append(step)
    return [(block, [] if whole else turns) for block, turns in steps.items()]
