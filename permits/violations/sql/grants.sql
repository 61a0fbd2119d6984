GRANT SELECT, INSERT, UPDATE ON violations_violation, violations_stoporder TO mukhattat_app;
GRANT SELECT, INSERT ON violations_visit TO mukhattat_app;
GRANT SELECT, UPDATE ON violations_violation TO mukhattat_guard;
GRANT SELECT ON violations_visit, violations_stoporder TO mukhattat_guard;
GRANT USAGE ON SEQUENCE violations_visit_id_seq, violations_stoporder_id_seq TO mukhattat_app;
