-- A load in steps whose heavy part runs in parallel: PostgreSQL plans a query in parallel where it makes a table, not where it
-- fills one. The tables are made in a schema that belongs to the guard, live as long as the transaction, and are not logged;
-- the register lock sees to it that there is one load at a time.
CREATE SCHEMA register_staging AUTHORIZATION mukhattat_guard;

-- Makes register_staging.place (one row a block of the load, by frame and prefix of the code), register_staging.numbered (which
-- parcel of its block each turn is) and register_staging.coming (one row a parcel): the outline on the millimetre, number and
-- code, the identifiers, whether it is sound, and the surface shrunk as load_overlaps_v2 compares it. Turns are 0, 1, 2 …. A
-- part is nowhere as narrow as 2 mm when its area is more than 2 mm times its perimeter; what cannot be said so simply is left
-- to load_shapes_v1. Identifiers of versions follow each other without a gap; those of parcels are random: the index of the
-- exclusion constraint takes keys that ascend in twice the time, and of UUIDs that begin with the same moment, which it weighs
-- by the 53 bits of a double, it makes a tree in which every look reads thousands of pages.
CREATE FUNCTION load_stage_v2(request uuid) RETURNS int8range
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET work_mem = '256MB'
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
    CREATE UNLOGGED TABLE register_staging.coming AS
    SELECT gen_random_uuid() AS id, %3$L::bigint + l.turn AS version_id, l.block_id, p.municipality_id, p.district_id, p.plan_id,
           p.last_number + n.in_block AS number,
           coalesce(NULLIF(l.label, ''), (p.last_number + n.in_block)::text) AS label, coded.body || coded.checks AS code,
           l.source_id, l.several_parts, l.deed_area_m2, snapped.geom,
           GeometryType(snapped.geom) = 'MULTIPOLYGON' AND NOT ST_IsEmpty(snapped.geom)
             AND ST_NPoints(snapped.geom) <= 20000 AND ST_NumGeometries(snapped.geom) = 1
             AND ST_Area(snapped.geom) > 0.002 * ST_Perimeter(snapped.geom) AND ST_IsValid(snapped.geom) AS sound,
           ST_Scale(snapped.geom, ST_MakePoint(scaled.by, scaled.by), middle.point) AS shrunk
      FROM register_load l JOIN register_staging.numbered n USING (turn) JOIN register_staging.place p ON p.block_id = l.block_id
     CROSS JOIN LATERAL (
       SELECT ST_Multi(ST_SnapToGrid(ST_Force2D(ST_SetSRID(l.geom, %2$L)), 0.001)) AS geom OFFSET 0) AS snapped
     CROSS JOIN LATERAL (
       SELECT ST_SetSRID(ST_MakePoint((ST_XMin(snapped.geom) + ST_XMax(snapped.geom)) / 2,
                                      (ST_YMin(snapped.geom) + ST_YMax(snapped.geom)) / 2), %2$L) AS point OFFSET 0) AS middle
     CROSS JOIN LATERAL (
       SELECT 1 - 0.00074 / (ST_MaxDistance(middle.point, snapped.geom) + 0.00074) AS by OFFSET 0) AS scaled
     CROSS JOIN LATERAL (SELECT p.prefix || lpad((p.last_number + n.in_block)::text, 4, '0') || '000' AS digits OFFSET 0) AS whole
     CROSS JOIN LATERAL (
       SELECT digits AS body, lpad((98 - (digits || '00')::numeric %% 97)::text, 2, '0') AS checks OFFSET 0) AS coded
     WHERE l.request_id = %1$L
  $make$, request, srid, first);
  RETURN int8range(first, last, '[]');
END
$$;

-- What of a load overlaps another of its parcels, or one that the register holds: by the rule of refuse_overlaps_v1, asked
-- once a pair. Most pairs are proved legal without it. A circle of the rule's radius r (here a hair less, for what shrinking
-- rounds) in both surfaces has its centre at least r inside of each; a surface shrunk towards any point by the factor
-- 1 - r / (R + r), R the farthest that it reaches from there, still holds every such centre. So where the shrunk surfaces do
-- not meet, there is no such circle.
-- NULL, or: rows in the way of each other by their own keys, parcels in the way that the caller may see, how many others.
CREATE FUNCTION load_overlaps_v2(since timestamptz) RETURNS json
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET maintenance_work_mem = '256MB'
AS $$
DECLARE
  facts json;
BEGIN
  CREATE INDEX staged_shrunk ON register_staging.coming USING gist (shrunk);
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.meeting AS
    SELECT mine.source_id, other.id AS other_id, NULL::bigint AS held_id
      FROM register_staging.coming AS mine
      JOIN register_staging.coming AS other ON other.shrunk && mine.shrunk AND other.version_id < mine.version_id
     WHERE CASE WHEN ST_Distance(mine.shrunk, other.shrunk) > 0 THEN false
                WHEN NOT ST_Relate(mine.geom, other.geom, 'T********') THEN false
                ELSE NOT ST_IsEmpty(ST_Buffer(ST_Intersection(mine.geom, other.geom), -0.00075)) END
    UNION ALL
    SELECT mine.source_id, other.parcel_id, other.id
      FROM register_staging.coming AS mine
     CROSS JOIN LATERAL (
       SELECT v.id, v.parcel_id, v.geom, ST_Centroid(v.geom) AS centre FROM register_boundaryversion AS v
        WHERE v.geom && mine.shrunk AND upper_inf(v.recorded) AND v.valid && tstzrange(%L, NULL) OFFSET 0) AS other
     CROSS JOIN LATERAL (
       SELECT 1 - 0.00074 / (ST_MaxDistance(other.centre, other.geom) + 0.00074) AS by OFFSET 0) AS scaled
     WHERE CASE WHEN ST_Distance(mine.shrunk, ST_Scale(other.geom, ST_MakePoint(scaled.by, scaled.by), other.centre)) > 0
                THEN false
                WHEN NOT ST_Relate(mine.geom, other.geom, 'T********') THEN false
                ELSE NOT ST_IsEmpty(ST_Buffer(ST_Intersection(mine.geom, other.geom), -0.00075))
                     AND (SELECT state FROM register_parcel WHERE id = other.parcel_id) <> 'proposed' END
  $make$, coalesce(since, now()));
  EXECUTE $ask$
    SELECT json_build_object(
             'rows', json_agg(DISTINCT found.source_id ORDER BY found.source_id),
             'parcels', coalesce(json_agg(DISTINCT found.other_id) FILTER (WHERE found.visible), '[]'),
             'hidden', count(DISTINCT found.other_id) FILTER (WHERE NOT found.visible))
      FROM (SELECT m.source_id, m.other_id, p.municipality_id = ANY (coalesce(current_territories_v1(), '{}')) AS visible
              FROM register_staging.meeting m LEFT JOIN register_parcel p ON p.id = m.other_id AND m.held_id IS NOT NULL
             ORDER BY m.source_id LIMIT 20) AS found
    HAVING count(*) > 0
  $ask$ INTO facts;
  RETURN facts;
END
$$;

-- Writes the rows of a load as entering, numbering and bringing into force one by one would leave them, past the triggers
-- that do that for single rows and past the checks of foreign keys, which hold by how the rows are made. Constraints of
-- the tables are checked as ever.
CREATE FUNCTION load_rows_v2(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
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
  EXECUTE $write$
    INSERT INTO register_publishedparcel
      (id, version_id, municipality_id, municipality_name, municipality_name_en, district_id, district_code, district_name,
       district_name_en, district_kind, plan_id, plan_number, block_id, block_label, number, code, state, state_since, area_m2, geom)
    SELECT c.id, c.version_id, p.municipality_id, p.municipality_name, p.municipality_name_en, p.district_id, p.district_code,
           p.district_name, p.district_name_en, p.district_kind, p.plan_id, p.plan_number, p.block_id, p.block_label, c.label,
           c.code, $1, now(), ST_Area(c.geom), c.geom
      FROM register_staging.coming c JOIN register_staging.place p USING (block_id) WHERE coalesce($2, now()) <= now()
  $write$ USING standing, since;
  PERFORM publish_places_v1(ARRAY(SELECT DISTINCT plan_id FROM plans_block WHERE id IN (
    SELECT block_id FROM register_load WHERE request_id = request AND coalesce(since, now()) <= now())));
  PERFORM publish_labels_v1(ARRAY(SELECT DISTINCT label FROM plans_block WHERE id IN (
    SELECT block_id FROM register_load WHERE request_id = request AND coalesce(since, now()) <= now())));
  UPDATE register_numbercounter c SET last_number = c.last_number + taken.many
    FROM (SELECT block_id, count(*) AS many FROM register_load WHERE request_id = request GROUP BY block_id) AS taken
   WHERE c.block_id = taken.block_id;
END
$$;

-- Gives every vertex of a load its identity: the mark that is there already, or a new one (as register_points_v1), under
-- UUIDs of version 7 that count within the load.
CREATE FUNCTION load_points_v2() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
AS $$
DECLARE
  opening constant text := lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7'
                           || right(gen_random_uuid()::text, 3) || '8';
  ending constant text := right(gen_random_uuid()::text, 7);
  srid constant integer := Find_SRID('public', 'register_boundarypoint', 'geom');
BEGIN
  EXECUTE $make$
    CREATE UNLOGGED TABLE register_staging.mark AS
    SELECT x_mm, y_mm, municipality_id, min(x) AS x, min(y) AS y
      FROM (SELECT c.municipality_id, ST_X(vertex.geom) AS x, ST_Y(vertex.geom) AS y,
                   round(ST_X(vertex.geom) * 1000)::bigint AS x_mm, round(ST_Y(vertex.geom) * 1000)::bigint AS y_mm
              FROM register_staging.coming AS c CROSS JOIN LATERAL ST_DumpPoints(c.geom) AS vertex) AS seen
     GROUP BY x_mm, y_mm, municipality_id
     ORDER BY x_mm, y_mm, municipality_id
  $make$;
  EXECUTE $write$
    UPDATE register_boundarypoint held
       SET municipalities = ARRAY(SELECT DISTINCT unnest(held.municipalities || mark.municipalities) ORDER BY 1)
      FROM (SELECT x_mm, y_mm, array_agg(municipality_id) AS municipalities FROM register_staging.mark GROUP BY x_mm, y_mm) AS mark
     WHERE held.x_mm = mark.x_mm AND held.y_mm = mark.y_mm AND NOT held.municipalities @> mark.municipalities
  $write$;
  EXECUTE $write$
    INSERT INTO register_boundarypoint (id, geom, x_mm, y_mm, municipalities, first_recorded_at)
    SELECT ($1 || substr(to_hex(4294967296 + rank), 2) || $3)::uuid, ST_SetSRID(ST_MakePoint(x, y), $2), x_mm, y_mm,
           municipalities, now()
      FROM (SELECT row_number() OVER (ORDER BY x_mm, y_mm) AS rank, x_mm, y_mm, min(x) AS x, min(y) AS y,
                   array_agg(municipality_id ORDER BY municipality_id) AS municipalities
              FROM register_staging.mark GROUP BY x_mm, y_mm) AS mark
     WHERE NOT EXISTS (SELECT FROM register_boundarypoint held WHERE held.x_mm = mark.x_mm AND held.y_mm = mark.y_mm)
  $write$ USING opening, srid, ending;
END
$$;

-- Writes a load while the indexes of its tables that no key of another table needs are away, and makes them again: where a
-- load brings as much as the register holds, filling indexes row by row costs several times what making them costs. Runs as
-- the owner of the tables. False, and nothing is written, where somebody else has one of the tables in use: nobody is made to
-- wait for a load, and no lock is waited for. Until the transaction ends nobody else reads these tables.
CREATE FUNCTION load_bare_v2(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
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
  PERFORM load_points_v2();
  FOREACH definition IN ARRAY again LOOP
    EXECUTE definition;
  END LOOP;
  RETURN true;
END
$$;

-- Takes in what was brought under a request: the register is locked for all others, everything is checked set-wise, and all
-- or nothing is written. The parcels of each block are numbered in the order of their turns and stand as `standing` says,
-- provisional or active. Loads of `bare_from` parcels or more that bring at least as many as the register holds go the way of
-- load_bare_v2. Returns how many. Refuses: MK029 (nothing brought, or a key of the source twice), MK005 (the request was
-- used), MK004, MK010, MK011 (load_frame_v1), MK012 (a label twice in a block), MK009 (load_shapes_v1), MK001
-- (load_overlaps_v2), MK002 (isolation), MK006 (another state).
CREATE FUNCTION load_parcels_v2(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
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
  PERFORM load_stage_v2(request);
  EXECUTE 'SELECT EXISTS (SELECT FROM register_staging.coming WHERE NOT sound)' INTO unsound;
  IF unsound THEN
    PERFORM load_shapes_v1(request);
  END IF;
  facts := load_overlaps_v2(since);
  IF facts IS NOT NULL THEN
    RAISE EXCEPTION 'the boundary overlaps another parcel' USING ERRCODE = 'MK001', DETAIL = facts::text;
  END IF;
  BEGIN
    IF many >= bare_from AND many >= (SELECT count(*) FROM register_parcel) THEN
      bare := load_bare_v2(request, origin, made_from, accuracy, since, by_user, standing);
    END IF;
    IF NOT bare THEN
      PERFORM load_rows_v2(request, origin, made_from, accuracy, since, by_user, standing);
      PERFORM load_points_v2();
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
  EXECUTE 'DROP TABLE register_staging.coming, register_staging.place, register_staging.numbered,
           register_staging.meeting, register_staging.mark';
  DELETE FROM register_load WHERE request_id = request;
  RETURN many;
END
$$;

DROP FUNCTION load_parcels_v1(uuid, text, text, numeric, timestamptz, bigint, text);
DROP FUNCTION load_rows_v1(uuid, text, text, numeric, timestamptz, bigint, text);
DROP FUNCTION load_points_v1(int8range);
DROP FUNCTION load_overlaps_v1(int8range);

ALTER FUNCTION load_stage_v2(uuid) OWNER TO mukhattat_guard;
ALTER FUNCTION load_overlaps_v2(timestamptz) OWNER TO mukhattat_guard;
ALTER FUNCTION load_rows_v2(uuid, text, text, numeric, timestamptz, bigint, text) OWNER TO mukhattat_guard;
ALTER FUNCTION load_points_v2() OWNER TO mukhattat_guard;
ALTER FUNCTION load_parcels_v2(uuid, text, text, numeric, timestamptz, bigint, text, bigint) OWNER TO mukhattat_guard;
