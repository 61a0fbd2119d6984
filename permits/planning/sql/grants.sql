GRANT SELECT, INSERT, UPDATE ON planning_plancase TO mukhattat_app;
GRANT EXECUTE ON FUNCTION repeated_parcels_v1(bigint) TO mukhattat_app, mukhattat_guard;
GRANT SELECT ON planning_plancase TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION replan_decision_v1(uuid, uuid[], uuid[]) TO mukhattat_guard;
