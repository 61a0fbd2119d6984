-- A case claims land as it stands: the parcel's present boundary. The parcel is held meanwhile, so that a change of land
-- and a claim wait for each other. SQLSTATE MK015.
CREATE FUNCTION before_claim_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM register_parcel p WHERE p.id = NEW.parcel_id FOR SHARE;
  IF NOT EXISTS (SELECT FROM register_boundaryversion v WHERE v.id = NEW.version_id AND v.parcel_id = NEW.parcel_id
                    AND upper_inf(v.recorded) AND upper_inf(v.valid)) THEN
    RAISE EXCEPTION 'the boundary that is claimed is not in force' USING ERRCODE = 'MK015',
      DETAIL = json_build_object('parcel', NEW.parcel_id)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_in_force BEFORE INSERT ON cases_claim FOR EACH ROW EXECUTE FUNCTION before_claim_v1();
ALTER FUNCTION before_claim_v1() OWNER TO mukhattat_guard;

-- No boundary goes from under a live claim: when the transaction ends, every claim holds a boundary that is in force.
-- Also claims of an office that the caller does not see. SQLSTATE MK016.
CREATE FUNCTION after_boundary_claimed_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM cases_claim c WHERE c.parcel_id = NEW.parcel_id AND c.version_id = NEW.id AND c.released_at IS NULL) THEN
    RAISE EXCEPTION 'a case holds this land' USING ERRCODE = 'MK016',
      DETAIL = json_build_object('parcel', NEW.parcel_id)::text;
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER after_update_claimed AFTER UPDATE ON register_boundaryversion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NOT (upper_inf(NEW.recorded) AND upper_inf(NEW.valid)))
  EXECUTE FUNCTION after_boundary_claimed_v1();
ALTER FUNCTION after_boundary_claimed_v1() OWNER TO mukhattat_guard;
