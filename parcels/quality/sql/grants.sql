GRANT SELECT, INSERT ON quality_checkrun TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON quality_checkfinding TO mukhattat_app;
GRANT USAGE ON SEQUENCE quality_checkrun_id_seq, quality_checkfinding_id_seq TO mukhattat_app;
GRANT SELECT ON quality_checkrun TO mukhattat_guard;
-- The projection: everyone's.
GRANT SELECT ON published_finding_count TO mukhattat_app, mukhattat_tiles;
