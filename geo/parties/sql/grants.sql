GRANT SELECT, INSERT, UPDATE ON parties_party TO mukhattat_app;
-- A link is written once and ended once.
GRANT SELECT, INSERT ON parties_identitylink TO mukhattat_app;
GRANT UPDATE (ended_at, ended_by_id, end_reason) ON parties_identitylink TO mukhattat_app;
GRANT USAGE ON SEQUENCE parties_identitylink_id_seq TO mukhattat_app;
GRANT EXECUTE ON FUNCTION own_parties_v1() TO mukhattat_app;
