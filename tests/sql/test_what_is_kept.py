"""What is recorded stays: neither the application nor the owner of the tables deletes it, nor changes a ledger."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.connections import connect, enter_scope
from tests.sql.fabricated import fabricate, lift_rules
from tests.sql.protected import LOOSE, protected_tables

OFFICE = 101
#: Entries of ledgers: not even changed.
LEDGERS = {
    "offices_filing", "offices_pastpermit", "offices_pastplace",
    "applications_assessment", "applications_inspection", "applications_permitedition",
    "applications_permitrequest", "cases_caseevent", "cases_assignment", "cases_comment", "quality_checkrun",
    "register_allottednumber", "register_statechange",
    "series_chainentry", "series_issuance", "documents_document", "plans_planstatuschange",
    "surveys_fieldsheet", "surveys_observation", "surveys_survey",
    "surveys_surveyassessment", "audit_rowchange", "rights_deedside", "subdivisions_proposal",
    "subdivisions_proposedend", "subdivisions_proposedpart", "subdivisions_proposalassessment", "register_lineageevent",
    "subdivisions_checkin", "subdivisions_checkinrow", "subdivisions_checkincase",
    "register_lineagelink",
    "register_alias", "numbering_runs_runrevision", "numbering_runs_frozennumber", "numbering_runs_cleaning",
    "numbering_runs_cleanedoutline", "numbering_runs_blockproof", "numbering_runs_streetcomparison",
    "numbering_runs_doubt", "numbering_runs_doubtdecision", "staging_upload", "staging_stagedrow",
    "staging_rowchoice", "staging_sourceprofile",
    "staging_stagedfinding", "raster_scan", "raster_fitting", "payments_fee", "payments_feeline", "payments_billevent",
    "payments_paymentnotice", "payments_reconciliation", "violations_visit", "decisions_decisionrecord",
    "excavations_digplan", "excavations_pavement",
    "draws_drawentrant", "draws_drawlot", "draws_drawpaper", "draws_drawresult",
    "grants_grantplan", "grants_batch", "grants_batchentry", "grants_stakeout", "grants_heir",
}  # fmt: skip
#: Never deleted, changed by the rules of each.
KEPT = {
    "offices_mandate", "past_grants_pastgrant",
    "grants_grant", "grants_pool", "grants_poolplot", "grants_allotment", "grants_grantdecision",
    "applications_occupancycertificate", "applications_permit", "applications_permitapplication", "cases_case",
    "cases_claim",
    "cases_appeal", "cases_condition", "cases_referral", "cases_supplement", "fabric_building",
    "parties_identitylink", "parties_party", "plans_block", "plans_buildingrule", "plans_district", "plans_mask",
    "plans_plan",
    "plans_zone", "fabric_street",
    "planning_plancase", "printing_printout", "register_boundarypoint",
    "register_boundaryversion", "register_parcel", "series_chainhead", "series_series",
    "quality_checkfinding", "surveys_surveydecision", "rights_deed", "rights_right", "subdivisions_landchangerequest",
    "subdivisions_checkout", "subdivisions_checkedoutparcel",
    "numbering_runs_numberingrun", "numbering_runs_runblock", "numbering_runs_objection", "staging_stagedlayer",
    "raster_image", "payments_bill", "payments_discrepancy", "violations_violation", "violations_stoporder",
    "decisions_override", "draws_draw", "draws_official",
    "excavations_firm", "excavations_firmban", "excavations_dighold", "excavations_digclosure",
    "excavations_moratorium",
    "excavations_utilityline",
}  # fmt: skip


@pytest.fixture
def admin(django_db_setup: None) -> Iterator[psycopg.Connection]:
    with connect("admin") as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")


def answer_of_the_owner(admin: psycopg.Connection, statement: str) -> str:
    """Try a statement as the owner of the tables, with all triggers on, over one made-up row."""
    admin.execute("SET LOCAL session_replication_role = origin; SET LOCAL ROLE mukhattat_owner")
    enter_scope(admin, [OFFICE])
    try:
        with admin.transaction():
            return f"{admin.execute(statement).rowcount} rows"
    except psycopg.Error as error:
        return error.sqlstate


@pytest.mark.parametrize("table", sorted(LEDGERS | KEPT))
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_a_kept_record_is_not_even_deleted_by_the_owner(admin, table, statement):
    lift_rules(admin)
    fabricate(admin, table, protected_tables()[table], OFFICE)
    assert answer_of_the_owner(admin, statement.format(table)) == "MK003"


@pytest.mark.parametrize("table", sorted(LEDGERS))
def test_an_entry_of_a_ledger_is_not_even_changed_by_the_owner(admin, table):
    lift_rules(admin)
    fabricate(admin, table, "municipality_id", OFFICE)
    assert answer_of_the_owner(admin, f"UPDATE {table} SET municipality_id = {OFFICE}") == "MK003"


def test_the_counter_of_a_block_is_kept(admin):
    lift_rules(admin)
    admin.execute("INSERT INTO register_numbercounter (block_id, last_number) VALUES (1, 7)")
    assert answer_of_the_owner(admin, "DELETE FROM register_numbercounter") == "MK003"


def test_every_table_of_a_territory_is_kept_or_said_to_be_loose():
    assert set(protected_tables()) == LEDGERS | KEPT | LOOSE
