GRANT SELECT, INSERT, UPDATE ON parties_party TO mukhattat_app;
