-- Projections of what holds today, in the country's own day. Columns are added at the end: readers of the first version
-- keep what they read.
CREATE OR REPLACE VIEW published_plan WITH (security_barrier) AS
  SELECT id, municipality_id, district_id, number, name, name_en, status, approved_on, geom, revision, status_since,
         superseded_by_id, geom_3857
    FROM plans_plan WHERE status IN ('approved', 'amended', 'superseded', 'inventoried_old', 'numbered', 'approved_old');

-- What an amendment does not touch stays with the revision that made it.
CREATE OR REPLACE VIEW published_block WITH (security_barrier) AS
  SELECT b.id, b.municipality_id, b.district_id, b.plan_id, b.code, b.label, b.origin, b.geom, b.geom_3857, b.label_3857
    FROM plans_block b JOIN plans_plan p ON p.id = b.plan_id
   WHERE p.status IN ('approved', 'amended', 'inventoried_old', 'numbered', 'approved_old');

-- A zone is shown by the rule that holds in it today.
CREATE OR REPLACE VIEW published_zone WITH (security_barrier) AS
  SELECT z.id, z.code, r.use, z.name, z.name_en, r.max_floors, z.geom, z.geom_3857
    FROM plans_zone z JOIN plans_buildingrule r ON r.zone_id = z.id AND r.valid @> (now() AT TIME ZONE 'Asia/Riyadh')::date;

CREATE OR REPLACE VIEW published_mask WITH (security_barrier) AS
  SELECT id, kind, name, name_en, geom, geom_3857
    FROM plans_mask WHERE valid @> (now() AT TIME ZONE 'Asia/Riyadh')::date;
