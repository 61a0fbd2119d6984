GRANT SELECT, INSERT, UPDATE ON plans_district, plans_plan, plans_block, plans_zone, plans_mask TO mukhattat_app;
GRANT USAGE ON SEQUENCE plans_district_id_seq, plans_plan_id_seq, plans_block_id_seq, plans_zone_id_seq, plans_mask_id_seq
  TO mukhattat_app;
GRANT SELECT ON plans_district, plans_plan, plans_block, plans_zone, plans_mask TO mukhattat_guard;
-- Projections: everyone's.
GRANT SELECT ON published_municipality, published_district, published_plan, published_block, published_zone, published_mask
  TO mukhattat_app, mukhattat_tiles;
