GRANT SELECT, INSERT, UPDATE ON applications_permitapplication, applications_permit TO mukhattat_app;
GRANT SELECT, INSERT ON applications_assessment TO mukhattat_app;
GRANT USAGE ON SEQUENCE applications_assessment_id_seq TO mukhattat_app;
GRANT SELECT ON applications_permitapplication TO mukhattat_guard;
GRANT SELECT, INSERT ON applications_inspection, applications_permitrequest, applications_permitedition TO mukhattat_app;
GRANT USAGE ON SEQUENCE applications_inspection_id_seq, applications_permitrequest_id_seq, applications_permitedition_id_seq
  TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON applications_occupancycertificate TO mukhattat_app;
-- What the triggers of a permit's life look at (life.v1.sql).
GRANT SELECT ON applications_permitrequest, applications_permitedition TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION permit_status_v1(text, timestamptz) TO mukhattat_guard;
-- The past of permits (past.v1.sql): since when each is known, and since when it is revoked.
GRANT SELECT (id, application_id, kind, issued_on, revoked_at) ON applications_permit TO mukhattat_guard;
GRANT SELECT (case_id, target, taken_at) ON cases_caseevent TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION permits_at_v2(geometry, timestamptz, timestamptz) TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON applications_publishedpermit TO mukhattat_guard;
GRANT SELECT ON applications_publishedpermit TO mukhattat_app, mukhattat_tiles;
-- Kinds that are data (simple.v1.sql): added and ended by the office, looked at by the guard when one is applied for.
GRANT SELECT, INSERT, UPDATE ON applications_simplekind TO mukhattat_app;
GRANT SELECT ON applications_simplekind TO mukhattat_guard;
GRANT USAGE ON SEQUENCE applications_simplekind_id_seq TO mukhattat_app;
