-- Who sees pictures, and what is kept of them.
SELECT protect_territory_v1('raster_scan');
SELECT protect_territory_v1('raster_fitting');
SELECT protect_territory_v1('raster_image');
SELECT keep_unchanged_v1('raster_scan');
SELECT keep_unchanged_v1('raster_fitting');
SELECT keep_for_ever_v1('raster_image');

-- A picture waits first, is drawn once and then stays: who sees it may change, and it may be withdrawn. A worker that died
-- may begin again. SQLSTATE MK046: the state that the row had is in DETAIL.
CREATE FUNCTION before_image_moves_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  -- A computed column is not computed yet when this runs: its source is looked at.
  drawn CONSTANT text[] := '{state,percent,trouble,trouble_facts,notes,sha256,size,pixel_m,min_zoom,max_zoom,first_column,first_row,geom,geom_3857,finished_at}';
  shown CONSTANT text[] := '{state,audience,geom_3857}';
  may_change text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'waiting' AND NEW.sha256 = '' THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a picture waits before it is drawn' USING ERRCODE = 'MK046',
      DETAIL = json_build_object('state', NEW.state)::text;
  END IF;
  may_change := CASE OLD.state WHEN 'ready' THEN shown ELSE drawn END;
  IF (OLD.state, NEW.state) NOT IN (('waiting', 'drawing'), ('drawing', 'drawing'), ('drawing', 'ready'),
                                    ('drawing', 'failed'), ('ready', 'ready'), ('ready', 'withdrawn'))
     OR to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
    RAISE EXCEPTION 'a picture stays as it was sent, is drawn once and may be withdrawn' USING ERRCODE = 'MK046',
      DETAIL = json_build_object('state', OLD.state)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_move BEFORE INSERT OR UPDATE ON raster_image
  FOR EACH ROW EXECUTE FUNCTION before_image_moves_v1();

-- Foreign keys look past row level security: what belongs to a scan stays in its office.
ALTER TABLE raster_fitting ADD CONSTRAINT fitting_scan_in_municipality
  FOREIGN KEY (scan_id, municipality_id) REFERENCES raster_scan (id, municipality_id);
ALTER TABLE raster_image ADD CONSTRAINT image_fitting_in_municipality
  FOREIGN KEY (fitting_id, municipality_id) REFERENCES raster_fitting (id, municipality_id);

-- For everyone: pictures that are shown to everyone, without who sent them and how they were called.
CREATE VIEW published_image WITH (security_barrier) AS
  SELECT id, municipality_id, title, taken_on, accuracy_m, pixel_m, source, licence, fitting_id IS NOT NULL AS from_scan,
         sha256, min_zoom, max_zoom, first_column, first_row, geom, geom_3857
    FROM raster_image WHERE state = 'ready' AND audience = 'public';
ALTER VIEW published_image OWNER TO mukhattat_guard;
