-- Filed once: read and added to, nothing else.
GRANT SELECT, INSERT ON documents_document TO mukhattat_app;
GRANT SELECT ON documents_document TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION document_place_v1(uuid) TO mukhattat_app;
