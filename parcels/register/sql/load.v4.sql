-- A load goes past triggers: what it shows is noted here (geo/layers/sql/changes.v1.sql), a box a block. Else as load_parcels_v3.
CREATE FUNCTION load_parcels_v4(request uuid, origin text, made_from text, accuracy numeric, since timestamptz, by_user bigint,
  standing text, bare_from bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  wide constant geometry := ST_MakeEnvelope(0, 0, 1000000, 1000);  -- more cells than lock_cells_v1 locks one by one
  many constant bigint := (SELECT count(*) FROM register_load WHERE request_id = request);
  bare boolean := false;
  boxes geometry[];
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
  -- A side of a box in the storage CRS is bent in EPSG:3857, by centimetres a kilometre: in parts, with a metre to spare.
  EXECUTE $ask$
    SELECT array_agg(ST_Expand(ST_Transform(ST_Segmentize(ST_SetSRID(box::geometry, $1), 200), 3857), 1))
      FROM (SELECT ST_Extent(geom) AS box FROM register_staging.coming GROUP BY block_id) AS block
  $ask$ INTO boxes USING Find_SRID('public', 'register_boundaryversion', 'geom');
  PERFORM note_shapes_v1('register_publishedparcel', boxes);
  EXECUTE 'DROP TABLE register_staging.coming, register_staging.snapped, register_staging.place,
           register_staging.numbered, register_staging.meeting, register_staging.mark, register_staging.border';
  DELETE FROM register_load WHERE request_id = request;
  RETURN many;
END
$$;

DROP FUNCTION load_parcels_v3(uuid, text, text, numeric, timestamptz, bigint, text, bigint);

ALTER FUNCTION load_parcels_v4(uuid, text, text, numeric, timestamptz, bigint, text, bigint) OWNER TO mukhattat_guard;
