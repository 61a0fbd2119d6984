-- States in which an excavation holds its place and time. An emergency holds them from the moment it may begin.
CREATE FUNCTION dig_holds_v1(state text, manner text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE
    WHEN state IN ('awaiting_payment', 'issued', 'working', 'extension_asked', 'suspended', 'backfilled') THEN 'must'
    WHEN manner = 'emergency'
     AND state IN ('prelim_approved', 'verified', 'overdue', 'submitted', 'coordination', 'recommended', 'returned') THEN 'must'
    ELSE 'never' END
$$;

-- A hold is of an application that may hold now, on exactly what it digs, on the days of one of its plans. What it keeps
-- around and after it is computed here: nobody holds less. Shares of a trench are of one that is held. SQLSTATE MK057.
CREATE FUNCTION before_dig_hold_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  dig record;
BEGIN
  SELECT a.works, a.details ->> 'manner' AS manner, a.details ->> 'network' AS network, c.state INTO dig
    FROM applications_permitapplication a JOIN cases_case c ON c.id = a.case_id
   WHERE a.case_id = NEW.application_id AND a.kind = 'excavation' AND a.municipality_id = NEW.municipality_id;
  IF dig IS NULL OR dig_holds_v1(dig.state, dig.manner) <> 'must'
     OR NOT EXISTS (SELECT FROM excavations_digplan p WHERE p.application_id = NEW.application_id AND p.closure = NEW.closure
                       AND daterange(p.starts_on, p.ends_on, '[]') = NEW.period)
     OR (NEW.trench <> NEW.application_id AND NOT EXISTS (
           SELECT FROM excavations_dighold h WHERE h.trench = NEW.trench AND h.ended_at IS NULL AND h.period && NEW.period
              AND h.application_id <> NEW.application_id)) THEN
    RAISE EXCEPTION 'this dig holds nothing now' USING ERRCODE = 'MK057',
      DETAIL = json_build_object('application', NEW.application_id)::text;
  END IF;
  NEW.geom := ST_Multi(dig.works);
  NEW.manner := dig.manner;
  NEW.network := dig.network;
  NEW.site := ST_Multi(ST_Buffer(dig.works, NEW.distance_m / 2.0));
  NEW.busy := daterange(lower(NEW.period), upper(NEW.period) + NEW.spacing_days);
  NEW.held_at := now();
  NEW.ended_at := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_computed BEFORE INSERT ON excavations_dighold
  FOR EACH ROW EXECUTE FUNCTION before_dig_hold_v1();
ALTER FUNCTION before_dig_hold_v1() OWNER TO mukhattat_guard;

-- A hold is ended once, now; nothing else of it moves. The streets that it closes open with it. SQLSTATE MK003.
CREATE FUNCTION before_dig_hold_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL
     OR (NEW.id, NEW.application_id, NEW.municipality_id, NEW.manner, NEW.network, NEW.closure, NEW.period, NEW.busy,
         NEW.spacing_days, NEW.distance_m, NEW.trench, NEW.held_at)
        IS DISTINCT FROM (OLD.id, OLD.application_id, OLD.municipality_id, OLD.manner, OLD.network, OLD.closure, OLD.period,
         OLD.busy, OLD.spacing_days, OLD.distance_m, OLD.trench, OLD.held_at)
     OR NOT ST_OrderingEquals(NEW.geom, OLD.geom) OR NOT ST_OrderingEquals(NEW.site, OLD.site) THEN
    RAISE EXCEPTION 'a hold is ended, never rewritten' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF NEW.ended_at IS NOT NULL THEN
    NEW.ended_at := now();
    UPDATE excavations_digclosure SET ended_at = now() WHERE hold_id = NEW.id AND ended_at IS NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_end BEFORE UPDATE ON excavations_dighold
  FOR EACH ROW EXECUTE FUNCTION before_dig_hold_update_v1();
ALTER FUNCTION before_dig_hold_update_v1() OWNER TO mukhattat_guard;

-- Locks the 256 m cells that the boxes of sites touch, sorted, until the end of the transaction: two digs that meet wait
-- for each other and then see each other. A key space of its own: cells of the register are locked before the head of an
-- office's chain, these after it, and nobody who holds them asks for a head that another may hold.
CREATE FUNCTION lock_dig_cells_v1(sites geometry[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  cell_size constant double precision := 256;
  most constant integer := 2000;
  all_digs constant bigint := 5104111;
  cells bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'digs are held under READ COMMITTED only'
      USING ERRCODE = 'MK002', HINT = 'a lock cannot show what an older snapshot hides';
  END IF;
  SELECT sum((floor(ST_XMax(g) / cell_size) - floor(ST_XMin(g) / cell_size) + 1)
           * (floor(ST_YMax(g) / cell_size) - floor(ST_YMin(g) / cell_size) + 1)) INTO cells FROM unnest(sites) AS g;
  IF cells > most THEN
    PERFORM pg_advisory_xact_lock(all_digs);
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(all_digs);
  PERFORM pg_advisory_xact_lock((cell.x + 1) << 32 | (cell.y & 4294967295))
    FROM (
      SELECT DISTINCT x, y
        FROM unnest(sites) AS g,
             generate_series(floor(ST_XMin(g) / cell_size)::bigint, floor(ST_XMax(g) / cell_size)::bigint) AS x,
             generate_series(floor(ST_YMin(g) / cell_size)::bigint, floor(ST_YMax(g) / cell_size)::bigint) AS y
       ORDER BY 1, 2
    ) AS cell;
END
$$;

-- Refuses holds whose site and days meet those of another dig: interiors meet, within the distance that is kept, or within
-- the days of spacing. Digs that share a trench do not exclude each other; an emergency is not refused.
-- Sought hold by hold through the spatial index. SQLSTATE MK056; DETAIL names the digs that the caller may see.
CREATE FUNCTION refuse_digs_v1(holds bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  facts json;
BEGIN
  PERFORM lock_dig_cells_v1(ARRAY(SELECT site FROM excavations_dighold WHERE id = ANY (holds)));
  SELECT json_build_object(
           'applications', coalesce(json_agg(DISTINCT application_id) FILTER (WHERE visible), '[]'),
           'free_from', max(upper(busy)), 'hidden', count(DISTINCT application_id) FILTER (WHERE NOT visible))
    INTO facts
    FROM (
      SELECT other.application_id, other.busy, other.municipality_id = ANY (coalesce(current_territories_v1(), '{}')) AS visible
        FROM excavations_dighold AS mine
       CROSS JOIN LATERAL (
         SELECT h.* FROM excavations_dighold AS h
          WHERE h.site && mine.site AND h.ended_at IS NULL AND h.busy && mine.busy AND h.application_id <> mine.application_id
         OFFSET 0) AS other  -- a fence: the planner may not turn the search round
       WHERE mine.id = ANY (holds) AND mine.ended_at IS NULL AND mine.manner <> 'emergency' AND other.trench <> mine.trench
         AND ST_Relate(mine.site, other.site, 'T********')
       LIMIT 20
    ) AS found
  HAVING count(*) > 0;
  IF facts IS NOT NULL THEN
    RAISE EXCEPTION 'another dig holds this place on these days' USING ERRCODE = 'MK056', DETAIL = facts::text;
  END IF;
END
$$;
ALTER FUNCTION refuse_digs_v1(bigint[]) OWNER TO mukhattat_guard;

-- One call for the whole statement, so that its cells are locked in one sorted pass.
CREATE FUNCTION after_dig_holds_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM refuse_digs_v1(ARRAY(SELECT id FROM come));
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_alone AFTER INSERT ON excavations_dighold REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION after_dig_holds_v1();
ALTER FUNCTION after_dig_holds_v1() OWNER TO mukhattat_guard;

-- When the transaction ends, a dig whose state holds its place has one hold, and one whose state does not has none.
-- SQLSTATE MK057.
CREATE FUNCTION after_dig_state_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  dig constant uuid := CASE TG_TABLE_NAME WHEN 'cases_case' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                          ELSE (to_jsonb(NEW) ->> 'application_id')::uuid END;
  wanted text;
BEGIN
  SELECT dig_holds_v1(c.state, a.details ->> 'manner') INTO wanted
    FROM cases_case c JOIN applications_permitapplication a ON a.case_id = c.id WHERE c.id = dig;
  IF (wanted = 'must') IS DISTINCT FROM
     EXISTS (SELECT FROM excavations_dighold h WHERE h.application_id = dig AND h.ended_at IS NULL) AND wanted IS NOT NULL THEN
    RAISE EXCEPTION 'what a dig holds does not fit its state' USING ERRCODE = 'MK057',
      DETAIL = json_build_object('application', dig)::text;
  END IF;
  RETURN NULL;
END
$$;
ALTER FUNCTION after_dig_state_v1() OWNER TO mukhattat_guard;
CREATE CONSTRAINT TRIGGER after_update_holds AFTER UPDATE ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.kind = 'excavation') EXECUTE FUNCTION after_dig_state_v1();
CREATE CONSTRAINT TRIGGER after_write_holds AFTER INSERT OR UPDATE ON excavations_dighold DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION after_dig_state_v1();

-- A street is closed for a hold that closes it, as long as the hold is busy. SQLSTATE MK057.
CREATE FUNCTION before_dig_closure_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  SELECT h.period INTO NEW.busy FROM excavations_dighold h
   WHERE h.id = NEW.hold_id AND h.municipality_id = NEW.municipality_id AND h.ended_at IS NULL AND h.closure = 'full';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this dig closes no street' USING ERRCODE = 'MK057';
  END IF;
  NEW.ended_at := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_computed BEFORE INSERT ON excavations_digclosure
  FOR EACH ROW EXECUTE FUNCTION before_dig_closure_v1();
ALTER FUNCTION before_dig_closure_v1() OWNER TO mukhattat_guard;

ALTER TABLE excavations_digplan ADD CONSTRAINT dig_plan_in_municipality
  FOREIGN KEY (application_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE excavations_dighold ADD CONSTRAINT dig_hold_in_municipality
  FOREIGN KEY (application_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE excavations_firm ADD CONSTRAINT firm_in_municipality UNIQUE (id, municipality_id);  -- Usage: these keys
ALTER TABLE excavations_firmban ADD CONSTRAINT ban_in_municipality
  FOREIGN KEY (firm_id, municipality_id) REFERENCES excavations_firm (id, municipality_id);
ALTER TABLE excavations_digplan ADD CONSTRAINT dig_contractor_in_municipality
  FOREIGN KEY (contractor_id, municipality_id) REFERENCES excavations_firm (id, municipality_id);
ALTER TABLE excavations_digplan ADD CONSTRAINT dig_consultant_in_municipality
  FOREIGN KEY (consultant_id, municipality_id) REFERENCES excavations_firm (id, municipality_id);
ALTER TABLE excavations_pavement ADD CONSTRAINT pavement_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
ALTER TABLE excavations_moratorium ADD CONSTRAINT moratorium_sound
  CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom) AND NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period));
ALTER TABLE excavations_utilityline ADD CONSTRAINT utility_line_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));

SELECT protect_territory_v1('excavations_firm');
SELECT protect_territory_v1('excavations_firmban');
SELECT protect_territory_v1('excavations_digplan');
SELECT protect_territory_v1('excavations_dighold');
SELECT protect_territory_v1('excavations_digclosure');
SELECT protect_territory_v1('excavations_pavement');
SELECT protect_territory_v1('excavations_moratorium');
SELECT protect_territory_v1('excavations_utilityline');
SELECT keep_for_ever_v1('excavations_firm');
SELECT keep_for_ever_v1('excavations_firmban');
SELECT keep_unchanged_v1('excavations_digplan');
SELECT keep_for_ever_v1('excavations_dighold');
SELECT keep_for_ever_v1('excavations_digclosure');
SELECT keep_unchanged_v1('excavations_pavement');
SELECT keep_for_ever_v1('excavations_moratorium');
SELECT keep_for_ever_v1('excavations_utilityline');

-- Digs that hold a street now or will: what everyone may know of them. No person, no firm.
CREATE VIEW published_dig WITH (security_barrier) AS
  SELECT id, municipality_id, application_id, manner, network, closure,
         CASE WHEN lower(period) <= (now() AT TIME ZONE 'Asia/Riyadh')::date THEN 'current' ELSE 'coming' END AS standing,
         lower(period) AS starts_on, upper(period) - 1 AS ends_on, period, busy, trench, geom, site, geom_3857, clearance_m
    FROM excavations_dighold WHERE ended_at IS NULL;
ALTER VIEW published_dig OWNER TO mukhattat_guard;
SELECT note_changes_of_v1('excavations_dighold', 'geom_3857');

-- Digs that turn from coming to current in (since, until]: EPSG:3857.
CREATE FUNCTION digs_turned_v1(since date, until date) RETURNS SETOF geometry
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT geom_3857 FROM excavations_dighold WHERE ended_at IS NULL AND lower(period) > since AND lower(period) <= until
$$;
ALTER FUNCTION digs_turned_v1(date, date) OWNER TO mukhattat_guard;
INSERT INTO layers_dated (source, turned) VALUES ('excavations_dighold', 'digs_turned_v1');
