-- The application enters and reads parcels; numbers, points, state changes and the projection are written by the guard.
GRANT SELECT, INSERT, UPDATE ON register_parcel, register_boundaryversion TO mukhattat_app;
GRANT USAGE ON SEQUENCE register_boundaryversion_id_seq TO mukhattat_app;
GRANT SELECT ON register_boundarypoint, register_allottednumber, register_statechange, register_statetransition,
  register_numbercounter, register_lineageevent, register_lineagelink, register_publishedname TO mukhattat_app;
GRANT SELECT, INSERT ON register_alias TO mukhattat_app;
GRANT USAGE ON SEQUENCE register_alias_id_seq TO mukhattat_app;
GRANT EXECUTE ON FUNCTION allot_numbers_v1(uuid, bigint, uuid[], text[]) TO mukhattat_app;
GRANT EXECUTE ON FUNCTION change_land_v1(uuid, text, uuid, text, bigint, uuid[], uuid[], geometry[], uuid[], geometry[],
  geometry, geometry, text, numeric), replan_land_v1(uuid, uuid, text, bigint, uuid[], uuid[], bigint[], text[]),
  split_surface_v1(geometry, geometry), join_surfaces_v1(geometry[]), parcels_at_v1(geometry, timestamptz, timestamptz),
  lineage_v1(uuid), land_today_v1(uuid) TO mukhattat_app;
GRANT SELECT ON register_publishedparcel TO mukhattat_app, mukhattat_tiles;

GRANT SELECT, INSERT, UPDATE ON register_parcel, register_boundaryversion TO mukhattat_guard;
GRANT SELECT ON register_statetransition, register_alias TO mukhattat_guard;
GRANT SELECT, INSERT ON register_lineageevent, register_lineagelink, register_publishedname TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON register_boundarypoint, register_numbercounter TO mukhattat_guard;
GRANT SELECT, INSERT ON register_allottednumber, register_statechange TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE, DELETE ON register_publishedparcel TO mukhattat_guard;
GRANT USAGE ON SEQUENCE register_allottednumber_id_seq, register_statechange_id_seq, register_boundaryversion_id_seq,
  register_lineagelink_id_seq, register_publishedname_id_seq TO mukhattat_guard;
GRANT SELECT ON parcel_now_v1 TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION land_code_v1(text, text, text, integer, integer) TO mukhattat_app, mukhattat_guard;
GRANT EXECUTE ON FUNCTION refuse_overlaps_v1(bigint[]), register_points_v1(bigint[]), publish_parcels_v1(uuid[]) TO mukhattat_guard;
