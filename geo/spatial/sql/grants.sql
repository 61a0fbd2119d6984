GRANT SELECT ON spatial_deployment TO mukhattat_app;
GRANT EXECUTE ON FUNCTION lock_cells_v1(geometry[]), current_territories_v1(), arabic_fold_v1(text) TO mukhattat_app, mukhattat_guard;
