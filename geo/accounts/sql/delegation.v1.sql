-- Who lends a role holds it himself, by membership, in the place or above it, on all of the days. SQLSTATE MK027.
-- A role that is held by delegation is therefore never lent on.
CREATE FUNCTION before_delegation_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (
    WITH RECURSIVE above AS (
      SELECT m.id, m.parent_id FROM municipalities_municipality m WHERE m.id = NEW.municipality_id
      UNION
      SELECT m.id, m.parent_id FROM municipalities_municipality m JOIN above ON m.id = above.parent_id
    )
    SELECT FROM accounts_membership held JOIN above ON above.id = held.municipality_id
     WHERE held.user_id = NEW.from_user_id AND held.role = NEW.role
       AND held.starts_on <= NEW.starts_on AND coalesce(held.ends_on, 'infinity') >= NEW.ends_on
  ) THEN
    RAISE EXCEPTION 'user % does not hold the role "%" in place % on all of these days',
      NEW.from_user_id, NEW.role, NEW.municipality_id USING ERRCODE = 'MK027';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_check BEFORE INSERT ON accounts_delegation
  FOR EACH ROW EXECUTE FUNCTION before_delegation_v1();

SELECT keep_for_ever_v1('accounts_delegation');
-- A delegation is revoked once; all else in it stays.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON accounts_delegation FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL
        OR (OLD.id, OLD.from_user_id, OLD.to_user_id, OLD.role, OLD.municipality_id, OLD.starts_on, OLD.ends_on,
            OLD.reason, OLD.decision_number, OLD.recorded_by_id, OLD.recorded_at)
           IS DISTINCT FROM
           (NEW.id, NEW.from_user_id, NEW.to_user_id, NEW.role, NEW.municipality_id, NEW.starts_on, NEW.ends_on,
            NEW.reason, NEW.decision_number, NEW.recorded_by_id, NEW.recorded_at))
  EXECUTE FUNCTION refuse_change_v1();

-- Says whether one person may sign for another in a place at a moment: asked by whatever keeps signatures.
-- The day is that of the country (Asia/Riyadh, no summer time).
CREATE FUNCTION signs_for_v1(signer bigint, giver bigint, place integer, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH RECURSIVE above AS (
    SELECT m.id, m.parent_id FROM municipalities_municipality m WHERE m.id = place
    UNION
    SELECT m.id, m.parent_id FROM municipalities_municipality m JOIN above ON m.id = above.parent_id
  )
  SELECT EXISTS (
    SELECT FROM accounts_delegation lent JOIN above ON above.id = lent.municipality_id
     WHERE lent.to_user_id = signer AND lent.from_user_id = giver
       AND (moment AT TIME ZONE 'Asia/Riyadh')::date BETWEEN lent.starts_on AND lent.ends_on
       AND (lent.revoked_at IS NULL OR lent.revoked_at > moment)
  )
$$;
