GRANT SELECT, INSERT, UPDATE ON planning_plancase TO mukhattat_app;
GRANT EXECUTE ON FUNCTION repeated_parcels_v1(bigint) TO mukhattat_app, mukhattat_guard;
