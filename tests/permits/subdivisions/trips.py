"""Land taken along by the surveyor of a row of parcels, edited as a desktop program does, and brought back."""

from datetime import date
from uuid import uuid4

import shapely

from geo.municipalities.scope import act_as
from geo.spatial_rules.models import ReferenceValue
from permits.subdivisions.checkout.areas import of_plan
from permits.subdivisions.checkout.package import package_of
from permits.subdivisions.checkout.review import review
from permits.subdivisions.checkout.services import check_in, check_out, open_requests
from tests.permits.subdivisions.edited import Edited
from tests.permits.subdivisions.test_procedure import GROUNDS, Ground, point

ROWS = "AAABBBCCC\nAAABBBCCC\nAAABBBCCC"


def row_of_parcels(office) -> Ground:
    """Return three parcels of thirty metres side by side on a street, and the tolerance of corners."""
    ReferenceValue.objects.create(code="corner_snap", value="0.05", unit="m", valid_from=date(2020, 1, 1), cites="test")
    return Ground(office, ROWS)


class Trip:
    """Land taken along, edited, and brought back."""

    def __init__(self, ground, folder):
        self.ground, self.person = ground, ground.office.surveyor
        with ground.scope():
            act_as(self.person.pk)
            self.checkout = check_out(area=of_plan(ground.office.plan), lock=False, by=self.person, request_id=uuid4())
            self.file = Edited(folder, package_of(self.checkout))

    def fid(self, letter):
        return self.file.fids()[str("ABC".index(letter) + 1)]

    def back(self, **said):
        with self.ground.scope():
            act_as(self.person.pk)
            sent = {"content": self.file.content(), "name": "قطع.gpkg", "by": self.person, **said}
            return check_in(**sent, request_id=uuid4())

    def review(self, came=None, **said):
        came = came or self.back()
        with self.ground.scope():
            return review(came, **said)

    def open(self, came, left_out=()):
        with self.ground.scope():
            act_as(self.person.pk)
            return open_requests(check_in=came, left_out=left_out, grounds=GROUNDS, by=self.person)


def line(*points) -> shapely.LineString:
    """Return a line through places of the ground."""
    return shapely.LineString([point(*each) for each in points])


def box(west, south, east, north) -> shapely.Polygon:
    """Return a box of the ground."""
    return shapely.box(*point(west, south), *point(east, north))


def polygon(*points) -> shapely.Polygon:
    """Return an outline through places of the ground."""
    return shapely.Polygon([point(*each) for each in points])
