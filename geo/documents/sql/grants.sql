-- Filed once: read and added to, nothing else.
GRANT SELECT, INSERT ON documents_document TO mukhattat_app;
