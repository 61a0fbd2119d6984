-- A load in parts, so that two sessions may write it at once (load_beside.v5.sql): what the register holds, and what is only
-- derived of it. One session that writes all of it does as before (load.v2.sql, load.v3.sql, load.v4.sql).

-- Areas come as the doubles that files hold, and are rounded to two places where they are written.
ALTER TABLE register_load ALTER COLUMN deed_area_m2 TYPE double precision;

-- Refuses whoever works beside a load without the register lock: held by this session, or by the one that is named.
CREATE FUNCTION load_alone_v5(holder integer) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND (classid, objid, objsubid) = (0, 5104110, 1) AND mode = 'ExclusiveLock' AND granted
                    AND pid IN (pg_backend_pid(), holder)) THEN
    RAISE EXCEPTION 'the register is not locked for this load' USING ERRCODE = 'MK029',
      DETAIL = json_build_object('reason', 'Not locked')::text;
  END IF;
END
$$;

-- Locks the whole register until the transaction ends; returns who holds it.
CREATE FUNCTION load_hold_v5() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  wide constant geometry := ST_MakeEnvelope(0, 0, 1000000, 1000);  -- more cells than lock_cells_v1 locks one by one
BEGIN
  PERFORM lock_cells_v1(ARRAY[wide]);
  RETURN pg_backend_pid();
END
$$;

-- Drops the tables of a load.
CREATE FUNCTION load_unstage_v5() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
  EXECUTE 'DROP TABLE IF EXISTS register_staging.coming, register_staging.snapped, register_staging.place,
           register_staging.numbered, register_staging.cell, register_staging.near, register_staging.meeting, register_staging.mark,
           register_staging.border';
END
$$;

-- Writes what the register holds of a load, past the triggers that do it for single rows and past the checks of foreign keys,
-- which hold by how the rows are made. Constraints of the tables are checked as ever.
CREATE FUNCTION load_held_v5(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
AS $$
DECLARE
  actor constant bigint := NULLIF(current_setting('app.user', true), '')::bigint;
  grounds constant text := coalesce(current_setting('app.reason', true), '');
BEGIN
  EXECUTE $write$
    INSERT INTO register_parcel (id, source_system, source_id, municipality_id, district_id, plan_id, block_id, parcel_label,
                                 code, state, state_since, deed_area_m2, created_at)
    SELECT id, $1, source_id, municipality_id, district_id, plan_id, block_id, label, code, $2, now(), deed_area_m2, now()
      FROM register_staging.coming
  $write$ USING origin, standing;
  EXECUTE $write$
    INSERT INTO register_boundaryversion (id, municipality_id, parcel_id, geom, several_parts, valid, recorded, accuracy_m,
                                          source, recorded_by_id)
    SELECT version_id, municipality_id, id, geom, several_parts, tstzrange(coalesce($1, now()), NULL), tstzrange(now(), NULL),
           $2, $3, $4 FROM register_staging.coming
  $write$ USING since, accuracy, made_from, by_user;
  EXECUTE $write$
    INSERT INTO register_allottednumber (block_id, municipality_id, number, suffix, parcel_id, request_id, allotted_at)
    SELECT block_id, municipality_id, number, 0, id, $1, now() FROM register_staging.coming
  $write$ USING request;
  EXECUTE $write$
    INSERT INTO register_statechange (parcel_id, municipality_id, source, target, changed_at, changed_by_id, reason)
    SELECT id, municipality_id, step.source, step.target, now(), $1, $2
      FROM register_staging.coming
     CROSS JOIN (VALUES ('proposed', 'provisional'), ('provisional', 'active')) AS step (source, target)
     WHERE step.source = 'proposed' OR step.target = $3
  $write$ USING actor, grounds, standing;
  UPDATE register_numbercounter c SET last_number = c.last_number + taken.many
    FROM (SELECT block_id, count(*) AS many FROM register_load WHERE request_id = request GROUP BY block_id) AS taken
   WHERE c.block_id = taken.block_id;
END
$$;

-- Writes what everyone may know of a load that is written at `moment`: the projection and the words by which it is searched.
CREATE FUNCTION load_shown_v5(since timestamptz, standing text, moment timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
AS $$
DECLARE
  plans bigint[];
  labels text[];
BEGIN
  IF coalesce(since, moment) > moment THEN
    RETURN;
  END IF;
  EXECUTE $write$
    INSERT INTO register_publishedparcel
      (id, version_id, municipality_id, municipality_name, municipality_name_en, district_id, district_code, district_name,
       district_name_en, district_kind, plan_id, plan_number, block_id, block_label, number, code, state, state_since, area_m2, geom)
    SELECT c.id, c.version_id, p.municipality_id, p.municipality_name, p.municipality_name_en, p.district_id, p.district_code,
           p.district_name, p.district_name_en, p.district_kind, p.plan_id, p.plan_number, p.block_id, p.block_label, c.label,
           c.code, $1, $2, ST_Area(c.geom), c.geom
      FROM register_staging.coming c JOIN register_staging.place p USING (block_id)
  $write$ USING standing, moment;
  EXECUTE 'SELECT array_agg(DISTINCT plan_id), array_agg(DISTINCT block_label) FROM register_staging.place' INTO plans, labels;
  PERFORM publish_places_v1(plans);
  PERFORM publish_labels_v1(labels);
END
$$;

-- Gives every vertex of a load its identity, as load_points_v3: known since `moment`.
CREATE FUNCTION load_points_v5(moment timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
SET parallel_setup_cost = 0
SET parallel_tuple_cost = 0
SET min_parallel_table_scan_size = 0
AS $$
DECLARE
  opening constant text := lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7'
                           || right(gen_random_uuid()::text, 3) || '8';
  ending constant text := right(gen_random_uuid()::text, 7);
  srid constant integer := Find_SRID('public', 'register_boundarypoint', 'geom');
BEGIN
  EXECUTE $make$
    CREATE UNLOGGED TABLE register_staging.mark AS
    SELECT x_mm, y_mm, min(x) AS x, min(y) AS y, min(municipality_id) AS one, max(municipality_id) AS other
      FROM (SELECT c.municipality_id, ST_X(vertex.geom) AS x, ST_Y(vertex.geom) AS y,
                   round(ST_X(vertex.geom) * 1000)::bigint AS x_mm, round(ST_Y(vertex.geom) * 1000)::bigint AS y_mm
              FROM register_staging.coming AS c CROSS JOIN LATERAL ST_DumpPoints(c.geom) AS vertex) AS seen
     GROUP BY x_mm, y_mm
     ORDER BY x_mm, y_mm
  $make$;
  EXECUTE $make$
    CREATE UNLOGGED TABLE register_staging.border AS
    SELECT x_mm, y_mm, array_agg(DISTINCT municipality_id ORDER BY municipality_id) AS municipalities
      FROM (SELECT c.municipality_id, round(ST_X(vertex.geom) * 1000)::bigint AS x_mm,
                   round(ST_Y(vertex.geom) * 1000)::bigint AS y_mm
              FROM register_staging.coming AS c CROSS JOIN LATERAL ST_DumpPoints(c.geom) AS vertex
             WHERE EXISTS (SELECT FROM register_staging.mark WHERE one <> other)) AS seen
      JOIN (SELECT x_mm, y_mm FROM register_staging.mark WHERE one <> other) AS shared USING (x_mm, y_mm)
     GROUP BY x_mm, y_mm
  $make$;
  EXECUTE $write$
    UPDATE register_boundarypoint held
       SET municipalities = ARRAY(SELECT DISTINCT unnest(held.municipalities || mark.municipalities) ORDER BY 1)
      FROM (SELECT m.x_mm, m.y_mm, coalesce(b.municipalities, ARRAY[m.one]) AS municipalities
              FROM register_staging.mark m LEFT JOIN register_staging.border b USING (x_mm, y_mm)) AS mark
     WHERE held.x_mm = mark.x_mm AND held.y_mm = mark.y_mm AND NOT held.municipalities @> mark.municipalities
  $write$;
  EXECUTE $write$
    INSERT INTO register_boundarypoint (id, geom, x_mm, y_mm, municipalities, first_recorded_at)
    SELECT ($1 || substr(to_hex(4294967296 + row_number() OVER ()), 2) || $3)::uuid, ST_SetSRID(ST_MakePoint(m.x, m.y), $2),
           m.x_mm, m.y_mm, coalesce(b.municipalities, ARRAY[m.one]), $4
      FROM register_staging.mark m LEFT JOIN register_staging.border b USING (x_mm, y_mm)
     WHERE NOT EXISTS (SELECT FROM register_boundarypoint held WHERE held.x_mm = m.x_mm AND held.y_mm = m.y_mm)
  $write$ USING opening, srid, ending, moment;
END
$$;

-- Writes a part of a load: 'held', 'shown', or 'all'.
CREATE FUNCTION load_write_v5(part text, request uuid, origin text, made_from text, accuracy numeric, since timestamptz,
  by_user bigint, standing text, moment timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF part IN ('held', 'all') THEN
    PERFORM load_held_v5(request, origin, made_from, accuracy, since, by_user, standing);
  END IF;
  IF part IN ('shown', 'all') THEN
    PERFORM load_shown_v5(since, standing, moment);
    PERFORM load_points_v5(moment);
  END IF;
END
$$;

-- As load_bare_v2 (load.v2.sql), for the tables of a part.
CREATE FUNCTION load_bare_v5(part text, request uuid, origin text, made_from text, accuracy numeric, since timestamptz,
  by_user bigint, standing text, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET maintenance_work_mem = '512MB'
AS $$
DECLARE
  held constant regclass[] := ARRAY['register_parcel', 'register_boundaryversion', 'register_allottednumber', 'register_statechange']::regclass[];
  shown constant regclass[] := ARRAY['register_publishedparcel', 'register_boundarypoint']::regclass[];
  bared constant regclass[] := CASE part WHEN 'held' THEN held WHEN 'shown' THEN shown ELSE held || shown END;
  known record;
  again text[] := '{}';
  definition text;
  bare regclass;
BEGIN
  BEGIN
    FOREACH bare IN ARRAY bared LOOP
      EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', bare);
    END LOOP;
    FOR known IN
      SELECT t.oid::regclass AS of_table, c.relname AS name, k.conname AS bound,
             CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
                  ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.oid::regclass, k.conname, pg_get_constraintdef(k.oid)) END AS made
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
        LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
       WHERE t.oid = ANY (bared)
         AND (k.oid IS NULL OR k.contype = 'u')
         AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
       ORDER BY t.relname, c.relname
    LOOP
      EXECUTE CASE WHEN known.bound IS NULL THEN format('DROP INDEX %I', known.name)
                   ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', known.of_table, known.bound) END;
      again := again || known.made;
    END LOOP;
  EXCEPTION WHEN lock_not_available OR object_in_use THEN
    RETURN false;
  END;
  PERFORM load_write_v5(part, request, origin, made_from, accuracy, since, by_user, standing, moment);
  FOREACH definition IN ARRAY again LOOP
    EXECUTE definition;
  END LOOP;
  RETURN true;
END
$$;

-- Writes a part of a staged load: bare, or where somebody has one of its tables in use, and it is all of the load, with the
-- indexes as they are. False: nothing was written. Refuses MK012 (a label twice in a block), MK029 (a key of the source twice).
CREATE FUNCTION load_part_v5(part text, request uuid, origin text, made_from text, accuracy numeric, since timestamptz,
  by_user bigint, standing text, moment timestamptz, holder integer, bare boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  written boolean := false;
  violated text;
BEGIN
  PERFORM load_alone_v5(holder);
  IF bare THEN
    written := load_bare_v5(part, request, origin, made_from, accuracy, since, by_user, standing, moment);
  END IF;
  IF NOT written AND part = 'all' THEN
    PERFORM load_write_v5(part, request, origin, made_from, accuracy, since, by_user, standing, moment);
    written := true;
  END IF;
  IF written AND part = 'held' THEN
    INSERT INTO register_unshownload (request_id, recorded_at) VALUES (request, now());
  END IF;
  RETURN written;
EXCEPTION WHEN unique_violation THEN
  GET STACKED DIAGNOSTICS violated = CONSTRAINT_NAME;
  IF violated = 'parcel_label_once' THEN
    RAISE EXCEPTION 'two parcels of a block bear the same number' USING ERRCODE = 'MK012';
  ELSIF violated = 'parcel_source_once' THEN
    RAISE EXCEPTION 'a key of the source is there already' USING ERRCODE = 'MK029',
      DETAIL = json_build_object('reason', 'Source key twice')::text;
  END IF;
  RAISE;
END
$$;

-- A load goes past triggers: what it shows is noted here (geo/layers/sql/changes.v1.sql), a box a block. A side of a box in the
-- storage CRS is bent in EPSG:3857, by centimetres a kilometre: in parts, with a metre to spare. Then its tables go.
CREATE FUNCTION load_noted_v5(request uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  boxes geometry[];
BEGIN
  EXECUTE $ask$
    SELECT array_agg(ST_Expand(ST_Transform(ST_Segmentize(ST_SetSRID(box::geometry, $1), 200), 3857), 1))
      FROM (SELECT ST_Extent(geom) AS box FROM register_staging.coming GROUP BY block_id) AS block
  $ask$ INTO boxes USING Find_SRID('public', 'register_boundaryversion', 'geom');
  PERFORM note_shapes_v1('register_publishedparcel', boxes);
  PERFORM load_unstage_v5();
  DELETE FROM register_load WHERE request_id = request;
END
$$;

-- Takes in what was brought under a request in one transaction: as load_parcels_v4.
CREATE FUNCTION load_parcels_v5(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text, bare_from bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  holder integer;
  many bigint;
BEGIN
  PERFORM load_frame_v1(request);  -- before the register lock, as all who lock both
  holder := load_hold_v5();
  PERFORM load_unstage_v5();
  many := load_check_v5(request, since, by_user, standing, holder);
  PERFORM load_part_v5('all', request, origin, made_from, accuracy, since, by_user, standing, now(), holder,
                       many >= bare_from AND many >= (SELECT count(*) FROM register_parcel));
  PERFORM load_noted_v5(request);
  RETURN many;
END
$$;

DROP FUNCTION load_parcels_v4(uuid, text, text, numeric, timestamptz, bigint, text, bigint);
DROP FUNCTION load_bare_v3(uuid, text, text, numeric, timestamptz, bigint, text);
DROP FUNCTION load_rows_v2(uuid, text, text, numeric, timestamptz, bigint, text);
DROP FUNCTION load_points_v3();
DROP FUNCTION load_overlaps_v2(timestamptz);

-- All but load_bare_v5, which runs as the owner of the tables: only the owner may drop an index.
ALTER FUNCTION load_alone_v5(integer) OWNER TO mukhattat_guard;
ALTER FUNCTION load_hold_v5() OWNER TO mukhattat_guard;
ALTER FUNCTION load_unstage_v5() OWNER TO mukhattat_guard;
ALTER FUNCTION load_held_v5(uuid, text, text, numeric, timestamptz, bigint, text) OWNER TO mukhattat_guard;
ALTER FUNCTION load_shown_v5(timestamptz, text, timestamptz) OWNER TO mukhattat_guard;
ALTER FUNCTION load_points_v5(timestamptz) OWNER TO mukhattat_guard;
ALTER FUNCTION load_write_v5(text, uuid, text, text, numeric, timestamptz, bigint, text, timestamptz) OWNER TO mukhattat_guard;
ALTER FUNCTION load_part_v5(text, uuid, text, text, numeric, timestamptz, bigint, text, timestamptz, integer, boolean)
  OWNER TO mukhattat_guard;
ALTER FUNCTION load_noted_v5(uuid) OWNER TO mukhattat_guard;
ALTER FUNCTION load_parcels_v5(uuid, text, text, numeric, timestamptz, bigint, text, bigint) OWNER TO mukhattat_guard;
