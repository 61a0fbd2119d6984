-- Brings the public projection of the given parcels up to date: public are numbered parcels that are not retired, by the
-- version that the register holds and that is true in law today. The parcels' rows are locked first, so that of two
-- changes at once (a new outline here, a new name of the district there) the later writes what both have made.
-- Each is looked up by itself (see refuse_overlaps_v1).
CREATE FUNCTION publish_parcels_v1(parcels uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
BEGIN
  PERFORM FROM register_parcel WHERE id = ANY (parcels) ORDER BY id FOR NO KEY UPDATE;
  WITH shown AS (
    INSERT INTO register_publishedparcel AS held
      (id, version_id, municipality_id, municipality_name, municipality_name_en, district_id, district_code, district_name,
       district_name_en, district_kind, plan_id, plan_number, block_id, block_label, number, code, state, state_since, area_m2, geom)
    SELECT now.id, version_id, municipality_id, municipality_name, municipality_name_en, district_id, district_code, district_name,
           district_name_en, district_kind, plan_id, plan_number, block_id, block_label, number, code, state, state_since, area_m2, geom
      FROM unnest(parcels) AS wanted (id)
     CROSS JOIN LATERAL (SELECT * FROM parcel_now_v1 WHERE id = wanted.id OFFSET 0) AS now
    ON CONFLICT (id) DO UPDATE SET
      version_id = excluded.version_id, municipality_id = excluded.municipality_id, municipality_name = excluded.municipality_name,
      municipality_name_en = excluded.municipality_name_en, district_id = excluded.district_id,
      district_code = excluded.district_code, district_name = excluded.district_name,
      district_name_en = excluded.district_name_en, district_kind = excluded.district_kind, plan_id = excluded.plan_id,
      plan_number = excluded.plan_number, block_id = excluded.block_id, block_label = excluded.block_label,
      number = excluded.number, code = excluded.code, state = excluded.state, state_since = excluded.state_since,
      area_m2 = excluded.area_m2, geom = excluded.geom
    RETURNING id
  ), hidden AS (
    SELECT unnest(parcels) AS id EXCEPT SELECT id FROM shown
  )
  DELETE FROM register_publishedparcel p USING hidden WHERE p.id = hidden.id;
END
$$;

CREATE VIEW parcel_now_v1 AS
  SELECT p.id, v.id AS version_id, p.municipality_id, m.name AS municipality_name, m.name_en AS municipality_name_en,
         d.id AS district_id, d.code AS district_code, d.name AS district_name, d.name_en AS district_name_en,
         d.kind AS district_kind, pl.id AS plan_id, pl.number AS plan_number, b.id AS block_id, b.label AS block_label,
         p.parcel_label AS number, p.code, p.state, p.state_since, v.area_grid_m2 AS area_m2, v.geom
    FROM register_parcel p
    JOIN register_boundaryversion v ON v.parcel_id = p.id AND upper_inf(v.recorded) AND v.valid @> now()
    JOIN municipalities_municipality m ON m.id = p.municipality_id
    JOIN plans_district d ON d.id = p.district_id
    JOIN plans_plan pl ON pl.id = p.plan_id
    JOIN plans_block b ON b.id = p.block_id
   WHERE p.code IS NOT NULL AND p.state IN ('provisional', 'active', 'under_change', 'frozen');

-- A name that changes in the frame changes in the projection.
CREATE FUNCTION after_frame_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_parcels_v1(CASE TG_TABLE_NAME
    WHEN 'plans_district' THEN ARRAY(SELECT p.id FROM register_parcel p JOIN changed_frame c ON p.district_id = c.id)
    WHEN 'plans_plan' THEN ARRAY(SELECT p.id FROM register_parcel p JOIN changed_frame c ON p.plan_id = c.id)
    WHEN 'plans_block' THEN ARRAY(SELECT p.id FROM register_parcel p JOIN changed_frame c ON p.block_id = c.id)
    ELSE ARRAY(SELECT p.id FROM register_parcel p JOIN changed_frame c ON p.municipality_id = c.id) END);
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_publish AFTER UPDATE ON plans_district REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_v1();
CREATE TRIGGER after_update_publish AFTER UPDATE ON plans_plan REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_v1();
CREATE TRIGGER after_update_publish AFTER UPDATE ON plans_block REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_v1();
CREATE TRIGGER after_update_publish AFTER UPDATE ON municipalities_municipality REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_v1();
