-- The application reads; only the guard's triggers write.
GRANT SELECT ON audit_rowchange TO mukhattat_app;
GRANT INSERT ON audit_rowchange TO mukhattat_guard;
GRANT USAGE ON SEQUENCE audit_rowchange_id_seq TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION audit_context_v1() TO mukhattat_guard;
