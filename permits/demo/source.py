"""Reading the sample's GeoPackage and reference tables."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.gdal import DataSource
from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Polygon

from geo.spatial.crs import storage_srid

DATA: Path = settings.ROOT / "data"
SAMPLE = DATA / "demo" / "qatif.gpkg"


@dataclass(frozen=True, slots=True)
class Row:
    """One feature: its columns, and its geometry in the storage CRS."""

    values: dict[str, Any]
    geom: GEOSGeometry | None

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def text(self, column: str) -> str:
        """Return a column as text, "" where it is null."""
        value = self.values[column]
        return "" if value is None else str(value)

    @property
    def surface(self) -> MultiPolygon:
        """The geometry as a surface of one or more parts."""
        if isinstance(self.geom, Polygon):
            return MultiPolygon(self.geom, srid=storage_srid())
        if isinstance(self.geom, MultiPolygon):
            return self.geom
        raise TypeError(f"a surface was expected, not {self.geom and self.geom.geom_type}")

    @property
    def line(self) -> LineString:
        """The geometry as a line."""
        if isinstance(self.geom, LineString):
            return self.geom
        raise TypeError(f"a line was expected, not {self.geom and self.geom.geom_type}")

    @property
    def origin(self) -> dict[str, str]:
        """Where the record comes from."""
        return {"source_system": self.text("source_system"), "source_id": self.text("source_id")}


def rows(layer: str) -> Iterator[Row]:
    """Return the features of a layer of the sample, in file order."""
    source = DataSource(str(SAMPLE))
    for feature in source[layer]:
        values = {name: feature.get(name) for name in feature.fields}
        yield Row(values, _geometry(feature))


def _geometry(feature: Any) -> GEOSGeometry | None:
    shape = feature.geom.geos if feature.geom else None
    if shape is None or shape.empty:
        return None
    shape.srid = storage_srid()
    return shape


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a reference table."""
    with (DATA / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
