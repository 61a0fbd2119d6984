GRANT SELECT, INSERT, UPDATE ON spatial_rules_referencevalue TO mukhattat_app;
GRANT USAGE ON SEQUENCE spatial_rules_referencevalue_id_seq TO mukhattat_app;
