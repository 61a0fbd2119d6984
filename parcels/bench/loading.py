"""Takes a made-up territory from its GeoPackage into the register."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, everywhere
from geo.spatial.crs import storage_srid
from parcels.bench.package import read_layer
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from parcels.plans.enums import BlockOrigin, DistrictKind, PlanStatus
from parcels.plans.models import Block, District, Plan
from parcels.register.beside import load_beside
from parcels.register.bulk import Outline
from parcels.register.enums import ParcelState

AMANA_CODE = "600"
SOURCE = "made-up territory"
REASON = "أرض مولّدة للقياس"
_PORTION = 2_000
_APPROVED = date(2026, 1, 1)

#: A district by municipality and code; a block by municipality, district and code.
Districts = dict[tuple[str, str], District]
Blocks = dict[tuple[str, str, str], int]


@transaction.atomic
def load_frame(path: Path) -> Blocks:
    """Write bodies, districts, plans, blocks and streets; return the blocks' ids."""
    amana, _created = Municipality.objects.get_or_create(
        code=AMANA_CODE,
        defaults={"kind": MunicipalityKind.AMANA, "name": "أمانة القياس", "name_en": "Benchmark amana"},
    )
    bodies = {code: _body(amana, code, row) for row in read_layer(path, "municipalities") if (code := row[1])}
    with everywhere():
        districts = {(body, code): _district(bodies[body], code, row) for row, body, code in _keyed(path, "districts")}
        plans = {(body, code): _plan(amana, districts[body, code], row) for row, body, code in _keyed(path, "plans")}
        _write_streets(path, districts)
        return _write_blocks(path, plans)


def _keyed(path: Path, layer: str) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Yield the rows of a layer, each with the codes of its municipality and its district."""
    return ((row, row[1], row[2]) for row in read_layer(path, layer))


def _shape(wkb: bytes) -> Any:
    return GEOSGeometry(memoryview(wkb), srid=storage_srid())


def _body(amana: Municipality, code: str, row: tuple[Any, ...]) -> Municipality:
    territory, _code, name, name_en = row
    return Municipality.objects.create(
        kind=MunicipalityKind.MUNICIPALITY, code=code, parent=amana, name=name, name_en=name_en,
        territory=_shape(territory),
    )  # fmt: skip


def _district(body: Municipality, code: str, row: tuple[Any, ...]) -> District:
    surface, _body, _code, name, name_en = row
    return District.objects.create(
        municipality=body, authority=body, code=code, kind=DistrictKind.PLANNED, name=name, name_en=name_en,
        geom=_shape(surface),
    )  # fmt: skip


def _plan(amana: Municipality, district: District, row: tuple[Any, ...]) -> Plan:
    surface, _body, _district, number = row
    return Plan.objects.create(
        municipality_id=district.municipality_id, amana=amana, district=district, number=number,
        name=f"مخطط {number}", name_en=f"Plan {number}", status=PlanStatus.APPROVED, approved_on=_APPROVED,
        geom=_shape(surface),
    )  # fmt: skip


def _write_streets(path: Path, districts: Districts) -> None:
    streets = (
        Street(
            municipality_id=district.municipality_id, district=district, name="شارع", name_en="Street",
            width_m=row[3], street_class=StreetClass.LOCAL, geom=_shape(row[0]),
        )
        for row, *key in _keyed(path, "streets")
        if (district := districts[key[0], key[1]])
    )  # fmt: skip
    while portion := list(islice(streets, _PORTION)):
        Street.objects.bulk_create(portion)


def _write_blocks(path: Path, plans: dict[tuple[str, str], Plan]) -> Blocks:
    found: Blocks = {}
    rows = read_layer(path, "blocks")
    while portion := list(islice(rows, _PORTION)):
        made = Block.objects.bulk_create(_block(plans[row[1], row[2]], row) for row in portion)
        found.update({(row[1], row[2], row[3]): block.pk for row, block in zip(portion, made, strict=True)})
    return found


def _block(plan: Plan, row: tuple[Any, ...]) -> Block:
    surface, _body, _district, code, label = row
    return Block(
        municipality_id=plan.municipality_id, district_id=plan.district_id, plan=plan, code=code, label=label,
        origin=BlockOrigin.PLAN, geom=_shape(surface),
    )  # fmt: skip


def load_territory(path: Path, blocks: Blocks, *, state: ParcelState = ParcelState.ACTIVE) -> int:
    """Load the parcels of the file into their blocks, all or none; return how many."""
    return load_beside(
        scope=_everywhere, outlines=outlines(path, blocks), source_system="territory", source=SOURCE, state=state,
        request_id=uuid5(NAMESPACE_URL, f"territory:{path.resolve()}"),
    )  # fmt: skip


@contextmanager
def _everywhere() -> Iterator[None]:
    with everywhere():
        act_as(None, reason=REASON)
        yield


def outlines(path: Path, blocks: Blocks) -> Iterator[Outline]:
    """Yield the parcels of the file as a load takes them, one at a time."""
    for wkb, body, district, block, label, several, area, source_id in read_layer(path, "parcels"):
        yield Outline(blocks[body, district, block], wkb, label, source_id, bool(several), area)
