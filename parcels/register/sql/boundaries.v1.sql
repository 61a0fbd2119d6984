-- What a boundary must be: sound, of one part unless flagged, at most 20,000 vertices, in the parcel's municipality.
ALTER TABLE register_boundaryversion
  ADD CONSTRAINT boundary_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
  ADD CONSTRAINT boundary_vertices CHECK (ST_NPoints(geom) <= 20000),
  ADD CONSTRAINT boundary_parts CHECK (several_parts OR ST_NumGeometries(geom) = 1),
  ADD CONSTRAINT boundary_ranges CHECK (NOT isempty(valid) AND NOT isempty(recorded)),
  -- An end at "infinity" is not an open end: upper_inf() would not see it, and with it every rule about what is held.
  ADD CONSTRAINT boundary_open_ends CHECK (isfinite(lower(valid)) IS NOT FALSE AND isfinite(upper(valid)) IS NOT FALSE
    AND isfinite(lower(recorded)) IS NOT FALSE AND isfinite(upper(recorded)) IS NOT FALSE),
  ADD CONSTRAINT boundary_municipality FOREIGN KEY (parcel_id, municipality_id)
    REFERENCES register_parcel (id, municipality_id) ON UPDATE CASCADE;

-- Every vertex lies on the millimetre: one double for one millimetre, whoever computed it. System time is the
-- database's: a version is held from the transaction that wrote it (MK003). What a person can draw wrong is refused
-- here with its reason and place before the constraints would refuse it without (MK009).
CREATE FUNCTION before_boundary_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  flaw record;
BEGIN
  IF NEW.recorded IS DISTINCT FROM tstzrange(now(), NULL) THEN
    RAISE EXCEPTION 'a boundary version is held from its own transaction on' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  NEW.geom := ST_Multi(ST_SnapToGrid(ST_Force2D(NEW.geom), 0.001));
  SELECT d.reason, ST_X(d.location) AS x, ST_Y(d.location) AS y INTO flaw
    FROM ST_IsValidDetail(NEW.geom) AS d WHERE NOT d.valid
   UNION ALL SELECT 'Empty', NULL, NULL WHERE ST_IsEmpty(NEW.geom)
   UNION ALL SELECT 'Too many vertices', NULL, NULL WHERE ST_NPoints(NEW.geom) > 20000
   -- Nowhere wider than what refuse_overlaps_v1 lets neighbours share: such a parcel could lie inside another.
   UNION ALL SELECT 'Too narrow', ST_X(ST_PointN(ST_ExteriorRing(part.geom), 1)), ST_Y(ST_PointN(ST_ExteriorRing(part.geom), 1))
               FROM ST_Dump(NEW.geom) AS part WHERE ST_IsValid(NEW.geom) AND ST_IsEmpty(ST_Buffer(part.geom, -0.001))
   UNION ALL SELECT 'Several parts', NULL, NULL WHERE ST_NumGeometries(NEW.geom) > 1 AND NOT NEW.several_parts
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the boundary is not a sound surface: %', flaw.reason USING ERRCODE = 'MK009',
      DETAIL = json_build_object('reason', flaw.reason, 'x', flaw.x, 'y', flaw.y)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_snap BEFORE INSERT ON register_boundaryversion
  FOR EACH ROW EXECUTE FUNCTION before_boundary_insert_v1();

-- A version is never rewritten: an open end of its ranges may be closed, once, the register's own at the present
-- transaction; nothing else moves. A municipality may take the parcel with it. SQLSTATE MK003.
CREATE FUNCTION before_boundary_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.id, NEW.parcel_id, NEW.several_parts, NEW.accuracy_m, NEW.source, NEW.recorded_by_id)
     IS DISTINCT FROM (OLD.id, OLD.parcel_id, OLD.several_parts, OLD.accuracy_m, OLD.source, OLD.recorded_by_id)
     OR NOT ST_OrderingEquals(NEW.geom, OLD.geom)
     OR NOT (NEW.valid = OLD.valid OR upper_inf(OLD.valid) AND NEW.valid = OLD.valid * tstzrange(NULL, upper(NEW.valid)))
     OR NOT (NEW.recorded = OLD.recorded OR upper_inf(OLD.recorded) AND NEW.recorded = OLD.recorded * tstzrange(NULL, now()))
     OR NOT upper_inf(OLD.recorded) AND NEW.municipality_id = OLD.municipality_id THEN
    RAISE EXCEPTION 'a boundary version is closed, never rewritten' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_close BEFORE UPDATE ON register_boundaryversion
  FOR EACH ROW EXECUTE FUNCTION before_boundary_update_v1();

-- Refuses versions that overlap a neighbour held by the register in the same legal time; a proposed parcel claims
-- nothing yet. Runs as the guard: under row level security an ordinary trigger does not see the other territory's rows.
-- The parcels' rows are locked before the cells: whoever brings one into force meanwhile waits, and then sees the version.
-- Overlap: boxes meet, interiors meet, and what is common is somewhere wider than 1.5 mm. Snapping a shared side to the
-- millimetre moves each of its two descriptions by at most 0.71 mm: neighbours whose corners lie on each other's sides
-- overlap by up to 1.42 mm and no more, and are legal; a strip of 5 mm stays wider than 3.5 mm and is not.
-- The neighbours are sought version by version through the spatial index, whatever the planner believes of the tables:
-- statistics of an empty table, right before it is filled, made it compare all with all.
-- SQLSTATE MK001; DETAIL names the parcels that the caller may see and counts the others.
CREATE FUNCTION refuse_overlaps_v1(versions bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  facts json;
BEGIN
  PERFORM FROM register_parcel
    WHERE id = ANY (ARRAY(SELECT parcel_id FROM register_boundaryversion WHERE id = ANY (versions))) ORDER BY id FOR NO KEY UPDATE;
  PERFORM lock_cells_v1(ARRAY(SELECT geom FROM register_boundaryversion WHERE id = ANY (versions)));
  SELECT json_build_object(
           'parcels', coalesce(json_agg(DISTINCT parcel_id) FILTER (WHERE visible), '[]'),
           'hidden', count(DISTINCT parcel_id) FILTER (WHERE NOT visible))
    INTO facts
    FROM (
      SELECT other.parcel_id, other.municipality_id = ANY (coalesce(current_territories_v1(), '{}')) AS visible
        FROM register_boundaryversion AS mine
       CROSS JOIN LATERAL (
         SELECT v.parcel_id, v.municipality_id, v.geom FROM register_boundaryversion AS v
          WHERE v.geom && mine.geom AND upper_inf(v.recorded) AND v.valid && mine.valid AND v.parcel_id <> mine.parcel_id
         OFFSET 0) AS other  -- a fence: the planner may not turn the search round
       WHERE mine.id = ANY (versions) AND upper_inf(mine.recorded)
         AND (SELECT state FROM register_parcel WHERE id = mine.parcel_id) <> 'proposed'
         AND (SELECT state FROM register_parcel WHERE id = other.parcel_id) <> 'proposed'
         AND ST_Relate(mine.geom, other.geom, 'T********')
         AND NOT ST_IsEmpty(ST_Buffer(ST_Intersection(mine.geom, other.geom), -0.00075))
       LIMIT 20
    ) AS found
  HAVING count(*) > 0;
  IF facts IS NOT NULL THEN
    RAISE EXCEPTION 'the boundary overlaps another parcel' USING ERRCODE = 'MK001', DETAIL = facts::text;
  END IF;
END
$$;

-- Gives every vertex its identity: the mark that is there already, or a new one.
CREATE FUNCTION register_points_v1(versions bigint[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO register_boundarypoint AS held (id, geom, x_mm, y_mm, municipalities, first_recorded_at)
  SELECT gen_random_uuid(), min(vertex.geom::text)::geometry, x_mm, y_mm, array_agg(DISTINCT v.municipality_id), now()
    FROM register_boundaryversion AS v
   CROSS JOIN LATERAL ST_DumpPoints(v.geom) AS vertex
   CROSS JOIN LATERAL (SELECT round(ST_X(vertex.geom) * 1000)::bigint AS x_mm, round(ST_Y(vertex.geom) * 1000)::bigint AS y_mm) AS place
   WHERE v.id = ANY (versions)
   GROUP BY x_mm, y_mm
   ORDER BY x_mm, y_mm
  ON CONFLICT (x_mm, y_mm) DO UPDATE
    SET municipalities = ARRAY(SELECT DISTINCT unnest(held.municipalities || excluded.municipalities) ORDER BY 1)
  WHERE NOT held.municipalities @> excluded.municipalities
$$;

-- After any change of versions: one call for the whole statement, so that its cells are locked in one sorted pass.
CREATE FUNCTION after_boundaries_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  versions bigint[];
BEGIN
  versions := ARRAY(SELECT id FROM changed_versions);
  IF cardinality(versions) = 0 THEN
    RETURN NULL;
  END IF;
  PERFORM refuse_overlaps_v1(versions);
  PERFORM register_points_v1(versions);
  PERFORM publish_parcels_v1(ARRAY(SELECT DISTINCT parcel_id FROM changed_versions));
  RETURN NULL;
END
$$;
