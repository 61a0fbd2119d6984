-- Projections with what tiles of low zooms are cut from, and how far corners of blocks may move. Columns are added at the end.
CREATE OR REPLACE VIEW published_municipality WITH (security_barrier) AS
  SELECT id, code, kind, name, name_en, territory AS geom, territory_3857 AS geom_3857,
         territory_label_3857 AS label_3857, territory_z7 AS geom_z7, territory_z11 AS geom_z11
    FROM municipalities_municipality WHERE territory IS NOT NULL AND kind IN ('sub_municipality', 'office', 'municipality');

CREATE OR REPLACE VIEW published_district WITH (security_barrier) AS
  SELECT id, municipality_id, code, kind, name, name_en, note, note_en, geom, geom_3857, label_3857, geom_z7, geom_z11
    FROM plans_district;

CREATE OR REPLACE VIEW published_plan WITH (security_barrier) AS
  SELECT id, municipality_id, district_id, number, name, name_en, status, approved_on, geom, revision, status_since,
         superseded_by_id, geom_3857, geom_z7, geom_z11
    FROM plans_plan WHERE status IN ('approved', 'amended', 'superseded', 'inventoried_old', 'numbered', 'approved_old');

CREATE OR REPLACE VIEW published_block WITH (security_barrier) AS
  SELECT b.id, b.municipality_id, b.district_id, b.plan_id, b.code, b.label, b.origin, b.geom, b.geom_3857, b.label_3857,
         b.clearance_m
    FROM plans_block b JOIN plans_plan p ON p.id = b.plan_id
   WHERE p.status IN ('approved', 'amended', 'inventoried_old', 'numbered', 'approved_old');
