"""The walk on paper: parcels with their numbers, the line that one walks, and the links that jump."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.exchange.operations import horizontal_crs
from geo.printing.maps import MapDrawing, MapFeature, Symbol, draw_map
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import PublishedStreet
from parcels.register.models import BoundaryVersion
from permits.numbering_runs.models import RunBlock
from permits.numbering_runs.selectors import outlines

#: Streets drawn around the blocks, metres.
AROUND_M = 30


def draw_blocks(
    blocks: Sequence[RunBlock], numbers: Mapping[UUID, str], *, width: float, height: float, language: str
) -> MapDrawing:
    """Draw blocks in millimetres: every parcel with its number, or its place in the walk while it has none."""
    features = [*_streets(blocks)]
    held = outlines([parcel for block in blocks for parcel in block.order])
    for block in blocks:
        features += _block(block, numbers, held)
    legend = {
        Symbol.NEIGHBOUR: _("Parcels with their numbers"),
        Symbol.ZONE: _("The walk"),
        Symbol.WORK: _("Next number, but not a neighbour"),
        Symbol.STREET: _("Streets"),
    }
    drawn = {feature.symbol for feature in features}
    return draw_map(
        features, width=width, height=height, language=language, grid_name=_grid_name(),
        legend={symbol: words for symbol, words in legend.items() if symbol in drawn},
    )  # fmt: skip


def draw_index(groups: Sequence[Sequence[RunBlock]], *, width: float, height: float, language: str) -> MapDrawing:
    """Draw the blocks in millimetres, each with the number of the sheet, counted from 1, that shows its group."""
    blocks = [block for group in groups for block in group]
    features = [*_streets(blocks)]
    for sheet, group in enumerate(groups, 1):
        features += [
            MapFeature(
                geometry=to_shapely(block.geom), symbol=Symbol.SUBJECT, label=str(sheet), numeric=True, focus=True
            )
            for block in group
        ]
    legend = {Symbol.SUBJECT: _("Blocks, with the number of the sheet that shows them"), Symbol.STREET: _("Streets")}
    drawn = {feature.symbol for feature in features}
    return draw_map(
        features, width=width, height=height, language=language, grid_name=_grid_name(),
        legend={symbol: words for symbol, words in legend.items() if symbol in drawn},
    )  # fmt: skip


def _grid_name() -> str:
    srid = storage_srid()
    return f"{horizontal_crs(srid).name} (EPSG:{srid})"


def _block(block: RunBlock, numbers: Mapping[UUID, str], held: Mapping[UUID, BoundaryVersion]) -> Iterable[MapFeature]:
    shapes = {parcel: to_shapely(held[parcel].geom) for parcel in block.order}
    for seq, (parcel, shape) in enumerate(shapes.items(), 1):
        label = numbers.get(parcel) or str(seq)
        yield MapFeature(geometry=shape, symbol=Symbol.NEIGHBOUR, label=label, numeric=True, focus=True)
    yield from _links(block, shapes)


def _links(block: RunBlock, shapes: Mapping[UUID, BaseGeometry]) -> Iterable[MapFeature]:
    """Draw each step of the walk from a point inside one parcel to one inside the next; red where they do not touch."""
    apart = {(one["before"], one["after"]) for one in block.score["exceptions"]}
    inside: dict[UUID, Point] = {parcel: shape.point_on_surface() for parcel, shape in shapes.items()}
    for before, after in pairwise(block.order):
        jumps = (str(before), str(after)) in apart
        line = LineString([inside[before], inside[after]])
        yield MapFeature(geometry=line, symbol=Symbol.WORK if jumps else Symbol.ZONE)


def _streets(blocks: Sequence[RunBlock]) -> Iterable[MapFeature]:
    if not blocks:
        return
    around = blocks[0].geom.envelope
    for block in blocks[1:]:
        around = around.union(block.geom.envelope)
    near = PublishedStreet.objects.filter(geom__dwithin=(around.envelope, AROUND_M)).order_by("pk")
    for street in near:
        ground = to_shapely(street.geom).buffer(float(street.width_m) / 2, cap_style="flat")
        yield MapFeature(geometry=ground, symbol=Symbol.STREET, label=street.local_name)
