-- A load by two sessions at once. What the register holds (parcels, boundaries, numbers, states) is written by one
-- transaction, all or nothing, as ever. What is only derived of it (the projection, its words, the marks of corners) is written
-- meanwhile by a second one, which also holds the register lock from before the first begins until after it ended, and commits
-- after it. Readers of the projection wait for the second. Between the two commits stands a row of register_unshownload: should
-- the server or the client end there, load_finish_v5 makes up for what is missing. See docs/decisions/0012-bulk-load.md.
CREATE TABLE register_unshownload (request_id uuid PRIMARY KEY, recorded_at timestamptz NOT NULL);

-- Shows what a load by two sessions wrote and, because it was cut off between its two commits, did not show; a block at a
-- time, and takes away what it left. May be repeated. Returns how many loads.
CREATE FUNCTION load_finish_v5() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  cut uuid;
  place bigint;
  found uuid[];
  finished integer := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM register_unshownload) THEN
    RETURN 0;
  END IF;
  PERFORM load_hold_v5();  -- a load that is between its commits holds it: what is seen after this was cut off
  FOR cut IN SELECT request_id FROM register_unshownload ORDER BY recorded_at LOOP
    FOR place IN SELECT DISTINCT block_id FROM register_allottednumber WHERE request_id = cut ORDER BY block_id LOOP
      found := ARRAY(SELECT parcel_id FROM register_allottednumber WHERE request_id = cut AND block_id = place ORDER BY number);
      PERFORM register_points_v1(ARRAY(SELECT id FROM register_boundaryversion WHERE parcel_id = ANY (found)));
      PERFORM publish_parcels_v1(found);
    END LOOP;
    DELETE FROM register_unshownload WHERE request_id = cut;
    finished := finished + 1;
  END LOOP;
  PERFORM load_unstage_v5();
  DELETE FROM register_load;
  RETURN finished;
END
$$;

-- Begins a load in its second session: one such load at a time, until that session ends, and the register lock, until its
-- transaction does. Returns who holds them.
CREATE FUNCTION load_begin_v5() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_lock(5104111);
  RETURN load_hold_v5();
END
$$;

-- Finishes what a load by two sessions wrote and takes away what it left, where one was cut off. Rows of a load that only waits
-- for the lock are not committed and not seen; another load by two sessions is waited for.
CREATE FUNCTION load_clean_v5() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(5104111);
  PERFORM load_hold_v5();
  PERFORM load_finish_v5();
  PERFORM load_unstage_v5();
  DELETE FROM register_load;
END
$$;

-- Locks the frame of a staged load anew (as load_frame_v1 did when it was checked), in a transaction of its own: its moment, or NULL where the load is better written by
-- one session alone: it is small beside the register, the frame has changed since, or somebody holds it who may wait for us.
CREATE FUNCTION load_again_v5(bare_from bigint, holder integer) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
  many bigint;
  changed boolean;
BEGIN
  PERFORM load_alone_v5(holder);
  EXECUTE 'SELECT count(*) FROM register_staging.coming' INTO many;
  IF many < bare_from OR many < (SELECT count(*) FROM register_parcel) THEN
    RETURN NULL;
  END IF;
  BEGIN
    EXECUTE $lock$
      SELECT count(*) FROM (SELECT FROM municipalities_municipality WHERE id IN (
        SELECT unnest(ARRAY[d.municipality_id, d.authority_id]) FROM plans_district d
         WHERE d.id IN (SELECT district_id FROM register_staging.place)) ORDER BY id FOR SHARE) AS held
    $lock$;
    EXECUTE $lock$ SELECT count(*) FROM (SELECT FROM plans_district WHERE id IN (SELECT district_id FROM register_staging.place)
                                    ORDER BY id FOR SHARE) AS held $lock$;
    EXECUTE $lock$ SELECT count(*) FROM (SELECT FROM plans_plan WHERE id IN (SELECT plan_id FROM register_staging.place)
                                    ORDER BY id FOR SHARE) AS held $lock$;
    EXECUTE $lock$ SELECT count(*) FROM (SELECT FROM plans_block WHERE id IN (SELECT block_id FROM register_staging.place)
                                    ORDER BY id FOR SHARE) AS held $lock$;
    EXECUTE $lock$ SELECT count(*) FROM (SELECT FROM register_numbercounter WHERE block_id IN (
        SELECT block_id FROM register_staging.place) ORDER BY block_id FOR UPDATE) AS held $lock$;
  EXCEPTION WHEN lock_not_available THEN
    RETURN NULL;
  END;
  EXECUTE $ask$
    SELECT EXISTS (
      SELECT b.id, b.label, b.municipality_id, m.name, m.name_en, d.id, d.code, d.name, d.name_en, d.kind, pl.id, pl.number,
             c.last_number, a.code || d.code || b.code
        FROM plans_block b JOIN plans_plan pl ON pl.id = b.plan_id JOIN plans_district d ON d.id = b.district_id
        JOIN municipalities_municipality m ON m.id = b.municipality_id
        JOIN municipalities_municipality a ON a.id = d.authority_id
        JOIN register_numbercounter c ON c.block_id = b.id
       WHERE b.id IN (SELECT block_id FROM register_staging.place)
      EXCEPT SELECT * FROM register_staging.place)
  $ask$ INTO changed;
  RETURN CASE WHEN changed THEN NULL ELSE now() END;
END
$$;

-- Ends a load by two sessions in the second one, after the first has committed: what it wrote is shown when this commits.
CREATE FUNCTION load_done_v5(request uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM load_alone_v5(NULL);
  DELETE FROM register_unshownload WHERE request_id = request;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'what is to be shown of request % is not held', request USING ERRCODE = 'MK029',
      DETAIL = json_build_object('reason', 'Not held')::text;
  END IF;
  PERFORM load_noted_v5(request);
END
$$;

ALTER FUNCTION load_finish_v5() OWNER TO mukhattat_guard;
ALTER FUNCTION load_begin_v5() OWNER TO mukhattat_guard;
ALTER FUNCTION load_clean_v5() OWNER TO mukhattat_guard;
ALTER FUNCTION load_again_v5(bigint, integer) OWNER TO mukhattat_guard;
ALTER FUNCTION load_done_v5(uuid) OWNER TO mukhattat_guard;
