-- The steps of a load (load.v2.sql) that did not run in parallel as they were written: LATERAL subqueries keep the work of a
-- projection in the leader, and a Memoize node remembered every outline. Here each table is made by plain joins, whose
-- projections PostgreSQL gives to its workers.

-- Makes register_staging.snapped (one row a parcel: the outline on the millimetre), register_staging.place (one row a block of
-- the load, by frame and prefix of the code), register_staging.numbered (which parcel of its block each turn is) and
-- register_staging.coming (one row a parcel): the outline, number and code, the identifiers, whether it is sound, and the
-- surface shrunk as load_overlaps_v2 compares it, towards the middle of its box: no part is farther from there than the
-- corners of the box. Turns are 0, 1, 2 …. A part is nowhere as narrow as 2 mm when its area is more than 2 mm times its
-- perimeter; what cannot be said so simply is left to load_shapes_v3. Identifiers as load_stage_v2 gives them.
CREATE FUNCTION load_stage_v3(request uuid) RETURNS int8range
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET work_mem = '256MB'
SET parallel_setup_cost = 0
SET parallel_tuple_cost = 0
SET min_parallel_table_scan_size = 0
SET enable_mergejoin = off
SET enable_nestloop = off
AS $$
DECLARE
  srid constant integer := Find_SRID('public', 'register_boundaryversion', 'geom');
  many constant bigint := (SELECT count(*) FROM register_load WHERE request_id = request);
  first bigint;
  last bigint;
BEGIN
  LOOP  -- who else draws one meanwhile leaves a gap: then they are drawn once more
    SELECT min(drawn), max(drawn) INTO first, last
      FROM (SELECT nextval('register_boundaryversion_id_seq') AS drawn FROM generate_series(1, many)) AS draw;
    EXIT WHEN many = 0 OR last - first + 1 = many;
  END LOOP;
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.place AS
    SELECT b.id AS block_id, b.label AS block_label, b.municipality_id, m.name AS municipality_name,
           m.name_en AS municipality_name_en, d.id AS district_id, d.code AS district_code, d.name AS district_name,
           d.name_en AS district_name_en, d.kind AS district_kind, pl.id AS plan_id, pl.number AS plan_number, c.last_number,
           a.code || d.code || b.code AS prefix
      FROM plans_block b JOIN plans_plan pl ON pl.id = b.plan_id JOIN plans_district d ON d.id = b.district_id
      JOIN municipalities_municipality m ON m.id = b.municipality_id
      JOIN municipalities_municipality a ON a.id = d.authority_id
      JOIN register_numbercounter c ON c.block_id = b.id
     WHERE b.id IN (SELECT block_id FROM register_load WHERE request_id = %L)
  $make$, request);
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.numbered AS
    SELECT turn, (row_number() OVER (PARTITION BY block_id ORDER BY turn))::integer AS in_block
      FROM register_load WHERE request_id = %L
  $make$, request);
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.snapped AS
    SELECT turn, block_id, label, source_id, several_parts, deed_area_m2,
           ST_Multi(ST_SnapToGrid(ST_Force2D(ST_SetSRID(geom, %2$L)), 0.001)) AS geom
      FROM register_load WHERE request_id = %1$L
  $make$, request, srid);
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.coming AS
    SELECT gen_random_uuid() AS id, %1$L::bigint + turn AS version_id, block_id, s.municipality_id, s.district_id, s.plan_id,
           s.number, coalesce(NULLIF(s.label, ''), s.number::text) AS label,
           s.body || lpad((98 - (s.body || '00')::numeric %% 97)::text, 2, '0') AS code,
           s.source_id, s.several_parts, s.deed_area_m2, s.geom,
           GeometryType(s.geom) = 'MULTIPOLYGON' AND NOT ST_IsEmpty(s.geom)
             AND ST_NPoints(s.geom) <= 20000 AND ST_NumGeometries(s.geom) = 1
             AND ST_Area(s.geom) > 0.002 * ST_Perimeter(s.geom) AND ST_IsValid(s.geom) AS sound,
           ST_Scale(s.geom, ST_MakePoint(1 - 0.00074 / (s.reach + 0.00074), 1 - 0.00074 / (s.reach + 0.00074)),
                    ST_SetSRID(ST_MakePoint((ST_XMin(s.geom) + ST_XMax(s.geom)) / 2,
                                            (ST_YMin(s.geom) + ST_YMax(s.geom)) / 2), ST_SRID(s.geom))) AS shrunk
      FROM (
        SELECT l.turn, l.block_id, l.label, l.source_id, l.several_parts, l.deed_area_m2, l.geom, p.municipality_id,
               p.district_id, p.plan_id, p.last_number + n.in_block AS number,
               p.prefix || lpad((p.last_number + n.in_block)::text, 4, '0') || '000' AS body,
               sqrt((ST_XMax(l.geom) - ST_XMin(l.geom)) ^ 2 + (ST_YMax(l.geom) - ST_YMin(l.geom)) ^ 2) / 2 AS reach
          FROM register_staging.snapped l
          JOIN register_staging.numbered n USING (turn) JOIN register_staging.place p USING (block_id)) AS s
  $make$, first);
  RETURN int8range(first, last, '[]');
END
$$;

-- Refuses the load for the first outline that is not a sound surface (MK009: reason, place, key of the source): those that
-- load_stage_v3 could not vouch for, each by the rules of one boundary.
CREATE FUNCTION load_shapes_v3() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  flaw record;
BEGIN
  EXECUTE $ask$
    SELECT c.source_id, d.reason, ST_X(d.location) AS x, ST_Y(d.location) AS y
      FROM register_staging.coming c
     CROSS JOIN LATERAL (
       SELECT v.reason, v.location FROM ST_IsValidDetail(c.geom) AS v WHERE NOT ST_IsValid(c.geom) AND NOT v.valid
        UNION ALL SELECT 'Not a surface', NULL WHERE GeometryType(c.geom) <> 'MULTIPOLYGON'
        UNION ALL SELECT 'Empty', NULL WHERE ST_IsEmpty(c.geom)
        UNION ALL SELECT 'Too many vertices', NULL WHERE ST_NPoints(c.geom) > 20000
        UNION ALL SELECT 'Several parts', NULL WHERE ST_NumGeometries(c.geom) > 1 AND NOT c.several_parts
        UNION ALL SELECT 'Too narrow', ST_PointN(ST_ExteriorRing(part.geom), 1) FROM ST_Dump(c.geom) AS part
                   WHERE (ST_NumGeometries(c.geom) > 1 OR ST_Area(c.geom) <= 0.002 * ST_Perimeter(c.geom))
                     AND ST_IsValid(c.geom) AND ST_IsEmpty(ST_Buffer(part.geom, -0.001))) AS d
     WHERE NOT c.sound
     ORDER BY c.version_id LIMIT 1
  $ask$ INTO flaw;
  IF flaw.reason IS NOT NULL THEN
    RAISE EXCEPTION 'the boundary is not a sound surface: %', flaw.reason USING ERRCODE = 'MK009',
      DETAIL = json_build_object('reason', flaw.reason, 'x', flaw.x, 'y', flaw.y, 'rows', json_build_array(flaw.source_id))::text;
  END IF;
END
$$;

-- Gives every vertex of a load its identity, as load_points_v2. Almost every mark lies in one municipality: only the marks of
-- borders are asked for theirs once more.
CREATE FUNCTION load_points_v3() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
SET parallel_setup_cost = 0
SET parallel_tuple_cost = 0
SET min_parallel_table_scan_size = 0
AS $$
DECLARE
  opening constant text := lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7'
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
    SELECT m.x_mm, m.y_mm, ARRAY(
             SELECT DISTINCT c.municipality_id FROM register_staging.coming c CROSS JOIN LATERAL ST_DumpPoints(c.geom) AS vertex
              WHERE c.shrunk && ST_Expand(ST_SetSRID(ST_MakePoint(m.x, m.y), $1), 0.01)
                AND round(ST_X(vertex.geom) * 1000)::bigint = m.x_mm AND round(ST_Y(vertex.geom) * 1000)::bigint = m.y_mm
              ORDER BY 1) AS municipalities
      FROM register_staging.mark m WHERE m.one <> m.other
  $make$ USING srid;
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
           m.x_mm, m.y_mm, coalesce(b.municipalities, ARRAY[m.one]), now()
      FROM register_staging.mark m LEFT JOIN register_staging.border b USING (x_mm, y_mm)
     WHERE NOT EXISTS (SELECT FROM register_boundarypoint held WHERE held.x_mm = m.x_mm AND held.y_mm = m.y_mm)
  $write$ USING opening, srid, ending;
END
$$;

-- As load_bare_v2.
CREATE FUNCTION load_bare_v3(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET maintenance_work_mem = '512MB'
AS $$
DECLARE
  known record;
  again text[] := '{}';
  definition text;
BEGIN
  BEGIN
    LOCK TABLE register_parcel, register_boundaryversion, register_allottednumber, register_statechange,
      register_publishedparcel, register_boundarypoint IN ACCESS EXCLUSIVE MODE NOWAIT;
    FOR known IN
      SELECT t.oid::regclass AS of_table, c.relname AS name, k.conname AS bound,
             CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
                  ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.oid::regclass, k.conname, pg_get_constraintdef(k.oid)) END AS made
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
        LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
       WHERE t.oid IN ('register_parcel'::regclass, 'register_boundaryversion'::regclass, 'register_allottednumber'::regclass,
                       'register_statechange'::regclass, 'register_publishedparcel'::regclass, 'register_boundarypoint'::regclass)
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
  PERFORM load_rows_v2(request, origin, made_from, accuracy, since, by_user, standing);
  PERFORM load_points_v3();
  FOREACH definition IN ARRAY again LOOP
    EXECUTE definition;
  END LOOP;
  RETURN true;
END
$$;

-- As load_parcels_v2, with the steps above.
CREATE FUNCTION load_parcels_v3(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text, bare_from bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  wide constant geometry := ST_MakeEnvelope(0, 0, 1000000, 1000);  -- more cells than lock_cells_v1 locks one by one
  many constant bigint := (SELECT count(*) FROM register_load WHERE request_id = request);
  bare boolean := false;
  unsound boolean;
  facts json;
  violated text;
BEGIN
  IF standing NOT IN ('provisional', 'active') THEN
    RAISE EXCEPTION 'a load brings parcels to provisional or active' USING ERRCODE = 'MK006';
  END IF;
  IF EXISTS (SELECT FROM register_allottednumber WHERE request_id = request) THEN
    RAISE EXCEPTION 'request % was used for other parcels', request USING ERRCODE = 'MK005';
  END IF;
  IF (SELECT (count(*), min(turn), max(turn)) IS DISTINCT FROM (many, 0::bigint, many - 1) FROM register_load
       WHERE request_id = request) OR by_user IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_user WHERE id = by_user) THEN
    RAISE EXCEPTION 'nothing was brought, or nobody knows who brings it' USING ERRCODE = 'MK029',
      DETAIL = json_build_object('reason', 'Empty')::text;
  END IF;
  PERFORM load_frame_v1(request);
  PERFORM lock_cells_v1(ARRAY[wide]);
  PERFORM load_stage_v3(request);
  EXECUTE 'SELECT EXISTS (SELECT FROM register_staging.coming WHERE NOT sound)' INTO unsound;
  IF unsound THEN
    PERFORM load_shapes_v3();
  END IF;
  facts := load_overlaps_v2(since);
  IF facts IS NOT NULL THEN
    RAISE EXCEPTION 'the boundary overlaps another parcel' USING ERRCODE = 'MK001', DETAIL = facts::text;
  END IF;
  BEGIN
    IF many >= bare_from AND many >= (SELECT count(*) FROM register_parcel) THEN
      bare := load_bare_v3(request, origin, made_from, accuracy, since, by_user, standing);
    END IF;
    IF NOT bare THEN
      PERFORM load_rows_v2(request, origin, made_from, accuracy, since, by_user, standing);
      PERFORM load_points_v3();
    END IF;
  EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS violated = CONSTRAINT_NAME;
    IF violated = 'parcel_label_once' THEN
      RAISE EXCEPTION 'two parcels of a block bear the same number' USING ERRCODE = 'MK012';
    ELSIF violated = 'parcel_source_once' THEN
      RAISE EXCEPTION 'a key of the source is there already' USING ERRCODE = 'MK029',
        DETAIL = json_build_object('reason', 'Source key twice')::text;
    END IF;
    RAISE;
  END;
  EXECUTE 'DROP TABLE register_staging.coming, register_staging.snapped, register_staging.place,
           register_staging.numbered, register_staging.meeting, register_staging.mark, register_staging.border';
  DELETE FROM register_load WHERE request_id = request;
  RETURN many;
END
$$;

DROP FUNCTION load_parcels_v2(uuid, text, text, numeric, timestamptz, bigint, text, bigint);
DROP FUNCTION load_bare_v2(uuid, text, text, numeric, timestamptz, bigint, text);
DROP FUNCTION load_points_v2();
DROP FUNCTION load_stage_v2(uuid);
DROP FUNCTION load_shapes_v1(uuid);

ALTER FUNCTION load_stage_v3(uuid) OWNER TO mukhattat_guard;
ALTER FUNCTION load_shapes_v3() OWNER TO mukhattat_guard;
ALTER FUNCTION load_points_v3() OWNER TO mukhattat_guard;
ALTER FUNCTION load_parcels_v3(uuid, text, text, numeric, timestamptz, bigint, text, bigint) OWNER TO mukhattat_guard;
