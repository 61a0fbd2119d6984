"""The numbers of a run as files: a table for spreadsheets, and a GeoPackage for desktop programs."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from geo.exchange.batches import batches_of
from geo.exchange.columns import Column, GeometryColumn, Kind
from geo.exchange.formats import Feed, format_named
from geo.exchange.symbology.drawing import drawing_of
from geo.layers.registry import layers
from geo.spatial.crs import storage_srid
from parcels.register.codes import display
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel
from permits.numbering_runs.models import NumberingRun, RunBlock
from permits.numbering_runs.outlines import moves_of
from permits.numbering_runs.selectors import block_label, last_revision, outlines
from permits.numbering_runs.walk_sheet import aliases_of

#: Begins a file that spreadsheets read as UTF-8.
BOM = "\ufeff"
#: A cell that begins so would be a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def numbers_csv(run: NumberingRun) -> str:
    """Return the numbers of the last revision in walking order, headings in the running language, after a BOM."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Block"), _("Step"), _("Parcel number"), _("Official code"), _("State"), _("Area, m²"), _("Known as"),
            _("Neighbours in the block"), _("Proven bound"), _("Gap to the bound"), _("Proof"), _("Corners moved"),
            _("Farthest move, m"),
        ]
    )  # fmt: skip
    moves = {move.parcel_id: move for move in moves_of(last_revision(run))}
    for block in _blocks(run):
        names, held, proof = aliases_of(block.order), outlines(block.order), _proof(block)
        for seq, parcel, number in _walk(block):
            known = " – ".join(alias.text for alias in names[parcel.pk])
            area = f"{held[parcel.pk].area_grid_m2:.2f}"
            row = [block_label(block), seq, number, display(parcel.code or ""), parcel.get_state_display()]
            moved = moves.get(parcel.pk)
            move = (moved.corners, f"{moved.farthest_m:.3f}") if moved else (0, "")
            writer.writerow([_harmless(cell) for cell in (*row, area, known, *proof, *move)])
    return out.getvalue()


def _proof(block: RunBlock) -> tuple[str, str, str, str]:
    """Return the share of neighbours, the bound, the gap and the state of the proof; "" where there is none."""
    proof = getattr(block, "proof", None)
    share = block.score["A"]
    figures = (share, proof.bound if proof else None, proof.gap if proof else None)
    told = tuple("" if figure is None else f"{figure:.4f}" for figure in figures)
    state = proof.get_state_display() if proof else _("Not proved yet") if block.score["pairs"] else ""
    return told[0], told[1], told[2], str(state)


def _harmless(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def numbers_gpkg(run: NumberingRun) -> bytes:
    """Return the numbers of the last revision as a GeoPackage in the storage CRS, drawn as the map draws parcels."""
    form = format_named("gpkg")
    columns = (
        Column("block_no", _("Block"), Kind.TEXT),
        Column("seq", _("Step"), Kind.INTEGER),
        Column("number", _("Parcel number"), Kind.TEXT),
        Column("code", _("Official code"), Kind.TEXT),
        Column("state", _("State"), Kind.TEXT, tuple((state.value, str(state.label)) for state in ParcelState)),
        Column("known_as", _("Known as"), Kind.TEXT),
    )
    feed = Feed(
        name="numbering",
        title=f"{run.plan.district.local_name} {run.case.reference}",
        description=f"{run.case.reference} · EPSG:{storage_srid()}",
        geometry=GeometryColumn("geom", "MultiPolygon", storage_srid()),
        columns=columns,
        batches=batches_of(_rows(run), columns),
        drawing=drawing_of(layers["parcels"]),
        key="code",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"numbering{form.suffix}"
        form.write(path, feed)
        return path.read_bytes()


def _rows(run: NumberingRun) -> Iterator[tuple[Any, ...]]:
    for block in _blocks(run):
        names, held = aliases_of(block.order), outlines(block.order)
        for seq, parcel, number in _walk(block):
            known = " – ".join(alias.text for alias in names[parcel.pk])
            yield (
                block_label(block), seq, number, parcel.code or "", parcel.state, known,
                held[parcel.pk].geom.wkb,
            )  # fmt: skip


def _blocks(run: NumberingRun) -> list[RunBlock]:
    return list(last_revision(run).blocks.select_related("block", "proof"))


def _walk(block: RunBlock) -> Iterator[tuple[int, Parcel, str]]:
    """Yield step, parcel, and the number that it bears or that a policy other than counting proposes for it."""
    found = Parcel.objects.in_bulk(block.order)
    for seq, parcel in enumerate(block.order, 1):
        proposed = block.numbers[seq - 1] if block.numbers else ""
        yield seq, found[parcel], found[parcel].parcel_label or proposed
