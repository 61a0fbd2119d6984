-- How a load is checked before anything of it is written.

-- As load_overlaps_v2, and pairs of the load that may overlap are found without an index: by square cells in which the boxes of
-- shrunk surfaces lie, each pair in the one cell that holds the lower left corner of what their boxes share. Cells are large
-- enough that no surface lies in more than some 250,000.
CREATE FUNCTION load_overlaps_v5(since timestamptz) RETURNS json
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET work_mem = '256MB'
SET enable_mergejoin = off
AS $$
DECLARE
  side double precision;
  held boolean;
  facts json;
BEGIN
  EXECUTE $ask$
    SELECT greatest(64, max(greatest(ST_XMax(shrunk) - ST_XMin(shrunk), ST_YMax(shrunk) - ST_YMin(shrunk))) / 500)
      FROM register_staging.coming WHERE NOT ST_IsEmpty(shrunk)
  $ask$ INTO side;
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.cell AS
    SELECT column_, row_, version_id, west, south, east, north, shrunk
      FROM (SELECT version_id, shrunk, ST_XMin(shrunk) AS west, ST_YMin(shrunk) AS south, ST_XMax(shrunk) AS east,
                   ST_YMax(shrunk) AS north FROM register_staging.coming) AS boxed,
           generate_series(floor(west / %1$L)::bigint, floor(east / %1$L)::bigint) AS column_,
           generate_series(floor(south / %1$L)::bigint, floor(north / %1$L)::bigint) AS row_
  $make$, side);
  EXECUTE format($make$
    CREATE UNLOGGED TABLE register_staging.near AS
    SELECT mine.version_id AS mine_id, other.version_id AS other_id
      FROM register_staging.cell AS mine JOIN register_staging.cell AS other USING (column_, row_)
     WHERE other.version_id < mine.version_id
       AND mine.west <= other.east AND other.west <= mine.east AND mine.south <= other.north AND other.south <= mine.north
       AND floor(greatest(mine.west, other.west) / %1$L) = column_ AND floor(greatest(mine.south, other.south) / %1$L) = row_
       AND ST_Distance(mine.shrunk, other.shrunk) = 0
  $make$, side);
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM register_boundaryversion v WHERE v.geom && whole.box AND upper_inf(v.recorded))
      FROM (SELECT ST_SetSRID(ST_Extent(shrunk)::geometry, $1) AS box FROM register_staging.coming) AS whole
  $ask$ INTO held USING Find_SRID('public', 'register_boundaryversion', 'geom');
  EXECUTE $make$
    CREATE UNLOGGED TABLE register_staging.meeting AS
    SELECT mine.source_id, other.id AS other_id, NULL::bigint AS held_id
      FROM register_staging.near JOIN register_staging.coming AS mine ON mine.version_id = near.mine_id
      JOIN register_staging.coming AS other ON other.version_id = near.other_id
     WHERE CASE WHEN NOT ST_Relate(mine.geom, other.geom, 'T********') THEN false
                ELSE NOT ST_IsEmpty(ST_Buffer(ST_Intersection(mine.geom, other.geom), -0.00075)) END
  $make$ || CASE WHEN held THEN format($make$
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
  $make$, coalesce(since, now())) ELSE '' END;
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

-- Checks what was brought under a request and stages it (load.v3.sql); returns how many, or
-- NULL where another session holds the lock for this one and the frame is in use. Refuses: MK029 (nothing brought, or the
-- register is not locked), MK005 (the request was used), MK004, MK010, MK011 (load_frame_v1), MK009 (load_shapes_v3), MK001
-- (load_overlaps_v5), MK006 (another state).
CREATE FUNCTION load_check_v5(request uuid, since timestamptz, by_user bigint, standing text, holder integer) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  many constant bigint := (SELECT count(*) FROM register_load WHERE request_id = request);
  unsound boolean;
  facts json;
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
  PERFORM load_alone_v5(holder);
  -- Who holds the frame may wait for the register lock, and beside another session nobody would see that we wait for him.
  IF holder <> pg_backend_pid() THEN
    PERFORM set_config('lock_timeout', '3s', true);
  END IF;
  BEGIN
    PERFORM load_frame_v1(request);
  EXCEPTION WHEN lock_not_available THEN
    RETURN NULL;
  END;
  IF holder <> pg_backend_pid() THEN
    PERFORM set_config('lock_timeout', '0', true);
  END IF;
  PERFORM load_stage_v3(request);
  EXECUTE 'SELECT EXISTS (SELECT FROM register_staging.coming WHERE NOT sound)' INTO unsound;
  IF unsound THEN
    PERFORM load_shapes_v3();
  END IF;
  facts := load_overlaps_v5(since);
  IF facts IS NOT NULL THEN
    RAISE EXCEPTION 'the boundary overlaps another parcel' USING ERRCODE = 'MK001', DETAIL = facts::text;
  END IF;
  RETURN many;
END
$$;

ALTER FUNCTION load_overlaps_v5(timestamptz) OWNER TO mukhattat_guard;
ALTER FUNCTION load_check_v5(uuid, timestamptz, bigint, text, integer) OWNER TO mukhattat_guard;
