-- The application reads; only the guard's functions write.
GRANT SELECT ON series_series, series_chainhead, series_chainentry, series_issuance TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON series_series, series_chainhead TO mukhattat_guard;
GRANT SELECT, INSERT ON series_chainentry, series_issuance TO mukhattat_guard;
GRANT USAGE ON SEQUENCE series_series_id_seq, series_chainentry_id_seq, series_issuance_id_seq TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION series_issue_v1(uuid, text, integer, integer, bigint, text, jsonb) TO mukhattat_app;
GRANT EXECUTE ON FUNCTION chain_append_v1(integer, bigint, text, text, jsonb) TO mukhattat_app, mukhattat_guard;
GRANT EXECUTE ON FUNCTION chain_append_all_v1(integer, bigint, text[], text[], jsonb[]) TO mukhattat_app;
GRANT EXECUTE ON FUNCTION chain_hash_v1(text, integer, bigint, timestamptz, bigint, text, text, jsonb) TO mukhattat_app, mukhattat_guard;
