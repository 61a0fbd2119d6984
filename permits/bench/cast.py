"""What permits of a made-up territory need: the law of data/reference, people of one office, zones, applications."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef
from shapely import affinity

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, everywhere, territory
from geo.spatial.shapes import to_shapely, to_surface
from parcels.bench.loading import AMANA_CODE
from parcels.bench.register_bench import Bench
from parcels.fabric.models import Building
from parcels.plans.models import BuildingRule, Zone
from parcels.register.models import PublishedParcel
from parcels.register.selectors import sides
from permits.applications.building import BuildingWorks, Floor
from permits.applications.enums import PermitKind
from permits.applications.models import PermitApplication
from permits.applications.services import (
    Applicant,
    Asked,
    apply_for_fencing,
    decide,
    open_application,
    version_open_to_works,
)
from permits.demo.places import load_reference_values
from permits.payments.models import MunicipalityCategory

_APPLICANT = Applicant(name="مواطن القياس", identifier="1000000008", mobile="0500000000")
_SINCE = date(2020, 1, 1)
#: A building of half its plot's width and depth stands clear of every side.
_SHARE = 0.5
#: Plots that measurements may apply for.
_PLOTS = 2_000
#: One parcel in so many has a building.
_BUILT_EVERY = 4
_BUILDINGS = """
INSERT INTO fabric_building (municipality_id, floors, use, valid, source_system, source_id, geom)
SELECT municipality_id, 1 + place %% 3, 'residential', tstzrange('2010-01-01', NULL), '', '',
       ST_Multi(ST_SnapToGrid(ST_Affine(geom, %(share)s, 0, 0, %(share)s, ST_X(middle) * (1 - %(share)s),
                                        ST_Y(middle) * (1 - %(share)s)), 0.001))
  FROM (SELECT municipality_id, geom, ST_Centroid(geom) AS middle, row_number() OVER (ORDER BY code) AS place
          FROM register_publishedparcel) numbered
 WHERE place %% %(every)s = 1 AND ST_Contains(geom, middle)
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """One office of the territory with its people, and who applies there."""

    office: Municipality
    citizen: User
    engineer: User
    head: User
    parcels: tuple[PublishedParcel, ...]

    def take(self, application: PermitApplication, name: str) -> None:
        """Take a step of an application, by whose it is, in a transaction of its own."""
        by = {"submit": self.citizen, "recommend": self.engineer, "approve": self.head}[name]
        with territory([self.office.pk]):
            act_as(by.pk)
            decide(case=application.case, name=name, by=by)

    def fence(self, parcel: PublishedParcel) -> PermitApplication:
        """Apply to fence all sides of a parcel."""
        with territory([self.office.pk]):
            act_as(self.citizen.pk)
            corners = [side.from_corner for side in sides(parcel)]
            return apply_for_fencing(
                parcel=parcel, applicant=_APPLICANT, corners=corners, by=self.citizen, request_id=uuid4()
            )

    def build(self, parcel: PublishedParcel) -> PermitApplication:
        """Apply to build on a parcel: two floors on the middle of it."""
        with territory([self.office.pk]):
            act_as(self.citizen.pk)
            version = version_open_to_works(parcel)
            footprint = affinity.scale(to_shapely(version.geom), _SHARE, _SHARE)
            area = Decimal(str(round(footprint.area, 2)))
            works = BuildingWorks(
                use="residential", floors=(Floor("ground", area), Floor("floor", area)), height_m=Decimal(8), parking=2,
                units=1,
            )  # fmt: skip
            asked = Asked(
                kind=PermitKind.BUILDING, office=self.office, version=version, works=to_surface(footprint),
                details=works.kept(),
            )  # fmt: skip
            return open_application(asked=asked, applicant=_APPLICANT, by=self.citizen, request_id=uuid4())


def make_cast(bench: Bench) -> Cast:
    """Write the law, zones, buildings and people, and choose the office with the first parcels."""
    _make_law()
    with bench.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(_BUILDINGS, {"share": _SHARE, "every": _BUILT_EVERY})
        admin.execute("VACUUM ANALYZE")
    with everywhere():
        _make_zones()
    office = Municipality.objects.filter(territory__isnull=False).order_by("code")[0]
    engineer, head = (_person(role, office) for role in (Role.ENGINEER, Role.HEAD))
    with territory([office.pk]):
        built = Building.objects.filter(municipality_id=office.pk, geom__intersects=OuterRef("geom"))
        active = PublishedParcel.objects.filter(municipality_id=office.pk, state="active")
        parcels = tuple(active.exclude(Exists(built)).order_by("code")[:_PLOTS])
    return Cast(office, User.objects.create_user("bench-citizen"), engineer, head, parcels)


def _make_law() -> None:
    with everywhere():
        load_reference_values()
    source = {"valid_from": _SINCE, "cites": "bench", "status": "bench"}
    MunicipalityCategory.objects.get_or_create(municipality_code=AMANA_CODE, defaults={"category": 1, **source})


def _make_zones() -> None:
    """Lay one zone over each body, with one rule."""
    for body in Municipality.objects.filter(territory__isnull=False).order_by("code"):
        zone = Zone.objects.create(municipality=body, code="R1", name="سكن", name_en="Living", geom=body.territory)
        BuildingRule.objects.create(
            municipality=body, zone=zone, valid=DateRange(_SINCE, None), use="residential", cites="bench",
            max_coverage=Decimal("0.6"), max_floors=Decimal(2), setback_front_m=Decimal(3),
            setback_side_m=Decimal(2), setback_rear_m=Decimal(2),
        )  # fmt: skip


def _person(role: Role, office: Municipality) -> User:
    user = User.objects.create_user(f"bench-{role}")
    Membership.objects.create(user=user, role=role, municipality=office, starts_on=_SINCE)
    return user
