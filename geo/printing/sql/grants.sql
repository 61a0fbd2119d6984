-- The application files documents and ends them; it can neither change what was printed nor delete it.
GRANT SELECT, INSERT ON printing_printout TO mukhattat_app;
GRANT UPDATE (revoked_at, revoked_reason, superseded_by_id, suspended_since) ON printing_printout TO mukhattat_app;
GRANT SELECT ON printing_printout TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION printing_find_v2(text) TO mukhattat_app;
GRANT EXECUTE ON FUNCTION printing_code_of_v1(text) TO mukhattat_app;
