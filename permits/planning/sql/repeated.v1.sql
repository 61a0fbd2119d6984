-- The proposed parcels of an amendment that only repeat one in force: the same outline on the millimetre under the same
-- number, whichever revision of the plan made the one that stands. What an amendment does not change keeps its number.
-- The reader's own rows.
CREATE FUNCTION repeated_parcels_v1(of_plan bigint) RETURNS SETOF uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.id
    FROM register_parcel p JOIN register_boundaryversion mine ON mine.parcel_id = p.id AND upper_inf(mine.recorded)
    JOIN plans_plan pl ON pl.id = p.plan_id AND pl.number <> '' AND pl.revision > 0
    JOIN register_boundaryversion other ON other.geom && mine.geom AND other.parcel_id <> p.id
     AND upper_inf(other.recorded) AND upper_inf(other.valid) AND ST_Equals(other.geom, mine.geom)
    JOIN register_parcel q ON q.id = other.parcel_id AND q.state IN ('provisional', 'active', 'under_change', 'frozen')
    JOIN plans_plan former ON former.id = q.plan_id AND (former.number, former.amana_id) = (pl.number, pl.amana_id)
   WHERE p.plan_id = of_plan AND p.code IS NULL AND p.parcel_label IN ('', q.parcel_label)
$$;

-- A plan comes into force, and an old district counts as numbered, only when each of its parcels has a number; an
-- amendment may bring none of its own, and those that it repeats need none. SQLSTATE MK025. Runs as the guard: it counts
-- what row level security hides too.
CREATE FUNCTION before_plan_in_force_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  waiting bigint;
  numbered bigint;
BEGIN
  SELECT count(*) FILTER (WHERE code IS NULL), count(*) FILTER (WHERE code IS NOT NULL) INTO waiting, numbered
    FROM register_parcel WHERE plan_id = NEW.id;
  IF waiting > 0 THEN
    waiting := waiting - (SELECT count(*) FROM repeated_parcels_v1(NEW.id));
  END IF;
  IF waiting > 0 OR numbered = 0 AND NEW.revision = 0 THEN
    RAISE EXCEPTION 'of the plan''s parcels % have no number, % have one', waiting, numbered USING ERRCODE = 'MK025',
      DETAIL = json_build_object('waiting', waiting, 'numbered', numbered)::text;
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_plan_in_force_v2() OWNER TO mukhattat_guard;
DROP TRIGGER before_update_numbered ON plans_plan;
CREATE TRIGGER before_update_numbered BEFORE UPDATE ON plans_plan FOR EACH ROW
  WHEN ((OLD.status, NEW.status) IN (('final_review', 'approved'), ('inventoried_old', 'numbered'), ('numbered', 'approved_old')))
  EXECUTE FUNCTION before_plan_in_force_v2();
DROP FUNCTION before_plan_in_force_v1();
