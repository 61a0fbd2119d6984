"""The bench's own database, and what every measurement needs of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import psycopg
from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.core.management import call_command
from django.db import connections

from geo.instance import commands
from geo.instance.dburl import DatabaseUrl, parse
from geo.instance.places import Places
from geo.instance.provision import drop_database, provision
from geo.instance.roles import Logins
from geo.municipalities.models import Municipality
from geo.spatial.crs import storage_srid
from parcels.bench.ground import Ground
from parcels.register.models import PublishedParcel

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """A territory in a database of the bench's own; `small` asks for fewer repetitions."""

    admin_url: DatabaseUrl
    ground: Ground
    package: Path
    say: Say
    small: bool

    def admin(self) -> psycopg.Connection:
        """Return a connection as the administrator, in autocommit: to prepare what no user may write."""
        return psycopg.connect(**self.admin_url.connection_arguments(), autocommit=True)

    def bodies(self) -> list[int]:
        """Return the ids of all bodies that have a territory."""
        return list(Municipality.objects.filter(territory__isnull=False).order_by("code").values_list("id", flat=True))

    def windows(self, count: int, side_m: float, municipality: int | None = None) -> list[Polygon]:
        """Return squares about parcels drawn by lot, of one municipality (its id) or of all, storage CRS."""
        dice = np.random.default_rng([self.ground.seed, 7])
        parcels = PublishedParcel.objects.order_by("code")
        if municipality is not None:
            parcels = parcels.filter(municipality_id=municipality)
        places = list(parcels.values_list("geom", flat=True)[:: max(parcels.count() // count, 1)])
        drawn = [places[i].centroid for i in dice.integers(0, len(places), count)]
        return [_square(place.x - side_m / 2, place.y - side_m / 2, side_m) for place in drawn]


def _square(x: float, y: float, side_m: float) -> Polygon:
    box = Polygon.from_bbox((x, y, x + side_m, y + side_m))
    box.srid = storage_srid()
    return box


@contextmanager
def own_database(name: str, *, keep: bool) -> Iterator[DatabaseUrl]:
    """Make a database as bin/up makes one, run a block in it, drop it unless it is to be kept."""
    values = commands.current_values(Places.of_this_checkout())
    url = parse(values["ADMIN_DATABASE_URL"], "ADMIN_DATABASE_URL")
    drop_database(url.text(), name)
    provision(url.text(), name, Logins.of(values))
    try:
        for alias in connections:
            connections[alias].close()
            settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        yield replace(url, database=name)
    finally:
        connections.close_all()
        if not keep:
            drop_database(url.text(), name)
