-- What a bulk load brings, until load_parcels_v1 has taken it in, in the same transaction. The application may only add;
-- what it adds is checked when it is taken in. Not logged: after a crash nothing of an unfinished load is wanted.
CREATE UNLOGGED TABLE register_load (
  request_id uuid NOT NULL,
  turn bigint NOT NULL,
  block_id bigint NOT NULL,
  label text NOT NULL,
  source_id text NOT NULL,
  several_parts boolean NOT NULL,
  deed_area_m2 numeric(12, 2),
  geom geometry NOT NULL
);

-- The frame of a load: its blocks lie in the territories of the transaction (MK004), each in a plan of its own district and
-- office (MK010), and have numbers left (MK011). Their counters are locked, in the order of blocks, and advanced.
CREATE FUNCTION load_frame_v1(request uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_nestloop = off
AS $$
DECLARE
  most constant integer := 9999;
  wanted bigint[] := ARRAY(SELECT DISTINCT block_id FROM register_load WHERE request_id = request ORDER BY block_id);
  odd bigint;
BEGIN
  SELECT w.id INTO odd FROM unnest(wanted) AS w (id) LEFT JOIN plans_block b USING (id)
   WHERE (b.municipality_id = ANY (current_territories_v1())) IS NOT TRUE ORDER BY w.id LIMIT 1;
  IF odd IS NOT NULL THEN
    RAISE EXCEPTION 'block % is not in the territories of this transaction', odd USING ERRCODE = 'MK004';
  END IF;
  IF EXISTS (SELECT FROM plans_block b JOIN plans_plan pl ON pl.id = b.plan_id JOIN plans_district d ON d.id = b.district_id
              WHERE b.id IN (SELECT unnest(wanted)) AND (pl.district_id, pl.municipality_id, d.municipality_id)
                                            IS DISTINCT FROM (b.district_id, b.municipality_id, b.municipality_id)) THEN
    RAISE EXCEPTION 'the plan is of another district or office' USING ERRCODE = 'MK010';
  END IF;
  -- What the codes and the projection are made of stays as it is until the load is done.
  PERFORM FROM municipalities_municipality WHERE id IN (
      SELECT unnest(ARRAY[d.municipality_id, d.authority_id]) FROM plans_district d JOIN plans_block b ON b.district_id = d.id
       WHERE b.id IN (SELECT unnest(wanted))) ORDER BY id FOR SHARE;
  PERFORM FROM plans_district WHERE id IN (SELECT district_id FROM plans_block WHERE id IN (SELECT unnest(wanted))) ORDER BY id FOR SHARE;
  PERFORM FROM plans_plan WHERE id IN (SELECT plan_id FROM plans_block WHERE id IN (SELECT unnest(wanted))) ORDER BY id FOR SHARE;
  PERFORM FROM plans_block WHERE id IN (SELECT unnest(wanted)) ORDER BY id FOR SHARE;
  INSERT INTO register_numbercounter (block_id, last_number) SELECT w.id, 0 FROM unnest(wanted) AS w (id)
    ON CONFLICT (block_id) DO NOTHING;
  PERFORM FROM register_numbercounter WHERE block_id IN (SELECT unnest(wanted)) ORDER BY block_id FOR UPDATE;
  SELECT l.block_id INTO odd FROM register_load l JOIN register_numbercounter c USING (block_id) WHERE l.request_id = request
   GROUP BY l.block_id, c.last_number HAVING c.last_number + count(*) > most LIMIT 1;
  IF odd IS NOT NULL THEN
    RAISE EXCEPTION 'block % has no more numbers', odd USING ERRCODE = 'MK011';
  END IF;
END
$$;

-- Refuses what no parcel may be, each outline on the millimetre as before_boundary_insert_v1 has it: MK009, with the reason,
-- the place and the row's own key. A part is nowhere as narrow as 2 mm when its area is more than 2 mm times its perimeter
-- (every point of it is within its inner radius of its boundary); only the others are shrunk to see.
CREATE FUNCTION load_shapes_v1(request uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  flaw record;
BEGIN
  SELECT l.source_id, d.reason, ST_X(d.location) AS x, ST_Y(d.location) AS y INTO flaw
    FROM register_load l
   CROSS JOIN LATERAL (SELECT ST_Multi(ST_SnapToGrid(ST_Force2D(l.geom), 0.001)) AS geom OFFSET 0) AS snapped
   CROSS JOIN LATERAL (
     SELECT v.reason, v.location FROM ST_IsValidDetail(snapped.geom) AS v WHERE NOT ST_IsValid(snapped.geom) AND NOT v.valid
      UNION ALL SELECT 'Not a surface', NULL WHERE GeometryType(snapped.geom) <> 'MULTIPOLYGON'
      UNION ALL SELECT 'Empty', NULL WHERE ST_IsEmpty(snapped.geom)
      UNION ALL SELECT 'Too many vertices', NULL WHERE ST_NPoints(snapped.geom) > 20000
      UNION ALL SELECT 'Several parts', NULL WHERE ST_NumGeometries(snapped.geom) > 1 AND NOT l.several_parts
      UNION ALL SELECT 'Too narrow', ST_PointN(ST_ExteriorRing(part.geom), 1) FROM ST_Dump(snapped.geom) AS part
                 WHERE (ST_NumGeometries(snapped.geom) > 1 OR ST_Area(snapped.geom) <= 0.002 * ST_Perimeter(snapped.geom))
                   AND ST_IsValid(snapped.geom) AND ST_IsEmpty(ST_Buffer(part.geom, -0.001))) AS d
   WHERE l.request_id = request
   ORDER BY l.turn LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the boundary is not a sound surface: %', flaw.reason USING ERRCODE = 'MK009',
      DETAIL = json_build_object('reason', flaw.reason, 'x', flaw.x, 'y', flaw.y, 'rows', json_build_array(flaw.source_id))::text;
  END IF;
END
$$;

-- Writes the rows of a load as entering, numbering and bringing into force one by one would leave them, past the triggers
-- that do that for single rows and past the checks of foreign keys, which hold by how the rows are made. Constraints of
-- the tables are checked as ever. Identifiers are UUIDs of version 7 (RFC 9562, 6.2, method 1) counted by turn: every
-- index then grows at its end. Returns the first and the last of the new versions.
CREATE FUNCTION load_rows_v1(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text) RETURNS int8range
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET enable_nestloop = off
AS $$
DECLARE
  moment constant text := lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7';
  srid constant integer := Find_SRID('public', 'register_boundaryversion', 'geom');
  held constant tstzrange := tstzrange(now(), NULL);
  actor constant bigint := NULLIF(current_setting('app.user', true), '')::bigint;
  grounds constant text := coalesce(current_setting('app.reason', true), '');
  versions int8range;
BEGIN
  WITH place AS MATERIALIZED (
    SELECT b.id AS block_id, b.label AS block_label, b.municipality_id, m.name AS municipality_name,
           m.name_en AS municipality_name_en, d.id AS district_id, d.code AS district_code, d.name AS district_name,
           d.name_en AS district_name_en, d.kind AS district_kind, pl.id AS plan_id, pl.number AS plan_number, c.last_number,
           a.code || d.code || b.code AS prefix
      FROM plans_block b JOIN plans_plan pl ON pl.id = b.plan_id JOIN plans_district d ON d.id = b.district_id
      JOIN municipalities_municipality m ON m.id = b.municipality_id
      JOIN municipalities_municipality a ON a.id = d.authority_id
      JOIN register_numbercounter c ON c.block_id = b.id
     WHERE b.id IN (SELECT block_id FROM register_load WHERE request_id = request)
  ), counted AS (
    SELECT l.*, (row_number() OVER (PARTITION BY l.block_id ORDER BY l.turn))::integer AS rank
      FROM register_load l WHERE l.request_id = request
  ), coming AS MATERIALIZED (
    SELECT (moment || lpad(to_hex(l.turn >> 20 & 4095), 3, '0') || '8' || lpad(to_hex(l.turn & 1048575), 5, '0')
              || right(gen_random_uuid()::text, 10))::uuid AS id,
           nextval('register_boundaryversion_id_seq') AS version_id, place.*, last_number + rank AS number,
           coalesce(NULLIF(l.label, ''), (last_number + rank)::text) AS parcel_label,
           prefix || lpad((last_number + rank)::text, 4, '0') || '000' AS body, l.source_id, l.several_parts, l.deed_area_m2,
           ST_Multi(ST_SnapToGrid(ST_Force2D(ST_SetSRID(l.geom, srid)), 0.001)) AS geom
      FROM counted l JOIN place USING (block_id)
  ), coded AS MATERIALIZED (
    SELECT coming.*, body || lpad((98 - (body || '00')::numeric % 97)::text, 2, '0') AS code FROM coming
  ), identities AS (
    INSERT INTO register_parcel (id, source_system, source_id, municipality_id, district_id, plan_id, block_id, parcel_label,
                                 code, state, state_since, deed_area_m2, created_at)
    SELECT id, origin, source_id, municipality_id, district_id, plan_id, block_id, parcel_label, code, standing, now(),
           deed_area_m2, now() FROM coded
  ), shapes AS (
    INSERT INTO register_boundaryversion (id, municipality_id, parcel_id, geom, several_parts, valid, recorded, accuracy_m,
                                          source, recorded_by_id)
    SELECT version_id, municipality_id, id, geom, several_parts, tstzrange(coalesce(since, now()), NULL), held, accuracy,
           made_from, by_user FROM coded
  ), numbers AS (
    INSERT INTO register_allottednumber (block_id, municipality_id, number, suffix, parcel_id, request_id, allotted_at)
    SELECT block_id, municipality_id, number, 0, id, request, now() FROM coded
  ), changes AS (
    INSERT INTO register_statechange (parcel_id, municipality_id, source, target, changed_at, changed_by_id, reason)
    SELECT id, municipality_id, step.source, step.target, now(), actor, grounds
      FROM coded CROSS JOIN (VALUES ('proposed', 'provisional'), ('provisional', 'active')) AS step (source, target)
     WHERE step.source = 'proposed' OR step.target = standing
  ), shown AS (
    INSERT INTO register_publishedparcel
      (id, version_id, municipality_id, municipality_name, municipality_name_en, district_id, district_code, district_name,
       district_name_en, district_kind, plan_id, plan_number, block_id, block_label, number, code, state, state_since, area_m2, geom)
    SELECT id, version_id, municipality_id, municipality_name, municipality_name_en, district_id, district_code, district_name,
           district_name_en, district_kind, plan_id, plan_number, block_id, block_label, parcel_label, code, standing, now(),
           ST_Area(geom), geom
      FROM coded WHERE coalesce(since, now()) <= now()
  ), counters AS (
    UPDATE register_numbercounter c SET last_number = taken.last
      FROM (SELECT block_id, max(number) AS last FROM coded GROUP BY block_id) AS taken WHERE c.block_id = taken.block_id
  )
  SELECT int8range(min(version_id), max(version_id), '[]') INTO versions FROM coming;
  RETURN versions;
END
$$;

-- Gives every vertex of new versions its identity: the mark that is there already, or a new one (as register_points_v1).
CREATE FUNCTION load_points_v1(versions int8range) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
AS $$
  INSERT INTO register_boundarypoint AS held (id, geom, x_mm, y_mm, municipalities, first_recorded_at)
  SELECT gen_random_uuid(), ST_SetSRID(ST_MakePoint(min(x), min(y)), min(srid)), x_mm, y_mm,
         array_agg(municipality_id ORDER BY municipality_id), now()
    FROM (SELECT round(ST_X(vertex.geom) * 1000)::bigint AS x_mm, round(ST_Y(vertex.geom) * 1000)::bigint AS y_mm,
                 v.municipality_id, min(ST_X(vertex.geom)) AS x, min(ST_Y(vertex.geom)) AS y, min(ST_SRID(v.geom)) AS srid
            FROM register_boundaryversion AS v CROSS JOIN LATERAL ST_DumpPoints(v.geom) AS vertex
           WHERE v.id >= lower(versions) AND v.id < upper(versions)
           GROUP BY 1, 2, 3) AS mark
   GROUP BY x_mm, y_mm
   ORDER BY x_mm, y_mm
  ON CONFLICT (x_mm, y_mm) DO UPDATE
    SET municipalities = ARRAY(SELECT DISTINCT unnest(held.municipalities || excluded.municipalities) ORDER BY 1)
  WHERE NOT held.municipalities @> excluded.municipalities
$$;

-- What of new versions overlaps another of them, or one that the register holds: by the rule of refuse_overlaps_v1, asked
-- once a pair. Most pairs are proved legal without it. A circle of the rule's radius r in both surfaces has its centre at
-- least r inside of each; a surface shrunk towards any point by the factor 1 - r / (R + r), R the farthest that it reaches
-- from there, still holds every such centre. So where the shrunk surfaces do not meet, there is no such circle.
-- NULL, or: rows in the way of each other by their own keys, parcels in the way that the caller may see, how many others.
CREATE FUNCTION load_overlaps_v1(versions int8range) RETURNS json
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  r constant double precision := 0.00074;  -- a hair below the rule's, for what shrinking rounds
  facts json;
BEGIN
  SELECT json_build_object(
           'rows', json_agg(DISTINCT mine.source_id ORDER BY mine.source_id),
           'parcels', coalesce(json_agg(DISTINCT other.id) FILTER (WHERE other.visible AND NOT other.new), '[]'),
           'hidden', count(DISTINCT other.id) FILTER (WHERE NOT other.visible AND NOT other.new))
    INTO facts
    FROM (
      SELECT pair.parcel_id, pair.other_id, pair.new
        FROM (
          SELECT mine.parcel_id, mine.geom AS geom, other.parcel_id AS other_id, other.geom AS other_geom,
                 other.id <@ versions AS new, mine.shrunk, other.centre AS centre
            FROM (SELECT v.id, v.parcel_id, v.valid, v.geom, ST_Scale(v.geom, ST_MakePoint(1 - f, 1 - f), c) AS shrunk
                    FROM register_boundaryversion v
                   CROSS JOIN LATERAL (SELECT ST_Centroid(v.geom) AS c OFFSET 0) AS middle
                   CROSS JOIN LATERAL (SELECT r / (ST_MaxDistance(c, v.geom) + r) AS f OFFSET 0) AS factor
                   WHERE v.id >= lower(versions) AND v.id < upper(versions) OFFSET 0) AS mine
           CROSS JOIN LATERAL (
             SELECT v.id, v.parcel_id, v.geom, ST_Centroid(v.geom) AS centre FROM register_boundaryversion AS v
              WHERE v.geom && mine.shrunk AND upper_inf(v.recorded) AND v.id < mine.id AND v.valid && mine.valid
             OFFSET 0) AS other) AS pair
       WHERE CASE
               WHEN ST_Distance(pair.shrunk, ST_Scale(pair.other_geom, ST_MakePoint(
                      1 - r / (ST_MaxDistance(pair.centre, pair.other_geom) + r),
                      1 - r / (ST_MaxDistance(pair.centre, pair.other_geom) + r)), pair.centre)) > 0 THEN false
               WHEN NOT ST_Relate(pair.geom, pair.other_geom, 'T********') THEN false
               ELSE NOT ST_IsEmpty(ST_Buffer(ST_Intersection(pair.geom, pair.other_geom), -0.00075))
                    AND (SELECT state FROM register_parcel WHERE id = pair.other_id) <> 'proposed'
             END
       LIMIT 20) AS found
    JOIN register_parcel AS mine ON mine.id = found.parcel_id
    JOIN LATERAL (SELECT p.id, found.new, p.municipality_id = ANY (coalesce(current_territories_v1(), '{}')) AS visible
                    FROM register_parcel p WHERE p.id = found.other_id) AS other ON true
  HAVING count(*) > 0;
  RETURN facts;
END
$$;

-- Takes in what was brought under a request: the register is locked for all others, everything is checked set-wise, and all
-- or nothing is written. The parcels of each block are numbered in the order of their turns and stand as `standing` says,
-- provisional or active. Returns how many. Refuses: MK029 (nothing brought, or a key of the source twice), MK005 (the
-- request was used), MK004, MK010, MK011 (load_frame_v1), MK012 (a label twice in a block), MK009 (load_shapes_v1),
-- MK001 (load_overlaps_v1), MK002 (isolation), MK006 (another state).
CREATE FUNCTION load_parcels_v1(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  wide constant geometry := ST_MakeEnvelope(0, 0, 1000000, 1000);  -- more cells than lock_cells_v1 locks one by one
  versions int8range;
  facts json;
  violated text;
BEGIN
  IF standing NOT IN ('provisional', 'active') THEN
    RAISE EXCEPTION 'a load brings parcels to provisional or active' USING ERRCODE = 'MK006';
  END IF;
  IF EXISTS (SELECT FROM register_allottednumber WHERE request_id = request) THEN
    RAISE EXCEPTION 'request % was used for other parcels', request USING ERRCODE = 'MK005';
  END IF;
  IF NOT EXISTS (SELECT FROM register_load WHERE request_id = request) OR by_user IS NOT NULL
     AND NOT EXISTS (SELECT FROM accounts_user WHERE id = by_user) THEN
    RAISE EXCEPTION 'nothing was brought, or nobody knows who brings it' USING ERRCODE = 'MK029',
      DETAIL = json_build_object('reason', 'Empty')::text;
  END IF;
  PERFORM load_frame_v1(request);
  PERFORM lock_cells_v1(ARRAY[wide]);
  PERFORM load_shapes_v1(request);
  BEGIN
    versions := load_rows_v1(request, origin, made_from, accuracy, since, by_user, standing);
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
  facts := load_overlaps_v1(versions);
  IF facts IS NOT NULL THEN
    RAISE EXCEPTION 'the boundary overlaps another parcel' USING ERRCODE = 'MK001', DETAIL = facts::text;
  END IF;
  PERFORM load_points_v1(versions);
  DELETE FROM register_load WHERE request_id = request;
  RETURN upper(versions) - lower(versions);
END
$$;

ALTER FUNCTION load_frame_v1(uuid) OWNER TO mukhattat_guard;
ALTER FUNCTION load_shapes_v1(uuid) OWNER TO mukhattat_guard;
ALTER FUNCTION load_rows_v1(uuid, text, text, numeric, timestamptz, bigint, text) OWNER TO mukhattat_guard;
ALTER FUNCTION load_points_v1(int8range) OWNER TO mukhattat_guard;
ALTER FUNCTION load_overlaps_v1(int8range) OWNER TO mukhattat_guard;
ALTER FUNCTION load_parcels_v1(uuid, text, text, numeric, timestamptz, bigint, text) OWNER TO mukhattat_guard;
