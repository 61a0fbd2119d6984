-- Rows come with their reading, in its office, while it is being read. One look a statement: a foreign key looks once a row,
-- which took half of the time of keeping a hundred thousand. Neither side is ever deleted or moved (keep_for_ever_v1), so what
-- held when rows came holds. The reading is locked: it does not move on meanwhile. SQLSTATE MK042.
CREATE FUNCTION after_staged_rows_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM staging_stagedlayer WHERE id IN (SELECT layer_id FROM added) ORDER BY id FOR SHARE;
  IF EXISTS (SELECT FROM (SELECT DISTINCT layer_id, municipality_id FROM added) AS a
               LEFT JOIN staging_stagedlayer l ON l.id = a.layer_id AND l.municipality_id = a.municipality_id
              WHERE l.state IS DISTINCT FROM 'read') THEN
    RAISE EXCEPTION 'the import has been checked, or is of another office: no row can be added' USING ERRCODE = 'MK042';
  END IF;
  RETURN NULL;
END
$$;
DROP TRIGGER after_insert_check ON staging_stagedrow;
DROP FUNCTION before_staged_v1();
CREATE TRIGGER after_insert_check AFTER INSERT ON staging_stagedrow REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION after_staged_rows_v1();
ALTER TABLE staging_stagedrow DROP CONSTRAINT staged_row_reading_in_municipality;
-- Most forms of files are packed already: packing them again takes longer than it saves.
ALTER TABLE staging_upload ALTER COLUMN content SET STORAGE EXTERNAL;
