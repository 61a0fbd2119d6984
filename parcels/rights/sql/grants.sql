-- A deed gives way, a right is closed: nothing else of them is ever changed.
GRANT SELECT, INSERT ON rights_deed, rights_deedside, rights_right TO mukhattat_app;
GRANT UPDATE (superseded_by_id) ON rights_deed TO mukhattat_app;
GRANT UPDATE (recorded) ON rights_right TO mukhattat_app;
GRANT USAGE ON SEQUENCE rights_deedside_id_seq TO mukhattat_app;
GRANT SELECT, UPDATE ON rights_deed TO mukhattat_guard;
GRANT SELECT ON rights_right TO mukhattat_guard;
