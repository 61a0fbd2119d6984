GRANT SELECT, INSERT, UPDATE ON fabric_street, fabric_building TO mukhattat_app;
GRANT USAGE ON SEQUENCE fabric_street_id_seq, fabric_building_id_seq TO mukhattat_app;
GRANT SELECT ON fabric_street, fabric_building TO mukhattat_guard;
GRANT SELECT ON published_street, published_building TO mukhattat_app, mukhattat_tiles;
