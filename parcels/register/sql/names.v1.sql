-- A parcel that is retired leaves its number and code behind as names that lead to the land of today.
CREATE FUNCTION after_retirement_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO register_publishedname (parcel_id, municipality_id, kind, text, block_label, plan_number, district_name)
  SELECT NEW.id, NEW.municipality_id, name.kind, name.text, coalesce(b.label, ''), pl.number, d.name
    FROM plans_plan pl JOIN plans_district d ON d.id = NEW.district_id LEFT JOIN plans_block b ON b.id = NEW.block_id
   CROSS JOIN (VALUES ('number', NEW.parcel_label::text), ('code', NEW.code::text)) AS name (kind, text)
   WHERE pl.id = NEW.plan_id AND NEW.code IS NOT NULL AND name.text <> ''
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_names AFTER UPDATE OF state ON register_parcel FOR EACH ROW
  WHEN (NEW.state LIKE 'retired%' AND OLD.state NOT LIKE 'retired%') EXECUTE FUNCTION after_retirement_v1();

-- Other names are everyone's, but for wordings of deeds and meters, which may tell of persons; an alias stands in the
-- municipality of its parcel (MK010).
CREATE FUNCTION after_alias_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.kind NOT IN ('deed_wording', 'meter_number') THEN
    INSERT INTO register_publishedname (parcel_id, municipality_id, kind, text, block_label, plan_number, district_name)
    SELECT p.id, p.municipality_id, NEW.kind, NEW.text, coalesce(b.label, ''), pl.number, d.name
      FROM register_parcel p JOIN plans_plan pl ON pl.id = p.plan_id JOIN plans_district d ON d.id = p.district_id
      LEFT JOIN plans_block b ON b.id = p.block_id
     WHERE p.id = NEW.parcel_id
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_names AFTER INSERT ON register_alias FOR EACH ROW EXECUTE FUNCTION after_alias_v1();
