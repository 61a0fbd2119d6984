-- The application enters and reads parcels; numbers, points, state changes and the projection are written by the guard.
GRANT SELECT, INSERT, UPDATE ON register_parcel, register_boundaryversion TO mukhattat_app;
GRANT USAGE ON SEQUENCE register_boundaryversion_id_seq TO mukhattat_app;
GRANT SELECT ON register_boundarypoint, register_allottednumber, register_statechange, register_statetransition,
  register_numbercounter, register_lineageevent, register_lineagelink, register_publishedname TO mukhattat_app;
GRANT SELECT, INSERT ON register_alias TO mukhattat_app;
GRANT USAGE ON SEQUENCE register_alias_id_seq TO mukhattat_app;
GRANT EXECUTE ON FUNCTION allot_numbers_v1(uuid, bigint, uuid[], text[]) TO mukhattat_app;
GRANT EXECUTE ON FUNCTION change_land_v2(uuid, text, uuid, text, bigint, uuid[], uuid[], geometry[], uuid[], geometry[],
  geometry, geometry, text, numeric), replan_land_v2(uuid, uuid, text, bigint, uuid[], uuid[], bigint[], text[]),
  parcels_at_v2(geometry, timestamptz, timestamptz), parcel_labels_at_v1(geometry, timestamptz, timestamptz),
  lineage_v1(uuid), land_today_v1(uuid), publish_due_v1() TO mukhattat_app;
GRANT SELECT ON register_publishedparcel TO mukhattat_app, mukhattat_tiles;
GRANT SELECT ON register_publishedplace, register_publishedlabel TO mukhattat_app;

GRANT SELECT, INSERT, UPDATE ON register_parcel, register_boundaryversion TO mukhattat_guard;
GRANT SELECT ON register_statetransition, register_alias TO mukhattat_guard;
GRANT SELECT, INSERT ON register_lineageevent, register_lineagelink, register_publishedname TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON register_boundarypoint, register_numbercounter TO mukhattat_guard;
GRANT SELECT, INSERT ON register_allottednumber, register_statechange TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE, DELETE ON register_publishedparcel TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON register_publishedplace, register_publishedlabel TO mukhattat_guard;
GRANT USAGE ON SEQUENCE register_allottednumber_id_seq, register_statechange_id_seq, register_boundaryversion_id_seq,
  register_lineagelink_id_seq, register_publishedname_id_seq TO mukhattat_guard;
GRANT SELECT ON parcel_now_v1 TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION land_code_v1(text, text, text, integer, integer) TO mukhattat_app, mukhattat_guard;
GRANT EXECUTE ON FUNCTION refuse_overlaps_v1(bigint[]), register_points_v1(bigint[]), publish_parcels_v1(uuid[]) TO mukhattat_guard;

-- Bulk load (load.v1.sql): the application brings rows and calls one function; the guard locks the frame while it is used.
GRANT INSERT ON register_load TO mukhattat_app;
GRANT EXECUTE ON FUNCTION load_parcels_v5(uuid, text, text, numeric, timestamptz, bigint, text, bigint) TO mukhattat_app;
-- The same by two sessions (load_beside.v5.sql): each step asks whether the register is locked for it.
GRANT EXECUTE ON FUNCTION load_hold_v5(), load_begin_v5(), load_clean_v5(), load_check_v5(uuid, timestamptz, bigint, text, integer),
  load_again_v5(bigint, integer), load_done_v5(uuid), load_finish_v5(),
  load_part_v5(text, uuid, text, text, numeric, timestamptz, bigint, text, timestamptz, integer, boolean) TO mukhattat_app;
GRANT SELECT, INSERT, DELETE ON register_unshownload TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION load_write_v5(text, uuid, text, text, numeric, timestamptz, bigint, text, timestamptz) TO mukhattat_owner;
GRANT EXECUTE ON FUNCTION load_bare_v5(text, uuid, text, text, numeric, timestamptz, bigint, text, timestamptz) TO mukhattat_guard;
GRANT SELECT, DELETE ON register_load TO mukhattat_guard;
GRANT UPDATE (id) ON municipalities_municipality, plans_district, plans_plan, plans_block TO mukhattat_guard;
GRANT SELECT (id) ON accounts_user TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION named_case_v1(uuid, uuid), refuse_unsound_v1(geometry[]) TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION land_conserved_v1(geometry[], geometry[], geometry, geometry), lock_land_v1(uuid[], geometry[]),
  known_change_v1(uuid, text, uuid[]), land_moved_v1(uuid[], geometry[]),
  record_change_v1(uuid, text, integer, uuid, text, bigint, double precision, geometry, geometry),
  replace_boundaries_v1(uuid[], uuid[], geometry[], boolean, text, numeric, bigint),
  begin_now_v1(uuid[], bigint),
  begin_children_v1(uuid, uuid[], geometry[], text, numeric, bigint), end_parcels_v1(uuid[], text),
  link_lineage_v1(uuid, integer, uuid[]), link_replanned_v1(uuid, integer, uuid[], uuid[]) TO mukhattat_guard;
