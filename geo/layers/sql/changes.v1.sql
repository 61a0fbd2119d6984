-- The log of where something that a layer shows has changed: written in the transaction of the change, read by the
-- keeper of published tiles and by whoever publishes one. The guard's functions alone touch these tables.
CREATE TABLE layers_change (
  id bigint GENERATED ALWAYS AS IDENTITY,
  -- Who wrote it. Identifiers are drawn before they commit, so an order of ids is no order of commits: what one reader
  -- has seen and another has not is told by snapshots only.
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  source text NOT NULL,                    -- the table whose rows changed, or a table that shows by them
  municipality_id integer,                 -- whose staff alone may be told of it; NULL: everyone
  geom geometry(Geometry, 3857) NOT NULL,  -- old and new shapes, or boxes over many of them
  PRIMARY KEY (source, id)                 -- Usage: the newest change of a layer's tables
);
CREATE INDEX layers_change_since ON layers_change (xact);  -- Usage: what a snapshot does not show

-- One row: what was removed of the log, and the day whose turn was written to it.
CREATE TABLE layers_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  pruned xid8 NOT NULL DEFAULT '0',  -- changes of transactions before this one may be missing
  day date NOT NULL DEFAULT (now() AT TIME ZONE 'Asia/Riyadh')::date
);
INSERT INTO layers_state DEFAULT VALUES;

-- Views that show what holds today change at midnight without a write: `turned` is a function (since date, until date)
-- of the slice, returning the EPSG:3857 shapes of rows of `source` that begin or end to hold in (since, until].
CREATE TABLE layers_dated (
  source text PRIMARY KEY,
  turned text NOT NULL
);

-- Writes shapes to the log: up to 64 as they are (a shape of over 1,000 points as its box), of more at most 289 boxes, each
-- over the shapes that begin in one of 16 by 16 cells. A box too large drops tiles that did not change, which is no harm.
-- Shapes: any type, EPSG:3857.
CREATE FUNCTION note_shapes_v1(changed text, shapes geometry[], office integer DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  cell double precision;
BEGIN
  IF cardinality(shapes) <= 64 THEN
    INSERT INTO layers_change (source, municipality_id, geom)
    SELECT changed, office, CASE WHEN ST_NPoints(shape) > 1000 THEN ST_Envelope(shape) ELSE shape END
      FROM unnest(shapes) AS shape WHERE NOT ST_IsEmpty(shape);
    RETURN;
  END IF;
  SELECT greatest(max(ST_XMax(shape)) - min(ST_XMin(shape)), max(ST_YMax(shape)) - min(ST_YMin(shape)), 1) / 16
    INTO cell FROM unnest(shapes) AS shape;
  INSERT INTO layers_change (source, municipality_id, geom)
  SELECT changed, office, ST_SetSRID(ST_Extent(shape)::geometry, 3857)
    FROM unnest(shapes) AS shape WHERE NOT ST_IsEmpty(shape)
   GROUP BY floor(ST_XMin(shape) / cell), floor(ST_YMin(shape) / cell);
END
$$;

-- After a statement that changed rows of a table: writes their shapes to the log, old and new. Arguments: the column with
-- the shape in EPSG:3857; a condition under which everyone is shown a row r ('false': a layer of the staff). Other rows
-- are noted for their office: what is drafted is told to nobody else, and a tile is rather dropped for nothing than
-- kept when two transactions make a row visible together. Rows are compared whole: what a view shows of them may grow.
-- Of many rows the shapes are gathered into boxes of cells of 2 km at once: memory stays small.
CREATE FUNCTION note_change_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  few constant integer := 5000;
  shapes text := format('SELECT r.id, r.%I AS shape, r AS whole, %s AS office FROM %%s AS r', TG_ARGV[0],
    CASE TG_ARGV[1] WHEN 'true' THEN 'NULL::integer'
                    ELSE format('CASE WHEN NOT coalesce(%s, false) THEN r.municipality_id END', TG_ARGV[1]) END);
  many bigint;
  office integer;
  boxes geometry[];
BEGIN
  EXECUTE format('SELECT count(*) FROM %I', CASE TG_OP WHEN 'DELETE' THEN 'gone' ELSE 'come' END) INTO many;
  IF many = 0 THEN
    RETURN NULL;
  END IF;
  shapes := CASE TG_OP
    WHEN 'INSERT' THEN format(shapes, 'come')
    WHEN 'DELETE' THEN format(shapes, 'gone')
    ELSE format('SELECT side.shape, side.office FROM (%s) AS old FULL JOIN (%s) AS new USING (id)
                  CROSS JOIN LATERAL (SELECT old.shape, old.office UNION SELECT new.shape, new.office) AS side
                  WHERE old.whole IS NULL OR new.whole IS NULL OR old.whole *<> new.whole',
                format(shapes, 'gone'), format(shapes, 'come')) END;
  IF many > few THEN
    shapes := format('SELECT ST_SetSRID(ST_Extent(shape)::geometry, 3857) AS shape, office FROM (%s) AS every
                       WHERE shape IS NOT NULL AND NOT ST_IsEmpty(shape)
                       GROUP BY office, floor(ST_XMin(shape) / 2000), floor(ST_YMin(shape) / 2000)', shapes);
  END IF;
  FOR office, boxes IN EXECUTE
      format('SELECT office, array_agg(shape) FROM (%s) AS every WHERE shape IS NOT NULL GROUP BY office', shapes) LOOP
    PERFORM note_shapes_v1(TG_TABLE_NAME, boxes, office);
  END LOOP;
  RETURN NULL;
END
$$;

-- Hangs the three triggers of a table.
CREATE FUNCTION note_changes_of_v1(noted regclass, shape text, shown text DEFAULT 'true') RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  turn record;
BEGIN
  FOR turn IN SELECT * FROM (VALUES
      ('insert', 'NEW TABLE AS come'), ('delete', 'OLD TABLE AS gone'),
      ('update', 'OLD TABLE AS gone NEW TABLE AS come')) AS t (event, tables) LOOP
    EXECUTE format('CREATE TRIGGER after_%s_note AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION note_change_v1(%L, %L)',
      turn.event, turn.event, noted, turn.tables, shape, shown);
  END LOOP;
END
$$;

-- Writes the turn of the day to the log, once a day: what began or ended to hold since the day that was written last.
CREATE FUNCTION note_day_v1() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  today constant date := (now() AT TIME ZONE 'Asia/Riyadh')::date;
  since date;
  dated record;
  shapes geometry[];
BEGIN
  SELECT day INTO since FROM layers_state WHERE day < today FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  FOR dated IN SELECT * FROM layers_dated ORDER BY source LOOP
    EXECUTE format('SELECT array_agg(shape) FROM %I($1, $2) AS shape', dated.turned) INTO shapes USING since, today;
    IF shapes IS NOT NULL THEN
      PERFORM note_shapes_v1(dated.source, shapes);
    END IF;
  END LOOP;
  UPDATE layers_state SET day = today;
END
$$;

-- Changes that this statement sees and a snapshot did not.
CREATE FUNCTION changes_since_v1(seen pg_snapshot)
RETURNS TABLE (id bigint, source text, municipality_id integer, shape bytea, xact xid8)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT c.id, c.source, c.municipality_id, ST_AsBinary(c.geom), c.xact FROM layers_change c
   WHERE c.xact >= pg_snapshot_xmin(seen) AND NOT pg_visible_in_snapshot(c.xact, seen)
   ORDER BY c.id
$$;

-- Where the log stands: which history of which database this is, the first transaction whose changes are sure to be held,
-- and whether a day has begun whose turn is not written.
CREATE FUNCTION change_log_v1(OUT history text, OUT pruned xid8, OUT day_turned boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
           (SELECT oid FROM pg_database WHERE datname = current_database()), left(pg_walfile_name(pg_current_wal_lsn()), 8)),
         s.pruned, s.day < (now() AT TIME ZONE 'Asia/Riyadh')::date
    FROM layers_state s
$$;

-- Whether a tile that was read in a snapshot may differ from one that is read now: a change of its tables lies in the box
-- that the snapshot does not show, the log does not go back so far, or a day began just now (what holds today is asked by the
-- time at which a statement began, which a snapshot does not tell). Asked of the primary in a statement of its own.
CREATE FUNCTION changed_since_v1(seen pg_snapshot, sources text[], box geometry) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT pg_is_in_recovery()
      OR coalesce((SELECT pg_snapshot_xmin(seen) < pruned FROM layers_state), true)
      OR ((clock_timestamp() - interval '60 s') AT TIME ZONE 'Asia/Riyadh')::date < (clock_timestamp() AT TIME ZONE 'Asia/Riyadh')::date
      OR EXISTS (
        SELECT FROM layers_change c
         WHERE c.xact >= pg_snapshot_xmin(seen) AND NOT pg_visible_in_snapshot(c.xact, seen)
           AND c.source = ANY (sources) AND c.geom && box)
$$;

-- What the data of some tables are, as a text that differs after each change: the newest change that is seen, and the
-- transactions that run (one of them may bring a change with a smaller id).
CREATE FUNCTION data_version_v1(sources text[]) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT coalesce((SELECT max((SELECT id FROM layers_change c WHERE c.source = wanted ORDER BY id DESC LIMIT 1))
                     FROM unnest(sources) AS wanted), 0)
         || ':' || array_to_string(ARRAY(SELECT pg_snapshot_xip(pg_current_snapshot())), ',')
$$;

-- Removes what was written to the log before so long and is shown by every snapshot that anyone can take from now on; returns
-- how many. Who has not read on since then begins anew.
CREATE FUNCTION prune_changes_v1(kept interval) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  removed bigint;
  last bigint;
BEGIN
  WITH gone AS (
    DELETE FROM layers_change
     WHERE at < now() - kept AND xact < pg_snapshot_xmin(pg_current_snapshot()) RETURNING xact)
  SELECT count(*), max(xact::text::bigint) INTO removed, last FROM gone;
  UPDATE layers_state SET pruned = (last + 1)::text::xid8 WHERE last IS NOT NULL AND pruned::text::bigint <= last;
  RETURN removed;
END
$$;

ALTER FUNCTION note_shapes_v1(text, geometry[], integer) OWNER TO mukhattat_guard;
ALTER FUNCTION note_change_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION note_day_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION changes_since_v1(pg_snapshot) OWNER TO mukhattat_guard;
ALTER FUNCTION change_log_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION changed_since_v1(pg_snapshot, text[], geometry) OWNER TO mukhattat_guard;
ALTER FUNCTION data_version_v1(text[]) OWNER TO mukhattat_guard;
ALTER FUNCTION prune_changes_v1(interval) OWNER TO mukhattat_guard;
