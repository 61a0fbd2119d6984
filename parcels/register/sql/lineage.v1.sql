-- Holds what is against what would be: the same land, to 1 mm along every boundary (INTEGRITY: snapping to the millimetre
-- moves area). `gained` came from no parcel, `released` goes to none. SQLSTATE MK014.
CREATE FUNCTION land_conserved_v1(former geometry[], coming geometry[], gained geometry, released geometry) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  tolerance double precision;
  differs double precision;
  residual double precision;
BEGIN
  SELECT 0.001 * sum(ST_Perimeter(shape)) INTO tolerance
    FROM unnest(former || coming || gained || released) AS shape WHERE shape IS NOT NULL;
  SELECT sum(CASE WHEN turn <= cardinality(coming) THEN ST_Area(shape) ELSE -ST_Area(shape) END)
       + coalesce(ST_Area(released), 0) - coalesce(ST_Area(gained), 0)
    INTO residual FROM unnest(coming || former) WITH ORDINALITY AS land (shape, turn);
  differs := ST_Area(ST_SymDifference(
    (SELECT ST_Union(shape) FROM unnest(former || gained) AS shape WHERE shape IS NOT NULL),
    (SELECT ST_Union(shape) FROM unnest(coming || released) AS shape WHERE shape IS NOT NULL)));
  IF greatest(differs, abs(residual)) > tolerance THEN
    RAISE EXCEPTION 'not the same land: % m² differ', round(greatest(differs, abs(residual))::numeric, 3)
      USING ERRCODE = 'MK014', DETAIL = json_build_object('differs_m2', round(greatest(differs, abs(residual))::numeric, 3),
                                                          'tolerance_m2', round(tolerance::numeric, 3))::text;
  END IF;
  RETURN residual;
END
$$;

-- Locks what a change of land touches, in the one order of the system: parcels, number counters, cells; and says whether
-- it may be changed: in one district of the territories of this transaction (MK004), in force and not frozen (MK006).
CREATE FUNCTION lock_land_v1(touched uuid[], shapes geometry[]) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  land record;
BEGIN
  PERFORM FROM register_parcel p WHERE p.id = ANY (touched) ORDER BY p.id FOR UPDATE;
  SELECT count(*) AS found, count(DISTINCT (p.district_id, p.municipality_id)) AS places, min(p.municipality_id) AS municipality,
         bool_and(p.state IN ('active', 'under_change')) AS changeable
    INTO land FROM register_parcel p WHERE p.id = ANY (touched);
  IF land.found <> cardinality(touched) OR land.places <> 1
     OR (land.municipality = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'a parcel is not in one district of the territories of this transaction' USING ERRCODE = 'MK004';
  ELSIF NOT land.changeable THEN
    RAISE EXCEPTION 'a parcel is not in a state in which its land can change' USING ERRCODE = 'MK006';
  END IF;
  PERFORM FROM register_numbercounter c
    WHERE c.block_id IN (SELECT p.block_id FROM register_parcel p WHERE p.id = ANY (touched)) ORDER BY c.block_id FOR UPDATE;
  PERFORM lock_cells_v1(shapes || ARRAY(
    SELECT v.geom FROM register_boundaryversion v WHERE v.parcel_id = ANY (touched) AND upper_inf(v.recorded)));
  RETURN land.municipality;
END
$$;

-- One change of land: parcels end, keep their number with another boundary, or begin, and together they hold the land that
-- was held before. All of it in this transaction, true in law from its instant on, once per request.
-- Runs as the guard. Refuses: MK004 outside the territories; MK005 the request was used for another change; MK006 a state;
-- MK014 land appears or disappears; MK001 overlap; MK009 a flawed shape; MK011 no suffix left.
-- Legal time: the old boundary ends where the new one begins; a correction says that it was never otherwise, and takes the
-- old one's place in law. System time: the row that said otherwise is closed, and what is known now is written beside it.
CREATE FUNCTION change_land_v1(
  request uuid, change_kind text, for_case uuid, why text, actor bigint,
  ended uuid[], kept uuid[], kept_shapes geometry[], child_parents uuid[], child_shapes geometry[],
  gained geometry, released geometry, shape_source text, shape_accuracy numeric)
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  corrects constant boolean := change_kind = 'correction';
  touched constant uuid[] := ended || kept;
  coming geometry[] := ARRAY(SELECT ST_SnapToGrid(shape, 0.001) FROM unnest(kept_shapes || child_shapes) AS shape);
  event uuid;
  office integer;
  residual double precision;
BEGIN
  PERFORM FROM register_parcel p WHERE p.id = ANY (touched) ORDER BY p.id FOR UPDATE;
  event := known_change_v1(request, change_kind, touched);  -- after the lock: whoever makes it now holds the parcels
  IF event IS NOT NULL THEN
    RETURN event;
  END IF;
  office := lock_land_v1(touched, coming || gained || released);
  IF corrects THEN
    SELECT c.gained, c.released INTO gained, released FROM land_moved_v1(touched, coming) AS c;
  END IF;
  residual := land_conserved_v1(ARRAY(SELECT v.geom FROM register_boundaryversion v
    WHERE v.parcel_id = ANY (touched) AND upper_inf(v.recorded) AND upper_inf(v.valid)), coming, gained, released);
  event := record_change_v1(request, change_kind, office, for_case, why, actor, residual, gained, released);
  PERFORM replace_boundaries_v1(touched, kept, kept_shapes, corrects, shape_source, shape_accuracy, actor);
  PERFORM begin_children_v1(event, child_parents, child_shapes, shape_source, shape_accuracy, actor);
  PERFORM end_parcels_v1(ended, change_kind);
  UPDATE register_parcel SET state = 'active' WHERE id = ANY (kept) AND state = 'under_change';
  PERFORM link_lineage_v1(event, office, touched);
  RETURN event;
END
$$;

-- A plan takes the place of parcels: they end, and parcels that were entered as proposed under the new plan are numbered
-- and come into force. Streets move too, so the land is not the same: what came and what went is recorded. Runs as the
-- guard; once per request; refusals as above, and those of numbering.
CREATE FUNCTION replan_land_v1(request uuid, for_case uuid, why text, actor bigint,
                               ended uuid[], children uuid[], in_blocks bigint[], labels text[])
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  event uuid;
  coming geometry[];
  office integer;
  moved record;
  place bigint;
BEGIN
  PERFORM FROM register_parcel p WHERE p.id = ANY (ended || children) ORDER BY p.id FOR UPDATE;
  event := known_change_v1(request, 'replan', ended);
  IF event IS NOT NULL THEN
    RETURN event;
  END IF;
  INSERT INTO register_numbercounter (block_id, last_number) SELECT DISTINCT b, 0 FROM unnest(in_blocks) AS b ON CONFLICT DO NOTHING;
  PERFORM FROM register_numbercounter c WHERE c.block_id = ANY (in_blocks)
    OR c.block_id IN (SELECT p.block_id FROM register_parcel p WHERE p.id = ANY (ended)) ORDER BY c.block_id FOR UPDATE;
  coming := ARRAY(SELECT v.geom FROM register_boundaryversion v WHERE v.parcel_id = ANY (children) AND upper_inf(v.recorded));
  office := lock_land_v1(ended, coming);
  SELECT c.gained, c.released INTO moved FROM land_moved_v1(ended, coming) AS c;
  event := record_change_v1(request, 'replan', office, for_case, why, actor, 0, moved.gained, moved.released);
  PERFORM replace_boundaries_v1(ended, '{}', '{}', false, '', NULL, actor);
  PERFORM end_parcels_v1(ended, 'replan');
  PERFORM begin_now_v1(children, actor);
  FOR place IN SELECT DISTINCT b FROM unnest(in_blocks) AS b ORDER BY 1 LOOP
    PERFORM allot_numbers_v1(md5(event::text || place)::uuid, place,
      ARRAY(SELECT c.id FROM unnest(children, in_blocks) WITH ORDINALITY AS c (id, block, turn) WHERE c.block = place ORDER BY c.turn),
      ARRAY(SELECT l.label FROM unnest(labels, in_blocks) WITH ORDINALITY AS l (label, block, turn) WHERE l.block = place ORDER BY l.turn));
  END LOOP;
  UPDATE register_parcel SET state = 'active' WHERE id = ANY (children);
  PERFORM link_replanned_v1(event, office, ended, children);
  RETURN event;
END
$$;

-- Lets the boundaries of proposed parcels be true in law from now on: before, the land was still another's.
CREATE FUNCTION begin_now_v1(children uuid[], actor bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  closed bigint[];
BEGIN
  WITH ending AS (
    UPDATE register_boundaryversion v SET recorded = tstzrange(lower(v.recorded), now())
     WHERE v.parcel_id = ANY (children) AND upper_inf(v.recorded) AND lower(v.valid) < now() RETURNING v.id
  ) SELECT array_agg(id) INTO closed FROM ending;
  INSERT INTO register_boundaryversion
    (parcel_id, municipality_id, geom, several_parts, valid, recorded, accuracy_m, source, recorded_by_id)
  SELECT v.parcel_id, v.municipality_id, v.geom, v.several_parts, tstzrange(now(), NULL), tstzrange(now(), NULL),
         v.accuracy_m, v.source, actor
    FROM register_boundaryversion v WHERE v.id = ANY (closed);
END
$$;

-- The change that this request made before, or NULL. SQLSTATE MK005: it was another one.
CREATE FUNCTION known_change_v1(request uuid, change_kind text, touched uuid[]) RETURNS uuid
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  known record;
BEGIN
  SELECT e.id, e.kind, e.municipality_id, ARRAY(SELECT DISTINCT l.parent_id FROM register_lineagelink l WHERE l.event_id = e.id) AS parents
    INTO known FROM register_lineageevent e WHERE e.request_id = request;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF known.kind <> change_kind OR NOT touched @> known.parents
     OR (known.municipality_id = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'request % was used for another change', request USING ERRCODE = 'MK005';
  END IF;
  RETURN known.id;
END
$$;

-- What new shapes take that the parcels did not hold, and what they leave; NULL where there is nothing.
CREATE FUNCTION land_moved_v1(touched uuid[], coming geometry[], OUT gained geometry, OUT released geometry)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  former geometry := (SELECT ST_Union(v.geom) FROM register_boundaryversion v
    WHERE v.parcel_id = ANY (touched) AND upper_inf(v.recorded) AND upper_inf(v.valid));
  after geometry := coalesce((SELECT ST_Union(shape) FROM unnest(coming) AS shape), ST_SetSRID('POLYGON EMPTY'::geometry, ST_SRID(former)));
BEGIN
  gained := ST_Multi(ST_CollectionExtract(ST_Difference(after, former), 3));
  released := ST_Multi(ST_CollectionExtract(ST_Difference(former, after), 3));
  gained := CASE WHEN ST_IsEmpty(gained) THEN NULL ELSE gained END;
  released := CASE WHEN ST_IsEmpty(released) THEN NULL ELSE released END;
END
$$;

-- Writes the event of a change and returns its id.
CREATE FUNCTION record_change_v1(request uuid, change_kind text, office integer, for_case uuid, why text, actor bigint,
                                 residual double precision, gained geometry, released geometry) RETURNS uuid
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO register_lineageevent
    (id, municipality_id, kind, request_id, happened_at, recorded_at, case_id, reason, decided_by_id, residual_m2, gained, released)
  VALUES (gen_random_uuid(), office, change_kind, request, now(), now(), for_case, why, actor, residual, ST_Multi(gained), ST_Multi(released))
  RETURNING id
$$;

-- Ends the boundaries that are held of the touched parcels, and gives the kept ones their new shape.
CREATE FUNCTION replace_boundaries_v1(touched uuid[], kept uuid[], kept_shapes geometry[], corrects boolean,
                                      shape_source text, shape_accuracy numeric, actor bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  closed bigint[];
BEGIN
  WITH ending AS (
    UPDATE register_boundaryversion v SET recorded = tstzrange(lower(v.recorded), now())
     WHERE v.parcel_id = ANY (touched) AND upper_inf(v.recorded) AND upper_inf(v.valid) RETURNING v.id
  ) SELECT array_agg(id) INTO closed FROM ending;
  INSERT INTO register_boundaryversion
    (parcel_id, municipality_id, geom, several_parts, valid, recorded, accuracy_m, source, recorded_by_id)
  SELECT v.parcel_id, v.municipality_id, v.geom, v.several_parts, tstzrange(lower(v.valid), now()), tstzrange(now(), NULL),
         v.accuracy_m, v.source, actor
    FROM register_boundaryversion v WHERE v.id = ANY (closed) AND NOT (corrects AND v.parcel_id = ANY (kept));
  INSERT INTO register_boundaryversion
    (parcel_id, municipality_id, geom, several_parts, valid, recorded, accuracy_m, source, recorded_by_id)
  SELECT v.parcel_id, v.municipality_id, new.shape, v.several_parts,
         tstzrange(CASE WHEN corrects THEN lower(v.valid) ELSE now() END, NULL), tstzrange(now(), NULL),
         shape_accuracy, shape_source, actor
    FROM unnest(kept, kept_shapes) AS new (parcel, shape)
    JOIN register_boundaryversion v ON v.parcel_id = new.parcel AND v.id = ANY (closed);
END
$$;

-- Enters new parcels, each under the number of the parcel that it continues: 12 becomes 12/1, 12/2; a part of 12/1 is the
-- next suffix of 12; a suffix that was used once is never used again, nor one that the plan wrote itself.
CREATE FUNCTION begin_children_v1(event uuid, parents uuid[], shapes geometry[],
                                  shape_source text, shape_accuracy numeric, actor bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  most constant integer := 999;
  family record;
  child uuid;
  next integer;
BEGIN
  FOR family IN
    SELECT p.municipality_id, p.district_id, p.plan_id, p.block_id, p.code, n.number, new.shape,
           (SELECT r.parcel_label FROM register_allottednumber f JOIN register_parcel r ON r.id = f.parcel_id
             WHERE f.block_id = n.block_id AND f.number = n.number AND f.suffix = 0) AS label
      FROM unnest(parents, shapes) WITH ORDINALITY AS new (parent, shape, turn)
      JOIN register_parcel p ON p.id = new.parent
      JOIN register_allottednumber n ON n.parcel_id = p.id
     ORDER BY new.turn
  LOOP
    child := gen_random_uuid();
    INSERT INTO register_parcel
      (id, municipality_id, district_id, plan_id, parcel_label, state, state_since, created_at, source_system, source_id)
      VALUES (child, family.municipality_id, family.district_id, family.plan_id, '', 'proposed', now(), now(), '', '');
    INSERT INTO register_boundaryversion
      (parcel_id, municipality_id, geom, several_parts, valid, recorded, accuracy_m, source, recorded_by_id)
      VALUES (child, family.municipality_id, family.shape, false,
              tstzrange(now(), NULL), tstzrange(now(), NULL), shape_accuracy, shape_source, actor);
    SELECT max(n.suffix) + 1 INTO next FROM register_allottednumber n WHERE n.block_id = family.block_id AND n.number = family.number;
    WHILE EXISTS (SELECT FROM register_parcel p WHERE p.block_id = family.block_id AND p.parcel_label = family.label || '/' || next) LOOP
      next := next + 1;
    END LOOP;
    IF next > most THEN
      RAISE EXCEPTION 'number % has no more parts', family.label USING ERRCODE = 'MK011';
    END IF;
    INSERT INTO register_allottednumber (block_id, municipality_id, number, suffix, parcel_id, request_id, allotted_at)
      VALUES (family.block_id, family.municipality_id, family.number, next, child, event, now());
    UPDATE register_parcel p
       SET block_id = family.block_id, state = 'provisional', parcel_label = family.label || '/' || next,
           code = land_code_v1(left(family.code, 3), substr(family.code, 4, 3), substr(family.code, 7, 3), family.number, next)
     WHERE p.id = child;
    UPDATE register_parcel SET state = 'active' WHERE id = child;
  END LOOP;
END
$$;

-- Retires parcels, by the kind of change.
CREATE FUNCTION end_parcels_v1(ended uuid[], change_kind text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  last_state constant text := CASE change_kind
    WHEN 'split' THEN 'retired_split' WHEN 'merge' THEN 'retired_merge' WHEN 'replan' THEN 'retired_replan'
    WHEN 'expropriation' THEN 'retired_expropriated' WHEN 'correction' THEN 'retired_error' END;
BEGIN
  IF cardinality(ended) > 0 AND last_state IS NULL THEN
    RAISE EXCEPTION 'no parcel ends by %', change_kind USING ERRCODE = 'MK006';
  END IF;
  UPDATE register_parcel SET state = 'under_change' WHERE id = ANY (ended) AND state = 'active';
  UPDATE register_parcel SET state = last_state WHERE id = ANY (ended);
END
$$;

-- Writes who came from whom with the land that passed: every pair of a boundary that this transaction closed and one that
-- it wrote and that is true in law from now on.
CREATE FUNCTION link_lineage_v1(event uuid, office integer, touched uuid[]) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO register_lineagelink (event_id, municipality_id, parent_id, child_id, area_m2, parent_share, child_share)
  SELECT event, office, was.parcel_id, comes.parcel_id, common.area, common.area / ST_Area(was.geom), common.area / ST_Area(comes.geom)
    FROM register_boundaryversion was
    JOIN register_boundaryversion comes
      ON comes.geom && was.geom AND lower(comes.recorded) = now() AND upper_inf(comes.recorded) AND upper_inf(comes.valid)
   CROSS JOIN LATERAL (SELECT ST_Area(ST_Intersection(was.geom, comes.geom)) AS area) AS common
   WHERE was.parcel_id = ANY (touched) AND upper(was.recorded) = now() AND upper_inf(was.valid)
     AND (common.area > 0.001 * ST_Perimeter(was.geom) OR was.parcel_id = comes.parcel_id)
$$;

-- The same between the parcels that a plan ended and those that it brought into force.
CREATE FUNCTION link_replanned_v1(event uuid, office integer, ended uuid[], children uuid[]) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
  INSERT INTO register_lineagelink (event_id, municipality_id, parent_id, child_id, area_m2, parent_share, child_share)
  SELECT event, office, was.parcel_id, comes.parcel_id, common.area, common.area / ST_Area(was.geom), common.area / ST_Area(comes.geom)
    FROM register_boundaryversion was
    JOIN register_boundaryversion comes ON comes.geom && was.geom AND comes.parcel_id = ANY (children) AND upper_inf(comes.recorded)
   CROSS JOIN LATERAL (SELECT ST_Area(ST_Intersection(was.geom, comes.geom)) AS area) AS common
   WHERE was.parcel_id = ANY (ended) AND upper(was.recorded) = now() AND upper_inf(was.valid)
     AND common.area > 0.001 * ST_Perimeter(was.geom)
$$;
