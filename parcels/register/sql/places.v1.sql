-- The words by which the parcels of a plan are found: its number, its district in both languages, its body, as they are
-- searched. One row a plan: thousands of parcels share them. Public as the projection is, of whose names they are made.
CREATE FUNCTION publish_places_v1(plans bigint[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO register_publishedplace AS held (plan_id, words)
  SELECT pl.id, told.words
    FROM plans_plan pl JOIN plans_district d ON d.id = pl.district_id
    JOIN municipalities_municipality m ON m.id = pl.municipality_id
   CROSS JOIN LATERAL (SELECT arabic_fold_v1(pl.number || ' ' || d.name || ' ' || d.name_en || ' ' || m.name) AS words OFFSET 0) AS told
   WHERE pl.id = ANY (plans)
     AND NOT EXISTS (SELECT FROM register_publishedplace k WHERE k.plan_id = pl.id AND k.words = told.words)
   ORDER BY pl.id
  ON CONFLICT (plan_id) DO UPDATE SET words = excluded.words
$$;

-- The spellings of blocks that the projection shows, each with its search spelling: a handful for a million parcels, so that
-- who types "بلك أ" finds parcels by an index on what the plans wrote.
CREATE FUNCTION publish_labels_v1(labels text[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO register_publishedlabel (label, folded)
  SELECT label, arabic_fold_v1(label) FROM (SELECT DISTINCT unnest(labels) AS label) AS told
   WHERE NOT EXISTS (SELECT FROM register_publishedlabel k WHERE k.label = told.label)
   ORDER BY label
  ON CONFLICT DO NOTHING
$$;

-- The first parcel of a plan that is published brings the plan's words; the first of a block's spelling brings that.
CREATE FUNCTION after_published_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  new_places bigint[];
  new_labels text[];
BEGIN
  SELECT array_agg(DISTINCT p.plan_id) INTO new_places
    FROM published_rows p WHERE NOT EXISTS (SELECT FROM register_publishedplace k WHERE k.plan_id = p.plan_id);
  IF new_places IS NOT NULL THEN
    PERFORM publish_places_v1(new_places);
  END IF;
  SELECT array_agg(DISTINCT p.block_label) INTO new_labels
    FROM published_rows p WHERE NOT EXISTS (SELECT FROM register_publishedlabel k WHERE k.label = p.block_label);
  IF new_labels IS NOT NULL THEN
    PERFORM publish_labels_v1(new_labels);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_places AFTER INSERT ON register_publishedparcel REFERENCING NEW TABLE AS published_rows
  FOR EACH STATEMENT EXECUTE FUNCTION after_published_v1();

-- A name that changes in the frame changes in the words of its places.
CREATE FUNCTION after_frame_places_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_places_v1(ARRAY(
    SELECT k.plan_id FROM register_publishedplace k JOIN plans_plan pl ON pl.id = k.plan_id JOIN changed_frame c
        ON c.id = CASE TG_TABLE_NAME WHEN 'plans_plan' THEN pl.id WHEN 'plans_district' THEN pl.district_id ELSE pl.municipality_id END));
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_places AFTER UPDATE ON plans_plan REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_places_v1();
CREATE TRIGGER after_update_places AFTER UPDATE ON plans_district REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_places_v1();
CREATE TRIGGER after_update_places AFTER UPDATE ON municipalities_municipality REFERENCING NEW TABLE AS changed_frame
  FOR EACH STATEMENT EXECUTE FUNCTION after_frame_places_v1();

-- A block that is spelled anew.
CREATE FUNCTION after_block_labels_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_labels_v1(ARRAY(SELECT label FROM changed_blocks));
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_labels AFTER UPDATE ON plans_block REFERENCING NEW TABLE AS changed_blocks
  FOR EACH STATEMENT EXECUTE FUNCTION after_block_labels_v1();

GRANT SELECT, INSERT, UPDATE ON register_publishedplace, register_publishedlabel TO mukhattat_guard;
SELECT publish_places_v1(ARRAY(SELECT DISTINCT plan_id FROM register_publishedparcel));
SELECT publish_labels_v1(ARRAY(SELECT DISTINCT block_label FROM register_publishedparcel));

ALTER FUNCTION publish_places_v1(bigint[]) OWNER TO mukhattat_guard;
ALTER FUNCTION publish_labels_v1(text[]) OWNER TO mukhattat_guard;
ALTER FUNCTION after_block_labels_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_published_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_frame_places_v1() OWNER TO mukhattat_guard;
