GRANT SELECT, INSERT, UPDATE ON grants_grant, grants_pool, grants_poolplot, grants_allotment, grants_grantdecision
  TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON grants_areaclass, grants_grantcondition TO mukhattat_app;
GRANT SELECT, INSERT ON grants_grantplan, grants_batch, grants_batchentry, grants_stakeout, grants_heir TO mukhattat_app;
GRANT USAGE ON SEQUENCE grants_areaclass_id_seq, grants_grantcondition_id_seq, grants_grantplan_id_seq,
  grants_poolplot_id_seq, grants_allotment_id_seq, grants_batchentry_id_seq, grants_stakeout_id_seq, grants_heir_id_seq
  TO mukhattat_app;
GRANT SELECT ON grants_publishedplot TO mukhattat_app, mukhattat_tiles;
GRANT SELECT, UPDATE ON grants_grant TO mukhattat_guard;
GRANT SELECT ON grants_allotment, grants_pool, grants_poolplot, grants_grantdecision TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE, DELETE ON grants_publishedplot TO mukhattat_guard;
GRANT SELECT ON rights_right, parties_party, plans_plan, decisions_decisionrecord, applications_permitapplication,
  published_mask, published_street, published_building, municipalities_municipality TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION plots_judged_v1(uuid[], uuid, uuid, numeric, numeric) TO mukhattat_app, mukhattat_guard;
GRANT EXECUTE ON FUNCTION previous_grants_v1(text, uuid) TO mukhattat_app;
GRANT EXECUTE ON FUNCTION publish_plot_v1(uuid) TO mukhattat_guard;
