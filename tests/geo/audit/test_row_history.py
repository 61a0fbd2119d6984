"""Every change of an audited row is written down by the database, bulk and bare SQL too; nobody rewrites it."""

import uuid
from datetime import date

import psycopg
import pytest
from django.db import connection

from geo.accounts.enums import Role
from geo.accounts.models import Membership
from geo.audit.models import RowChange
from geo.audit.registry import audit, audited
from geo.audit.services import install_triggers
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, everywhere, territory
from geo.parties.models import Party
from geo.spatial_rules.models import ReferenceValue
from parcels.plans.models import Block
from parcels.register.models import Parcel
from tests.factories.cases import canaries_in, enter_drawn, open_thread
from tests.sql.connections import connect, enter_scope

pytestmark = pytest.mark.django_db
TRIGGERS = """
SELECT c.relname::text, array_agg(t.tgname::text ORDER BY t.tgname)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE t.tgname IN ('after_insert_audit', 'after_update_audit', 'after_delete_audit') AND t.tgenabled = 'O'
 GROUP BY 1
"""
#: What the decision names; a slice may keep more.
KEPT = {
    "plans_district", "plans_plan", "plans_block", "plans_zone", "plans_mask", "fabric_street", "fabric_building",
    "register_parcel", "parties_party", "accounts_membership", "accounts_delegation", "cases_case", "cases_claim",
    "spatial_rules_referencevalue",
}  # fmt: skip


def changes(kind, key):
    return list(RowChange.objects.filter(kind=kind, record=str(key)).order_by("id"))


@pytest.fixture
def block(places):
    with territory([places.west.body.pk]):
        yield places.west.block


def test_each_declared_table_has_its_triggers_and_no_other_table_has(db):
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        found = dict(cursor.fetchall())
    every = ["after_delete_audit", "after_insert_audit", "after_update_audit"]
    assert found == {one.table: every if one.inserts else [every[0], every[2]] for one in audited}
    assert set(found) >= KEPT


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_second_migration_touches_no_table():
    assert install_triggers(using="owner") == []


def test_an_update_keeps_only_the_columns_that_differ(block):
    before = block.label
    Block.objects.filter(pk=block.pk).update(label="77", geom=block.geom)
    (change,) = [one for one in changes("block", block.pk) if one.operation == "update"]
    assert (change.before, change.after, change.withheld) == ({"label": before}, {"label": "77"}, [])
    assert change.municipality_id == block.municipality_id


def test_an_update_that_changes_nothing_leaves_nothing(block):
    Block.objects.filter(pk=block.pk).update(label=block.label)
    assert [one.operation for one in changes("block", block.pk)] == ["insert"]


def test_a_changed_outline_is_kept_before_and_after(block):
    moved = block.geom.clone()
    moved[0] = moved[0].buffer(-1)
    Block.objects.filter(pk=block.pk).update(geom=moved)
    change = changes("block", block.pk)[-1]
    assert set(change.before) == {"geom"}, "what is computed from it is left out"
    assert change.before["geom"]["type"] == change.after["geom"]["type"] == "MultiPolygon"
    assert change.before["geom"] != change.after["geom"]


def test_one_statement_on_many_rows_leaves_an_entry_each(places):
    drawn = enter_drawn(places.west, "AB\nCD")
    with territory([places.west.body.pk]):
        assert Parcel.objects.update(deed_area_m2=412) == 4
        for parcel in drawn.values():
            assert changes("parcel", parcel.pk)[-1].after == {"deed_area_m2": 412}
        last = [changes("parcel", parcel.pk)[-1] for parcel in drawn.values()]
    assert len({one.transaction_id for one in last}) == len({one.at for one in last}) == 1


def test_entering_a_parcel_is_left_to_its_own_journal(places):
    (parcel,) = enter_drawn(places.west, "A").values()
    with territory([places.west.body.pk]):
        assert {one.operation for one in changes("parcel", parcel.pk)} == {"update"}


def test_bare_sql_is_seen_and_says_through_what_it_came(block):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.source', '', true)")
        cursor.execute("UPDATE plans_block SET label = '78' WHERE id = %s", [block.pk])
        cursor.execute("SELECT session_user::text")
        (role,) = cursor.fetchone()
    change = changes("block", block.pk)[-1]
    assert (change.actor_id, change.source, change.database_role) == (None, "mukhattat", role)


def test_an_entry_says_who_why_and_through_what(block, places):
    act_as(places.west.engineer.pk, reason="خطأ في الترقيم", source="POST blocks/<str:code>/")
    Block.objects.filter(pk=block.pk).update(label="79")
    act_as(None)
    change = changes("block", block.pk)[-1]
    told = (change.actor_id, change.reason, change.source)
    assert told == (places.west.engineer.pk, "خطأ في الترقيم", "POST blocks/<str:code>/")


def test_a_request_is_named_by_its_pattern_and_a_command_by_its_name(places, client, monkeypatch):
    thread = open_thread(places.west, places.citizen)
    client.force_login(places.citizen)
    client.post(f"/applications/{thread.case.pk}/", {"step": "cancel", "note": "سبب"})
    monkeypatch.setattr("sys.argv", ["/somewhere/manage.py", "correct_names", "--identifier", "1098765432"])
    with everywhere():
        case = changes("case", thread.case.pk)[-1]
        Block.objects.filter(pk=places.west.block.pk).update(label="80")
        block = changes("block", places.west.block.pk)[-1]
    assert (case.actor_id, case.source) == (places.citizen.pk, "POST applications/<uuid:case_id>/")
    assert block.source == "manage.py correct_names"


def test_no_value_that_says_who_someone_is_reaches_the_history(places):
    thread = open_thread(places.west, places.citizen, up_to=["submit"])
    with territory([places.west.body.pk]):
        party = Party.objects.get()
        Party.objects.filter(pk=party.pk).update(name="اسم آخر", mobile="0500000000", kind="organisation")
        change = changes("party", party.pk)[-1]
        assert (change.after, sorted(change.withheld)) == ({"kind": "organisation"}, ["mobile", "name"])
        kept = str(list(RowChange.objects.values()))
    assert str(thread.case.pk) in kept, "what is looked through is this history"
    assert canaries_in(kept) == []


def test_the_history_of_an_office_is_not_seen_in_the_next(places):
    with territory([places.west.body.pk]):
        Block.objects.filter(pk=places.west.block.pk).update(label="81")
        assert RowChange.objects.filter(after__label="81").count() == 1
    with territory([places.east.body.pk]):
        assert not RowChange.objects.filter(after__label="81").exists()
    assert not RowChange.objects.exclude(municipality=None).exists(), "outside a scope"


def test_what_became_of_the_laws_values_is_everyones(places):
    value = ReferenceValue.objects.create(
        code="x", value=1, unit="m", valid_from=date(2026, 1, 1), cites="test", status="test"
    )
    assert [one.operation for one in changes("reference_value", value.pk)] == ["insert"]


def test_a_role_that_is_given_and_ended_is_seen_by_its_place(places):
    held = Membership.objects.create(
        user=places.citizen, role=Role.PLANNER, municipality=places.west.body, starts_on=date(2026, 1, 1)
    )
    Membership.objects.filter(pk=held.pk).update(ends_on=date(2026, 2, 1))
    with territory([places.west.body.pk]):
        first, second = changes("membership", held.pk)
    assert (first.operation, second.after) == ("insert", {"ends_on": "2026-02-01"})


def test_a_row_whose_key_is_changed_does_not_slip_away(places):
    with territory([places.west.body.pk]):
        party = Party.objects.create(kind="person", name="x", municipality=places.west.body)
        new = uuid.uuid4()
        Party.objects.filter(pk=party.pk).update(id=new)
        old_one, new_one = changes("party", party.pk)[-1], changes("party", new)[-1]
    assert (old_one.before["id"], old_one.after["id"]) == (str(party.pk), None)
    assert (new_one.before["id"], new_one.after["id"]) == (None, str(new))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_rowchange (kind, record, operation, withheld, reason, source, database_role,"
        " transaction_id, at) VALUES ('x', '1', 'insert', '[]', '', '', '', 1, now())",
        "UPDATE audit_rowchange SET reason = ''",
        "DELETE FROM audit_rowchange",
        "TRUNCATE audit_rowchange",
        "ALTER TABLE plans_block DISABLE TRIGGER after_update_audit",
        "SELECT audit_table_v1('plans_block', 'x', 'id', '', '{}', true)",
    ],
)
def test_the_application_neither_writes_nor_stops_the_history(places, statement):
    with connect("app") as app, app.transaction():
        enter_scope(app, [places.west.body.pk])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)


@pytest.mark.parametrize("statement", ["UPDATE audit_rowchange SET reason = ''", "DELETE FROM audit_rowchange"])
def test_the_owner_of_the_table_does_not_rewrite_it_either(django_db_setup, statement):
    with connect("admin") as admin, admin.transaction(force_rollback=True):
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute(
            "INSERT INTO audit_rowchange (kind, record, operation, withheld, reason, source, database_role,"
            " transaction_id, at) VALUES ('x', '1', 'insert', '[]', '', '', '', 1, now())"
        )
        admin.execute("SET LOCAL session_replication_role = origin")
        admin.execute("SET LOCAL ROLE mukhattat_owner")
        with pytest.raises(psycopg.Error) as refused, admin.transaction():
            admin.execute(statement)
    assert refused.value.sqlstate == "MK003"


def test_the_application_cannot_write_history_from_a_table_of_its_own(django_db_setup):
    with connect("app") as app:
        app.execute("CREATE TEMP TABLE mine (id uuid)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for function"):
            app.execute(
                "CREATE TRIGGER t AFTER UPDATE ON mine REFERENCING OLD TABLE AS former_rows NEW TABLE AS changed_rows"
                " FOR EACH STATEMENT EXECUTE FUNCTION after_update_audit_v1('case', 'id', '', '', '')"
            )


def test_a_declaration_names_columns_that_are_there_and_says_when_it_is_public():
    with pytest.raises(ValueError, match="no column nick"):
        audit(Party, kind="odd", withheld=("nick",))
    with pytest.raises(ValueError, match="declared public"):
        audit(Municipality, kind="odd")
    with pytest.raises(ValueError, match="declared public"):
        audit(Party, kind="odd", public=True)
    with pytest.raises(ValueError, match="twice"):
        audit(Party, kind="party")
