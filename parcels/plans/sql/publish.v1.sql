-- Projections for everyone: public columns only. A view reads with the rights of its owner, the guard, hence past row
-- level security; it holds no private column, so there is nothing to leak. A barrier: no condition of a reader, whose
-- errors would tell what it was given, is asked of a row that the view leaves out. Readers: tiles, public pages, exports.
CREATE VIEW published_municipality WITH (security_barrier) AS
  SELECT id, code, kind, name, name_en, territory AS geom, territory_3857 AS geom_3857,
         territory_label_3857 AS label_3857
    FROM municipalities_municipality WHERE territory IS NOT NULL AND kind IN ('sub_municipality', 'office', 'municipality');

CREATE VIEW published_district WITH (security_barrier) AS
  SELECT id, municipality_id, code, kind, name, name_en, note, note_en, geom, geom_3857, label_3857 FROM plans_district;

-- Drafts and plans under review are not public.
CREATE VIEW published_plan WITH (security_barrier) AS
  SELECT id, municipality_id, district_id, number, name, name_en, status, approved_on, geom
    FROM plans_plan WHERE status IN ('approved', 'superseded', 'inventoried_old', 'numbered', 'approved_old');

CREATE VIEW published_block WITH (security_barrier) AS
  SELECT b.id, b.municipality_id, b.district_id, b.plan_id, b.code, b.label, b.origin, b.geom, b.geom_3857, b.label_3857
    FROM plans_block b JOIN plans_plan p ON p.id = b.plan_id
   WHERE p.status IN ('approved', 'inventoried_old', 'numbered', 'approved_old');

CREATE VIEW published_zone WITH (security_barrier) AS
  SELECT id, code, use, name, name_en, max_floors, geom, geom_3857 FROM plans_zone;

CREATE VIEW published_mask WITH (security_barrier) AS
  SELECT id, kind, name, name_en, geom, geom_3857 FROM plans_mask;

ALTER VIEW published_municipality OWNER TO mukhattat_guard;
ALTER VIEW published_district OWNER TO mukhattat_guard;
ALTER VIEW published_plan OWNER TO mukhattat_guard;
ALTER VIEW published_block OWNER TO mukhattat_guard;
ALTER VIEW published_zone OWNER TO mukhattat_guard;
ALTER VIEW published_mask OWNER TO mukhattat_guard;

SELECT protect_territory_v1('plans_district');
SELECT protect_territory_v1('plans_plan');
SELECT protect_territory_v1('plans_block');
SELECT protect_territory_v1('plans_zone');
SELECT protect_territory_v1('plans_mask');
SELECT keep_for_ever_v1('plans_district');
SELECT keep_for_ever_v1('plans_plan');
SELECT keep_for_ever_v1('plans_block');
ALTER TABLE plans_district ADD CONSTRAINT district_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
ALTER TABLE plans_plan ADD CONSTRAINT plan_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
ALTER TABLE plans_block ADD CONSTRAINT block_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
ALTER TABLE plans_zone ADD CONSTRAINT zone_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
ALTER TABLE plans_mask ADD CONSTRAINT mask_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
