"""What each role may do, spelled out: the application owns nothing, the tiles read what is published."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.connections import connect

OURS = """
SELECT p.oid::regprocedure::text AS name, p.prosecdef AS definer, pg_get_userbyid(p.proowner) AS owner,
       coalesce(p.proconfig, '{}') AS settings, p.prorettype = 'trigger'::regtype AS trigger, p.oid
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
   SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""
READABLE = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
   AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT')
 GROUP BY c.relname
"""
RIGHTS = """
SELECT c.relname, array_agg(p.right ORDER BY p.right)
  FROM pg_class c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p ("right")
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
   AND has_table_privilege(%s, c.oid, p.right)
 GROUP BY c.relname
"""
#: All that the tile role can read. A column that is added here is a column that everyone can read.
PUBLISHED = {
    "published_municipality": "id code kind name name_en geom geom_3857 label_3857 geom_z7 geom_z11",
    "published_district": (
        "id municipality_id code kind name name_en note note_en geom geom_3857 label_3857 geom_z7 geom_z11"
    ),
    "published_plan": (
        "id municipality_id district_id number name name_en status approved_on geom revision status_since "
        "superseded_by_id geom_3857 geom_z7 geom_z11"
    ),
    "published_block": "id municipality_id district_id plan_id code label origin geom geom_3857 label_3857 clearance_m",
    "published_zone": "id code use name name_en max_floors geom geom_3857",
    "published_mask": "id kind name name_en geom geom_3857",
    "published_street": "id name name_en width_m street_class geom geom_3857",
    "published_building": "id floors use geom geom_3857 clearance_m",
    "published_dig": (
        "id municipality_id application_id manner network closure standing starts_on ends_on period busy trench "
        "geom site "
        "geom_3857 clearance_m"
    ),
    "published_image": (
        "id municipality_id title taken_on accuracy_m pixel_m source licence from_scan sha256 min_zoom max_zoom "
        "first_column first_row geom geom_3857"
    ),
    "published_finding_count": "id municipality_id kind count checked_at parcels_read",
    "register_publishedparcel": (
        "id version_id municipality_id municipality_name municipality_name_en district_id district_code "
        "district_name district_name_en district_kind plan_id plan_number block_id block_label number code state "
        "state_since area_m2 geom geom_3857 clearance_m label_3857 room_m"
    ),
    "grants_publishedplot": "id municipality_id plan_id code area_class status geom geom_3857",
    "applications_publishedpermit": (
        "id municipality_id number kind status issued_on expires_on parcel_code parcel_number geom geom_3857 "
        "point_3857 simple_id"
    ),
}
#: PostGIS's own catalogues, which it opens to everyone: reference systems, and names of columns.
POSTGIS = {"spatial_ref_sys", "geometry_columns", "geography_columns"}
#: What the application may write; all else it can only read, if that.
WRITES = {
    "INSERT, UPDATE": (
        "offices_office offices_officemember oauth2_provider_application "
        "accounts_delegation accounts_membership accounts_user applications_occupancycertificate applications_permit "
        "applications_permitapplication applications_simplekind "
        "cases_appeal cases_case cases_claim cases_condition cases_decisionterm cases_department cases_holiday "
        "cases_referral cases_referralroute cases_supplement "
        "decisions_override excavations_dighold excavations_firm excavations_firmban "
        "excavations_moratorium excavations_utilityline fabric_building "
        "fabric_street geo_exchange_export municipalities_municipality numbering_runs_numberingrun "
        "numbering_runs_objection numbering_runs_runblock outbox_message "
        "parties_party payments_bill payments_discrepancy payments_municipalitycategory payments_simulatedbill "
        "payments_tariff planning_plancase plans_block plans_buildingrule plans_district plans_mask plans_plan "
        "plans_zone quality_checkfinding raster_image register_boundaryversion register_parcel "
        "violations_stoporder violations_violation draws_draw draws_official "
        "grants_allotment grants_areaclass grants_grant grants_grantcondition grants_grantdecision grants_pool "
        "grants_poolplot "
        "spatial_rules_referencevalue "
        "staging_stagedlayer subdivisions_checkedoutparcel subdivisions_checkout subdivisions_landchangerequest "
        "surveys_surveydecision"
    ),
    "DELETE, INSERT, UPDATE": (
        "oauth2_provider_accesstoken oauth2_provider_refreshtoken oauth2_provider_grant "
        "accounts_user_groups accounts_user_user_permissions auth_group auth_group_permissions axes_accessattempt "
        "axes_accessattemptexpiration django_session procrastinate_jobs procrastinate_periodic_defers "
        "procrastinate_workers what_if_draft"
    ),
    "DELETE, INSERT": "cases_department_people accounts_visitoract enquiries_enquiry what_if_change",
    "INSERT": (
        "violations_visit draws_drawentrant draws_drawlot draws_drawpaper draws_drawresult "
        "geo_messages_textmessage past_grants_pastgrant "
        "grants_batch grants_batchentry grants_grantplan grants_heir grants_stakeout "
        "offices_mandate offices_program offices_webhook offices_delivery offices_filing offices_pastpermit "
        "offices_pastplace "
        "applications_assessment applications_inspection applications_permitedition applications_permitrequest "
        "cases_assignment cases_caseevent cases_comment decisions_decisionrecord django_admin_log "
        "documents_document numbering_runs_runrevision "
        "excavations_digclosure excavations_digplan excavations_pavement numbering_runs_blockproof "
        "numbering_runs_cleanedoutline numbering_runs_cleaning numbering_runs_doubt "
        "numbering_runs_doubtdecision numbering_runs_streetcomparison "
        "parties_identitylink payments_billevent payments_fee payments_feeline payments_paymentnotice "
        "payments_reconciliation printing_printout "
        "procrastinate_events quality_checkrun raster_fitting raster_scan register_alias register_load rights_deed "
        "rights_deedside rights_right "
        "subdivisions_checkin subdivisions_checkincase subdivisions_checkinrow "
        "subdivisions_proposal subdivisions_proposalassessment subdivisions_proposedend subdivisions_proposedpart "
        "staging_rowchoice staging_sourceprofile staging_stagedfinding staging_stagedrow staging_upload "
        "surveys_fieldsheet surveys_observation surveys_survey surveys_surveyassessment"
    ),
}
#: Which functions the application may call; every other function of ours runs from triggers or inside these.
CALLED_BY_THE_APPLICATION = {
    "allot_numbers_v1(uuid,bigint,uuid[],text[])",
    "arabic_fold_v1(text)",
    "bill_office_v1(text)",
    "document_place_v1(uuid)",
    "draw_paper_v1(uuid,text)",
    "enquiry_grants_v1(text,text)",
    "enquiry_past_grants_v1(text,text)",
    "enquiry_permits_v1(text,text)",
    "past_grants_of_v1(text)",
    "change_log_v1()",
    "changed_since_v1(pg_snapshot,text[],geometry)",
    "changes_since_v1(pg_snapshot)",
    "chain_append_v1(integer,bigint,text,text,jsonb)",
    "chain_append_all_v1(integer,bigint,text[],text[],jsonb[])",
    ""
    "change_land_v2(uuid,text,uuid,text,bigint,uuid[],uuid[],geometry[],uuid[],geometry[],geometry,geometry,text,numeric)",
    "chain_hash_v1(text,integer,bigint,timestamp with time zone,bigint,text,text,jsonb)",
    "current_territories_v1()",
    "data_version_v1(text[])",
    "land_code_v1(text,text,text,integer,integer)",
    "land_today_v1(uuid)",
    "lineage_v1(uuid)",
    "load_again_v5(bigint,integer)",
    "load_begin_v5()",
    "load_check_v5(uuid,timestamp with time zone,bigint,text,integer)",
    "load_clean_v5()",
    "load_done_v5(uuid)",
    "load_finish_v5()",
    "load_hold_v5()",
    "load_parcels_v5(uuid,text,text,numeric,timestamp with time zone,bigint,text,bigint)",
    ""
    "load_part_v5(text,uuid,text,text,numeric,timestamp with time zone,bigint,text,timestamp with time zone,integer,"
    "boolean)",
    "lock_cells_v1(geometry[])",
    "note_day_v1()",
    "own_parties_v1()",
    "payment_told_v1(text,text)",
    "parcel_labels_at_v1(geometry,timestamp with time zone,timestamp with time zone)",
    "parcels_at_v2(geometry,timestamp with time zone,timestamp with time zone)",
    "permits_at_v2(geometry,timestamp with time zone,timestamp with time zone)",
    "plans_at_v1(geometry,timestamp with time zone,timestamp with time zone)",
    "plots_judged_v1(uuid[],uuid,uuid,numeric,numeric)",
    "previous_grants_v1(text,uuid)",
    "printing_code_of_v1(text)",
    "printing_find_v2(text)",
    "prune_changes_v1(interval)",
    "procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[])",
    "procrastinate_defer_periodic_job_v2(character varying,character varying,character varying,character varying,"
    "integer,character varying,bigint,jsonb)",
    "procrastinate_fetch_job_v2(character varying[],bigint)",
    "procrastinate_finish_job_v1(bigint,procrastinate_job_status,boolean)",
    "procrastinate_prune_stalled_workers_v1(double precision)",
    "procrastinate_register_worker_v1()",
    "procrastinate_retry_job_v2(bigint,timestamp with time zone,integer,character varying,character varying)",
    "procrastinate_unregister_worker_v1(bigint)",
    "procrastinate_update_heartbeat_v1(bigint)",
    "publish_due_v1()",
    "repeated_parcels_v1(bigint)",
    "replan_land_v2(uuid,uuid,text,bigint,uuid[],uuid[],bigint[],text[])",
    "series_issue_v1(uuid,text,integer,integer,bigint,text,jsonb)",
}


@pytest.fixture
def admin(django_db_setup: None) -> Iterator[psycopg.Connection]:
    with connect("admin") as connection:
        yield connection


def login(role: str) -> str:
    with connect(role) as connection:
        return connection.info.user


def test_the_tile_role_reads_what_is_published_and_nothing_else(admin):
    found = dict(admin.execute(READABLE, [login("tiles")]).fetchall())
    assert set(found) - POSTGIS == set(PUBLISHED)
    assert {table: set(found[table]) for table in PUBLISHED} == {t: set(c.split()) for t, c in PUBLISHED.items()}


def test_the_tile_role_writes_nothing_and_calls_nothing_of_ours(admin):
    assert admin.execute(RIGHTS, [login("tiles")]).fetchall() == []
    callable_ = "SELECT name FROM (" + OURS + ") AS f WHERE has_function_privilege(%s, f.oid, 'EXECUTE')"
    assert admin.execute(callable_, [login("tiles")]).fetchall() == []
    with connect("tiles") as tiles, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        tiles.execute("CREATE TEMP TABLE kept AS SELECT * FROM published_plan")
    with connect("tiles") as tiles:
        tiles.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tiles.execute("DELETE FROM register_publishedparcel")


def test_the_application_writes_these_tables_and_no_other(admin):
    found = {table: ", ".join(rights) for table, rights in admin.execute(RIGHTS, [login("app")]).fetchall()}
    assert found == {table: rights for rights, tables in WRITES.items() for table in tables.split()}


def test_the_application_may_end_a_document_and_change_nothing_else_of_it(admin):
    changeable = """SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = 'printing_printout'::regclass
                       AND a.attnum > 0 AND has_column_privilege(%s, a.attrelid, a.attnum, 'UPDATE')"""
    found = {row[0] for row in admin.execute(changeable, [login("app")]).fetchall()}
    assert found == {"revoked_at", "revoked_reason", "superseded_by_id", "suspended_since"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO register_publishedparcel (id) VALUES (gen_random_uuid())",
        "UPDATE register_publishedparcel SET number = '1'",
        "DELETE FROM applications_publishedpermit",
        "UPDATE published_plan SET name = 'x'",
        "UPDATE register_numbercounter SET last_number = 0",
        "INSERT INTO register_allottednumber (number) VALUES (1)",
        "INSERT INTO register_statechange (reason) VALUES ('x')",
        "UPDATE register_boundarypoint SET municipalities = '{1}'",
        "UPDATE series_series SET last_number = 0",
        "INSERT INTO series_chainentry (sequence) VALUES (1)",
        "UPDATE series_chainhead SET hash = ''",
        "INSERT INTO register_statetransition (source, target) VALUES ('retired_split', 'active')",
        "INSERT INTO cases_allowedstep (kind, source, target) VALUES ('x', '', 'issued')",
        "UPDATE spatial_deployment SET storage_srid = 4326",
        "ALTER TABLE register_boundaryversion DISABLE TRIGGER ALL",
        "ALTER TABLE register_parcel DISABLE ROW LEVEL SECURITY",
        "DROP TRIGGER before_update_close ON register_boundaryversion",
        "CREATE POLICY all_of_it ON register_parcel USING (true)",
        "SET session_replication_role = replica",
        "SET row_security = off; SELECT count(*) FROM register_parcel",
        "SET ROLE mukhattat_owner",
        "SET ROLE mukhattat_guard",
        "CREATE TABLE public.mine (id integer)",
        "CREATE FUNCTION public.mine() RETURNS void LANGUAGE sql AS ''",
        "SELECT refuse_overlaps_v1('{1}')",
        "SELECT publish_parcels_v1('{}')",
        "SELECT * FROM parcel_now_v1",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY accounts_user TO PROGRAM 'cat'",
    ],
)
def test_the_application_is_refused(django_db_setup, statement):
    with connect("app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


@pytest.mark.parametrize("function", ["before_parcel_v2", "publish_permit_v4", "after_boundaries_v1"])
def test_the_application_cannot_put_a_trigger_of_the_guard_on_a_table_of_its_own(django_db_setup, function):
    """Else it could write the journal of states, or publish a permit, with rows that it made up."""
    with connect("app") as app:
        app.execute("CREATE TEMP TABLE mine (id uuid)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for function"):
            app.execute(f"CREATE TRIGGER t BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION {function}()")


def test_the_application_calls_these_functions_and_no_other(admin):
    callable_ = "SELECT name FROM (" + OURS + ") AS f WHERE has_function_privilege(%s, f.oid, 'EXECUTE')"
    assert {row[0] for row in admin.execute(callable_, [login("app")]).fetchall()} == CALLED_BY_THE_APPLICATION


def test_no_function_of_ours_is_everyones(admin):
    everyones = "SELECT name FROM (" + OURS + ") AS f WHERE has_function_privilege('public', f.oid, 'EXECUTE')"
    assert admin.execute(everyones).fetchall() == []


#: Drops indexes and makes them again as they were, which only the owner of a table may; called by the guard alone.
AS_THE_OWNER = "load_bare_v5("


def test_functions_that_run_as_their_owner_are_the_guards_and_look_names_up_in_a_fixed_place(admin):
    functions = admin.execute(OURS).fetchall()
    assert len(functions) > 15
    for name, definer, owner, settings, _trigger, _oid in functions:
        guards = definer and not name.startswith(AS_THE_OWNER)
        assert owner == ("mukhattat_guard" if guards else "mukhattat_owner"), name
        paths = [value for value in settings if value.startswith("search_path=")]
        assert paths in (["search_path=pg_catalog, public, pg_temp"], ["search_path=pg_catalog, pg_temp"]), name


def test_tables_are_the_owners_and_views_the_guards(admin):
    owners = """SELECT c.relkind::text, pg_get_userbyid(c.relowner), array_agg(c.relname::text) FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
                   AND c.relname <> ALL (%s) GROUP BY 1, 2"""
    found = {(kind, owner) for kind, owner, _names in admin.execute(owners, [list(POSTGIS)]).fetchall()}
    assert found == {("r", "mukhattat_owner"), ("v", "mukhattat_guard")}


def test_views_show_public_columns_only(admin):
    """A view reads past row level security: each is a projection that is published, or is the guard's own."""
    views = """SELECT relname::text FROM pg_class
                WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)"""
    found = {row[0] for row in admin.execute(views, [list(POSTGIS)]).fetchall()}
    assert found == {name for name in PUBLISHED if name.startswith("published_")} | {"parcel_now_v1"}


@pytest.mark.parametrize("role", ["app", "tiles", "owner"])
def test_no_login_is_a_superuser_or_bypasses_rows(admin, role):
    strong = """SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
                  FROM pg_roles WHERE rolname = %s"""
    assert admin.execute(strong, [login(role)]).fetchone() == (False,)


@pytest.mark.parametrize(("role", "groups"), [("app", {"mukhattat_app"}), ("tiles", {"mukhattat_tiles"})])
def test_a_login_belongs_to_its_group_and_owns_nothing(admin, role, groups):
    member = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole"
    assert {row[0] for row in admin.execute(member, [login(role)]).fetchall()} == groups
    owned = """SELECT count(*) FROM pg_shdepend WHERE refobjid = ANY (ARRAY[%s::regrole, %s::regrole]::oid[])
                  AND deptype = 'o' AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"""
    assert admin.execute(owned, [login(role), *groups]).fetchone() == (0,)
