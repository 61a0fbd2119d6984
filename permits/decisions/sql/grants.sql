GRANT SELECT, INSERT ON decisions_decisionrecord TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON decisions_override TO mukhattat_app;
GRANT SELECT ON decisions_decisionrecord TO mukhattat_guard;
GRANT USAGE ON SEQUENCE decisions_decisionrecord_id_seq, decisions_override_id_seq TO mukhattat_app;
