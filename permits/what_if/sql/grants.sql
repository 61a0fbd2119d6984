GRANT SELECT, INSERT, UPDATE, DELETE ON what_if_draft TO mukhattat_app;
GRANT SELECT, INSERT, DELETE ON what_if_change TO mukhattat_app;
GRANT USAGE ON SEQUENCE what_if_change_id_seq TO mukhattat_app;
