"""What the page of a parcel tells beside its facts: its lineage, its names, its versions, and how it stood on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from geo.printing.maps import outline, sides_of
from geo.spatial.shapes import to_shapely
from parcels.register.enums import AliasKind, Compass, LineageKind, ParcelState
from parcels.register.history import lineage_of, versions_at
from parcels.register.lineage_graph import MOST, Graph, Node, Passing, draw, passings_of
from parcels.register.models import BoundaryVersion, Parcel, PublishedName, PublishedParcel, StateChange


@dataclass(frozen=True, slots=True)
class Known:
    """How a parcel of the lineage is named: its number of today or of its time, and its state today if it has one."""

    number: str = ""
    block_label: str = ""
    code: str = ""
    state: ParcelState | None = None

    @property
    def url(self) -> str:
        """Its page, or nothing for one without a code."""
        return reverse("register:parcel", args=[self.code]) if self.code else ""


@dataclass(frozen=True, slots=True)
class ShownNode:
    """A box of the drawing with its words."""

    node: Node
    known: Known
    standing: str


@dataclass(frozen=True, slots=True)
class ShownPassing:
    """A row of the table: what passed, and how its two ends are named."""

    passing: Passing
    parent: Known
    child: Known


@dataclass(frozen=True, slots=True)
class Lineage:
    """Drawing and table of the land before and after; `own` are the changes of the parcel itself, the latest first.

    Of many rows the latest are told; `hidden` says how many there are besides.
    """

    graph: Graph
    nodes: tuple[ShownNode, ...]
    rows: tuple[ShownPassing, ...]
    hidden: int
    own: tuple[tuple[LineageKind, datetime], ...]


def lineage_for(parcel_id: UUID, *, rtl: bool, whole: bool = False) -> Lineage | None:
    """Return where the land of a parcel came from and went, None if nothing changed; of many, all rows if `whole`."""
    passings = passings_of(lineage_of(parcel_id))
    if not passings:
        return None
    rows = passings if whole else passings[-MOST:]
    graph = draw(passings, focus=parcel_id, rtl=rtl)
    known = known_of({node.parcel_id for node in graph.nodes} | _ends(rows))
    return Lineage(
        graph=graph,
        nodes=tuple(_shown(node, known[node.parcel_id]) for node in graph.nodes),
        rows=tuple(ShownPassing(one, known[one.parent[0]], known[one.child[0]]) for one in rows),
        hidden=len(passings) - len(rows),
        own=_own(parcel_id, passings),
    )  # fmt: skip


def _own(parcel_id: UUID, passings: Iterable[Passing]) -> tuple[tuple[LineageKind, datetime], ...]:
    """Return the changes that the parcel itself took part in, the latest first."""
    own = {(one.at, one.kind) for one in passings if parcel_id in (one.parent[0], one.child[0])}
    return tuple((kind, at) for at, kind in sorted(own, reverse=True))


def _ends(rows: Iterable[Passing]) -> set[UUID]:
    return {end[0] for one in rows for end in (one.parent, one.child)}


def _shown(node: Node, known: Known) -> ShownNode:
    """Say in a word what became of a shape of land."""
    standing = _("Retired")
    if known.state:
        standing = str(known.state.label) if node.last else _("Former boundary")
    return ShownNode(node, known, standing)


def known_of(parcel_ids: Iterable[UUID]) -> dict[UUID, Known]:
    """Return how parcels are named, of today or retired; one that never had a public number is nameless."""
    ids = list(parcel_ids)
    now = PublishedParcel.objects.filter(pk__in=ids).values_list("pk", "number", "block_label", "code", "state")
    found = {key: Known(number, block, code, ParcelState(state)) for key, number, block, code, state in now}
    former: dict[UUID, dict[str, str]] = {}
    names = PublishedName.objects.filter(parcel_id__in=ids, kind__in=("number", "code"))
    for key, kind, text, block in names.values_list("parcel_id", "kind", "text", "block_label"):
        former.setdefault(key, {"block": block})[kind] = text
    retired = {key: Known(name.get("number", ""), name["block"], name.get("code", "")) for key, name in former.items()}
    return {key: found.get(key) or retired.get(key) or Known() for key in ids}


@dataclass(frozen=True, slots=True)
class Name:
    """Another name of the land; `private` ones are seen inside the territory only."""

    kind: AliasKind
    text: str
    private: bool = False


def names_of(parcel_id: UUID, held: Parcel | None) -> list[Name]:
    """Return the other names: those that everyone may know, and inside the territory all of them."""
    if held is not None:
        private = (AliasKind.DEED_WORDING, AliasKind.METER_NUMBER)
        aliases = held.aliases.order_by("kind", "text")
        return [Name(AliasKind(alias.kind), alias.text, alias.kind in private) for alias in aliases]
    public = PublishedName.objects.filter(parcel_id=parcel_id).exclude(kind__in=("number", "code"))
    return [Name(AliasKind(name.kind), name.text) for name in public.order_by("kind", "text")]


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel as it stood in law at one instant, as the register knew at another; None where it held nothing."""

    as_of: datetime
    known_at: datetime | None
    version: BoundaryVersion | None
    state: ParcelState | None
    boundary: dict[str, Any]


def standing_at(held: Parcel, *, as_of: datetime, known_at: datetime | None) -> Standing:
    """Return how a parcel stood; its state is that of the earlier of the two instants."""
    version = versions_at(as_of=as_of, known_at=known_at).filter(parcel=held).first()
    earlier = min(as_of, known_at) if known_at else as_of
    told = StateChange.objects.filter(parcel=held, changed_at__lte=earlier).order_by("changed_at", "id").last()
    state = ParcelState(told.target) if told else None
    return Standing(as_of, known_at, version, state, boundary_of(version.geom) if version else {})


def boundary_of(geom: Any) -> dict[str, Any]:
    """Return the drawing of a boundary with numbered corners, and its sides by the way they look; metres."""
    found = sides_of(to_shapely(geom))
    return {
        "outline": outline(found),
        "sides": [{"label": Compass(side.facing).label, "side": side} for side in found],
    }


def versions_of(held: Parcel) -> list[BoundaryVersion]:
    """Return all boundaries that the register ever held of a parcel, the latest written first; without their shapes."""
    return list(held.boundaries.select_related("recorded_by").defer("geom").order_by("-recorded", "-valid"))
