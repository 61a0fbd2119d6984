GRANT SELECT, INSERT, UPDATE ON planning_plancase TO mukhattat_app;
