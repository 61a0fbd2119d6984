"""Bodies, districts, plans, blocks, zones, masks, streets and buildings of the sample."""

from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geo.municipalities.models import Municipality
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.models import Building, Street
from parcels.plans.enums import BlockOrigin
from parcels.plans.models import Block, District, Mask, Plan, Zone
from parcels.plans.services import Figures, set_building_rule
from permits.applications.reference import load_simple_kinds
from permits.cases.reference import load_rules
from permits.demo.source import Row, rows, table
from permits.grants.reference import load_grant_rules
from permits.payments.tariffs import load_tariffs

#: The code of the district whose parcels are real, from a survey of 1925.
OLD_QUARTER = "901"


def load_bodies() -> dict[str, Municipality]:
    """Write the municipal tree; return it by code."""
    found: dict[str, Municipality] = {}
    for row in rows("municipalities"):
        found[row["code"]], _created = Municipality.objects.get_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "name_en": row.text("name_en"),
                "parent": found.get(row.text("parent_code")),
                "territory": row.surface if row.geom else None,
                **row.origin,
            },
        )
    return found


def load_districts(bodies: dict[str, Municipality]) -> dict[str, District]:
    """Write the districts; return them by code."""
    town = next(body for body in bodies.values() if body.kind == "municipality")
    return {row["code"]: _district(row, bodies[row["municipality_code"]], town) for row in rows("districts")}


def _district(row: Row, body: Municipality, town: Municipality) -> District:
    return District.objects.create(
        municipality=body,
        authority=town,
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        name_en=row.text("name_en"),
        note=row.text("note"),
        note_en=row.text("note_en"),
        geom=row.surface,
        **row.origin,
    )


def load_plans(districts: dict[str, District], amana: Municipality) -> dict[str, Plan]:
    """Write the plans; return them by district code."""
    return {
        row["district_code"]: Plan.objects.create(
            municipality=districts[row["district_code"]].municipality,
            amana=amana,
            district=districts[row["district_code"]],
            number=row.text("number"),
            status=row["status"],
            name=row["name"],
            name_en=row.text("name_en"),
            approved_on=row["approved_on"] or None,
            geom=row.surface,
            **row.origin,
        )
        for row in rows("plans")
    }


def load_blocks(plans: dict[str, Plan]) -> dict[tuple[str, str], Block]:
    """Write the planned blocks; return them by district code and label."""
    found = {}
    for row in rows("blocks"):
        plan = plans[row["district_code"]]
        found[row["district_code"], row["label"]] = Block.objects.create(
            municipality=plan.municipality,
            district=plan.district,
            plan=plan,
            code=row["code"],
            label=row["label"],
            origin=BlockOrigin.PLAN,
            geom=row.surface,
            **row.origin,
        )
    return found


def load_surroundings(districts: dict[str, District]) -> None:
    """Write streets, buildings, zones and masks."""
    Street.objects.bulk_create(_street(row, districts[row["district_code"]]) for row in rows("streets"))
    Building.objects.bulk_create(_building(row, districts[row["district_code"]]) for row in rows("buildings"))
    _load_zones(districts)
    Mask.objects.bulk_create(_mask(row, districts) for row in rows("masks"))


def _street(row: Row, district: District) -> Street:
    return Street(
        municipality=district.municipality,
        district=district,
        name=row["name"],
        name_en=row.text("name_en"),
        width_m=row["width_m"],
        street_class=row["class"],
        geom=row.line,
        **row.origin,
    )


def _building(row: Row, district: District) -> Building:
    since = DateTimeTZRange(datetime(int(row["built_year"] or 2000), 1, 1, tzinfo=UTC), None)
    return Building(
        municipality=district.municipality,
        floors=row["floors"],
        use=row["use"],
        built_year=row["built_year"],
        valid=since,
        geom=row.surface,
        **row.origin,
    )


def _zone(row: Row, district: District) -> Zone:
    return Zone(
        municipality=district.municipality,
        code=row["code"],
        name=row["name"],
        name_en=row.text("name_en"),
        geom=row.surface,
        **row.origin,
    )


def _load_zones(districts: dict[str, District]) -> None:
    """Write the zones, each with the rule that holds in it."""
    for row in rows("zones"):
        zone = _zone(row, districts[row["district_code"]])
        zone.save()
        names = ("use", "max_coverage", "max_floors", "setback_front_m", "setback_side_m", "setback_rear_m", "cites")
        set_building_rule(
            zone=zone,
            figures=Figures(**{name: row[name] for name in names}),
            since=date.fromisoformat(str(row["valid_from"])),
        )


def _mask(row: Row, districts: dict[str, District]) -> Mask:
    """Give a mask to the body in whose district most of it lies."""
    nearest = max(districts.values(), key=lambda district: district.geom.intersection(row.surface).area)
    return Mask(
        municipality=nearest.municipality,
        kind=row["kind"],
        name=row["name"],
        name_en=row.text("name_en"),
        geom=row.surface,
        **row.origin,
    )


def load_reference_values() -> None:
    """Write tolerances, terms, tariffs and the rules of cases as dated values; one that is there stays as it is."""
    for row in table("tolerances"):
        _value(row, row["value"], row["unit"], row["source"], row["status"])
    for row in table("terms"):
        status = "verified" if row["verified"] == "yes" else "unverified"
        _value(row, row["amount"], f"{row['calendar']} {row['unit']}", row["cites"], status)
    load_tariffs(tariffs=table("tariffs"), categories=table("municipality_categories"))
    load_rules(
        departments=table("departments"), routes=table("referral_routes"), terms=table("decision_terms"),
        holidays=table("holidays"),
    )  # fmt: skip
    load_grant_rules(classes=table("grant_area_classes"), conditions=table("grant_conditions"))
    load_simple_kinds(table("simple_kinds"))


def _value(row: dict[str, str], value: str, unit: str, cites: str, status: str) -> None:
    ReferenceValue.objects.get_or_create(
        code=row["code"],
        jurisdiction=row["jurisdiction"],
        valid_from=row["valid_from"],
        defaults={"value": value, "unit": unit, "valid_to": row["valid_to"] or None, "cites": cites, "status": status},
    )
