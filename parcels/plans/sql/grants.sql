GRANT SELECT, INSERT, UPDATE ON plans_district, plans_plan, plans_block, plans_zone, plans_buildingrule, plans_mask
  TO mukhattat_app;
GRANT USAGE ON SEQUENCE plans_district_id_seq, plans_plan_id_seq, plans_block_id_seq, plans_zone_id_seq,
  plans_buildingrule_id_seq, plans_mask_id_seq TO mukhattat_app;
GRANT SELECT ON plans_planstatuschange, plans_plantransition TO mukhattat_app;
GRANT SELECT ON plans_district, plans_plan, plans_block, plans_zone, plans_buildingrule, plans_mask, plans_plantransition
  TO mukhattat_guard;
-- The life of a plan is written by the guard: its journal, and the amendment of the revision before.
GRANT UPDATE ON plans_plan TO mukhattat_guard;
GRANT INSERT ON plans_planstatuschange TO mukhattat_guard;
GRANT USAGE ON SEQUENCE plans_planstatuschange_id_seq TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION refuse_successor_v1(bigint, text, bigint) TO mukhattat_guard;
-- A zone is held while its rule is noted (noted.v1.sql).
GRANT UPDATE (id) ON plans_zone TO mukhattat_guard;
-- The past of plans (past.v1.sql).
GRANT SELECT (id, plan_id, target, changed_at) ON plans_planstatuschange TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION plans_at_v1(geometry, timestamptz, timestamptz) TO mukhattat_app;
-- Projections: everyone's.
GRANT SELECT ON published_municipality, published_district, published_plan, published_block, published_zone, published_mask
  TO mukhattat_app, mukhattat_tiles;
