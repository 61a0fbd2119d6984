GRANT SELECT, INSERT, UPDATE ON cases_case, cases_claim TO mukhattat_app;
GRANT SELECT, INSERT ON cases_caseevent TO mukhattat_app;
GRANT SELECT ON cases_allowedstep TO mukhattat_app, mukhattat_guard;
GRANT SELECT ON cases_case, cases_claim TO mukhattat_guard;
GRANT USAGE ON SEQUENCE cases_caseevent_id_seq, cases_claim_id_seq TO mukhattat_app;
