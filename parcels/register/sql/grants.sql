-- The application enters and reads parcels; numbers, points, state changes and the projection are written by the guard.
GRANT SELECT, INSERT, UPDATE ON register_parcel, register_boundaryversion TO mukhattat_app;
GRANT USAGE ON SEQUENCE register_boundaryversion_id_seq TO mukhattat_app;
GRANT SELECT ON register_boundarypoint, register_allottednumber, register_statechange, register_statetransition,
  register_numbercounter TO mukhattat_app;
GRANT EXECUTE ON FUNCTION allot_numbers_v1(uuid, bigint, uuid[], text[]) TO mukhattat_app;
GRANT SELECT ON register_publishedparcel TO mukhattat_app, mukhattat_tiles;

GRANT SELECT, UPDATE ON register_parcel TO mukhattat_guard;
GRANT SELECT ON register_boundaryversion, register_statetransition TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON register_boundarypoint, register_numbercounter TO mukhattat_guard;
GRANT SELECT, INSERT ON register_allottednumber, register_statechange TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE, DELETE ON register_publishedparcel TO mukhattat_guard;
GRANT USAGE ON SEQUENCE register_allottednumber_id_seq, register_statechange_id_seq TO mukhattat_guard;
GRANT SELECT ON parcel_now_v1 TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION land_code_v1(text, text, text, integer, integer) TO mukhattat_app, mukhattat_guard;
GRANT EXECUTE ON FUNCTION refuse_overlaps_v1(bigint[]), register_points_v1(bigint[]), publish_parcels_v1(uuid[]) TO mukhattat_guard;
