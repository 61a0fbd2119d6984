-- What people say of an import after it was read: corrected files, answers, rows left out, meanings kept.
SELECT protect_territory_v1('staging_rowchoice');
SELECT protect_territory_v1('staging_sourceprofile');
SELECT keep_unchanged_v1('staging_rowchoice');
SELECT keep_unchanged_v1('staging_sourceprofile');

-- A reading is checked once and accepted once, the latest of its upload and of no corrected one; how it was read stays.
-- SQLSTATE MK041 (moved otherwise), MK045 (not the latest word).
CREATE FUNCTION before_reading_moves_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  moves constant text[] := '{state,checked_at,accepted_at,accepted_by_id,accept_request,result}';
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('read', 'checked'), ('checked', 'accepted'))
     OR to_jsonb(OLD) - moves IS DISTINCT FROM to_jsonb(NEW) - moves THEN
    RAISE EXCEPTION 'an import is checked once, accepted once, and stays as it was read' USING ERRCODE = 'MK041',
      DETAIL = json_build_object('state', OLD.state)::text;
  END IF;
  IF NEW.state = 'accepted'
     AND (EXISTS (SELECT FROM staging_stagedlayer l WHERE l.upload_id = NEW.upload_id AND l.turn > NEW.turn)
          OR EXISTS (SELECT FROM staging_upload u WHERE u.replaces_id = NEW.upload_id)) THEN
    RAISE EXCEPTION 'the file was read again, or corrected: this reading is not the latest' USING ERRCODE = 'MK045';
  END IF;
  RETURN NEW;
END
$$;
DROP TRIGGER before_update_move ON staging_stagedlayer;
DROP FUNCTION before_reading_moves_v1();
CREATE TRIGGER before_update_move BEFORE UPDATE ON staging_stagedlayer
  FOR EACH ROW EXECUTE FUNCTION before_reading_moves_v2();

-- What was accepted, or corrected by another file, is not read again. The readings are locked: who accepts one meanwhile
-- waits, and then sees the new one. SQLSTATE MK045.
CREATE FUNCTION before_reading_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM staging_stagedlayer WHERE upload_id = NEW.upload_id ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT FROM staging_stagedlayer WHERE upload_id = NEW.upload_id AND state = 'accepted')
     OR EXISTS (SELECT FROM staging_upload WHERE replaces_id = NEW.upload_id) THEN
    RAISE EXCEPTION 'the import was accepted or corrected: it is not read again' USING ERRCODE = 'MK045';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_latest BEFORE INSERT ON staging_stagedlayer
  FOR EACH ROW EXECUTE FUNCTION before_reading_v1();

-- A file corrects one that was not accepted and that no other corrects. SQLSTATE MK045.
CREATE FUNCTION before_correction_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM staging_stagedlayer WHERE upload_id = NEW.replaces_id ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT FROM staging_stagedlayer WHERE upload_id = NEW.replaces_id AND state = 'accepted')
     OR EXISTS (SELECT FROM staging_upload WHERE replaces_id = NEW.replaces_id) THEN
    RAISE EXCEPTION 'the import was accepted or corrected already' USING ERRCODE = 'MK045';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_correction BEFORE INSERT ON staging_upload
  FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION before_correction_v1();

-- Rows are left out between the check and the acceptance. The readings are locked against it. SQLSTATE MK045.
CREATE FUNCTION after_row_choice_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  readings bigint[] := ARRAY(SELECT DISTINCT r.layer_id FROM added a JOIN staging_stagedrow r ON r.id = a.row_id);
BEGIN
  PERFORM FROM staging_stagedlayer WHERE id = ANY (readings) ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT FROM staging_stagedlayer WHERE id = ANY (readings) AND state <> 'checked') THEN
    RAISE EXCEPTION 'rows are left out after the check and before the acceptance' USING ERRCODE = 'MK045';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_choice AFTER INSERT ON staging_rowchoice REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION after_row_choice_v1();

-- Foreign keys look past row level security: what belongs to an import stays in its office.
ALTER TABLE staging_upload ADD CONSTRAINT correction_in_municipality
  FOREIGN KEY (replaces_id, municipality_id) REFERENCES staging_upload (id, municipality_id);
ALTER TABLE staging_rowchoice ADD CONSTRAINT choice_row_in_municipality
  FOREIGN KEY (row_id, municipality_id) REFERENCES staging_stagedrow (id, municipality_id);
ALTER TABLE staging_sourceprofile ADD CONSTRAINT profile_reading_in_municipality
  FOREIGN KEY (made_from_id, municipality_id) REFERENCES staging_stagedlayer (id, municipality_id);
