GRANT SELECT, INSERT, UPDATE ON applications_permitapplication, applications_permit TO mukhattat_app;
GRANT SELECT, INSERT ON applications_assessment TO mukhattat_app;
GRANT USAGE ON SEQUENCE applications_assessment_id_seq TO mukhattat_app;
GRANT SELECT ON applications_permitapplication TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON applications_publishedpermit TO mukhattat_guard;
GRANT SELECT ON applications_publishedpermit TO mukhattat_app, mukhattat_tiles;
