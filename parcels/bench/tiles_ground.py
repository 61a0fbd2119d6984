"""The ground of the tiles' measurements: a territory, permits on every tenth parcel, and a person who looks at it."""

from pathlib import Path

import numpy as np
from django.contrib.gis.gdal import SpatialReference
from psycopg import sql

from geo.layers.registry import layers
from geo.spatial.crs import storage_srid
from parcels.bench.loading import load_frame, load_territory
from parcels.bench.package import write_package
from parcels.bench.register_bench import Bench
from parcels.bench.session import Places, Tile, recorded_session
from parcels.register.models import PublishedParcel

TILES_OF_SESSION = 400
#: One parcel in so many has a permit.
_PERMIT_EVERY = 10
#: The public table, written set-wise as the administrator: a hundred thousand procedures are not what is measured.
_PERMITS = """
INSERT INTO {permits}
  (id, municipality_id, number, kind, status, issued_on, expires_on, parcel_code, parcel_number, geom)
SELECT md5(code)::uuid, municipality_id, 'bench/' || place,
       (ARRAY['building', 'demolition', 'restoration', 'fencing', 'excavation'])[1 + place %% 5], 'valid',
       date '2026-01-01' + (place %% 300)::integer, date '2027-01-01' + (place %% 300)::integer, code, number, geom
  FROM (SELECT *, row_number() OVER (ORDER BY code) AS place FROM {parcels}) numbered WHERE place %% %(every)s = 0
"""


def load_land(bench: Bench) -> None:
    """Load the frame and the parcels into the bench's database."""
    bench.say(f"loading {bench.ground.parcels} parcels")
    definition = SpatialReference(storage_srid()).wkt
    write_package(bench.package, bench.ground, srid=storage_srid(), definition=definition, progress=lambda done: None)
    load_territory(bench.package, load_frame(bench.package))


def make_ground(bench: Bench) -> None:
    """Fill the bench's database with what tiles show."""
    load_land(bench)
    bench.say(f"writing {bench.ground.parcels // _PERMIT_EVERY} permits")
    permits, parcels = (sql.Identifier(layers[name].model._meta.db_table) for name in ("permits", "parcels"))
    with bench.admin() as admin:
        admin.execute(sql.SQL(_PERMITS).format(permits=permits, parcels=parcels), {"every": _PERMIT_EVERY})
        admin.execute("VACUUM ANALYZE")


def session_of(bench: Bench, count: int = TILES_OF_SESSION) -> list[Tile]:
    """Return the tiles that a person asks for who looks at places of the territory, the same for the same ground."""
    return recorded_session(places_of(bench), count, bench.ground.seed)


def places_of(bench: Bench, most: int = 20_000) -> Places:
    """Return where labels of parcels stand, from all over the territory, in the order of their codes."""
    table = sql.Identifier(PublishedParcel._meta.db_table)
    query = sql.SQL("SELECT ST_X(label_3857), ST_Y(label_3857) FROM {} ORDER BY code").format(table)
    with bench.admin() as admin:
        places = admin.execute(query).fetchall()
    return np.array(places[:: max(len(places) // most, 1)])


def tree_of(folder: Path) -> Path:
    """Return where the published tiles of today lie below a folder of tiles."""
    return folder / "current"
