-- The log belongs to the guard's functions: the application calls those that read and prune it, triggers write it.
GRANT SELECT, INSERT, DELETE ON layers_change TO mukhattat_guard;
GRANT SELECT, UPDATE ON layers_state TO mukhattat_guard;
GRANT SELECT ON layers_dated TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION note_shapes_v1(text, geometry[], integer), note_change_v1() TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION note_day_v1(), changes_since_v1(pg_snapshot), change_log_v1(),
  changed_since_v1(pg_snapshot, text[], geometry), data_version_v1(text[]), prune_changes_v1(interval) TO mukhattat_app;
