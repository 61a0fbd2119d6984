-- Who sees the rows, and what is kept: an upload and what was read of it stay as they were.
SELECT protect_territory_v1('staging_upload');
SELECT protect_territory_v1('staging_stagedlayer');
SELECT protect_territory_v1('staging_stagedrow');
SELECT protect_territory_v1('staging_stagedfinding');
SELECT keep_unchanged_v1('staging_upload');
SELECT keep_for_ever_v1('staging_stagedlayer');
SELECT keep_unchanged_v1('staging_stagedrow');
SELECT keep_unchanged_v1('staging_stagedfinding');

-- A reading is checked once and accepted once; how it was read stays. SQLSTATE MK041.
CREATE FUNCTION before_reading_moves_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('read', 'checked'), ('checked', 'accepted'))
     OR to_jsonb(OLD) - '{state,checked_at,accepted_at,accepted_by_id,result}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{state,checked_at,accepted_at,accepted_by_id,result}'::text[] THEN
    RAISE EXCEPTION 'an import is checked once, accepted once, and stays as it was read' USING ERRCODE = 'MK041',
      DETAIL = json_build_object('state', OLD.state)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_move BEFORE UPDATE ON staging_stagedlayer
  FOR EACH ROW EXECUTE FUNCTION before_reading_moves_v1();

-- Rows come with their reading, findings with its check. SQLSTATE MK042.
CREATE FUNCTION before_staged_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM staging_stagedlayer l JOIN added a ON a.layer_id = l.id WHERE l.state <> 'read') THEN
    RAISE EXCEPTION 'the import has been checked: no row can be added' USING ERRCODE = 'MK042';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_check AFTER INSERT ON staging_stagedrow REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION before_staged_v1();

-- Foreign keys look past row level security: what belongs to an upload stays in its office.
ALTER TABLE staging_stagedlayer ADD CONSTRAINT reading_upload_in_municipality
  FOREIGN KEY (upload_id, municipality_id) REFERENCES staging_upload (id, municipality_id);
ALTER TABLE staging_stagedrow ADD CONSTRAINT staged_row_reading_in_municipality
  FOREIGN KEY (layer_id, municipality_id) REFERENCES staging_stagedlayer (id, municipality_id);
ALTER TABLE staging_stagedfinding ADD CONSTRAINT staged_finding_in_municipality
  FOREIGN KEY (row_id, municipality_id) REFERENCES staging_stagedrow (id, municipality_id);
ALTER TABLE staging_upload ADD CONSTRAINT upload_size_of_content CHECK (size = octet_length(content));
