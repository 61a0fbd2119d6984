-- A deed is not of the future; it gives way once, to another deed of the same parcel that is in force itself. MK021.
-- All else of it stays (MK003). The day is that of the kingdom, whose calendar deeds are dated in.
CREATE FUNCTION before_deed_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'superseded_by_id' IS DISTINCT FROM to_jsonb(OLD) - 'superseded_by_id'
                           OR OLD.superseded_by_id IS NOT NULL) THEN
    RAISE EXCEPTION 'a deed stays as it was recorded' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF NEW.issued_on > (now() AT TIME ZONE 'Asia/Riyadh')::date THEN
    RAISE EXCEPTION 'a deed is not dated in the future' USING ERRCODE = 'MK021',
      DETAIL = json_build_object('issued_on', NEW.issued_on)::text;
  END IF;
  IF NEW.superseded_by_id IS NULL THEN
    RETURN NEW;
  END IF;
  -- The later deed's row is locked: two deeds at once could else give way to each other.
  PERFORM FROM rights_deed d WHERE d.id = NEW.superseded_by_id AND d.id <> NEW.id
    AND (d.parcel_id, d.municipality_id) = (NEW.parcel_id, NEW.municipality_id) AND d.superseded_by_id IS NULL
    FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a deed gives way to another deed in force of the same land' USING ERRCODE = 'MK021';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON rights_deed
  FOR EACH ROW EXECUTE FUNCTION before_deed_v1();

-- A right is held from the transaction that wrote it, and is only ever closed, once. SQLSTATE MK003.
CREATE FUNCTION before_right_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  kept boolean := CASE
    WHEN TG_OP = 'INSERT' THEN NEW.recorded = tstzrange(now(), NULL)
    ELSE to_jsonb(NEW) - 'recorded' = to_jsonb(OLD) - 'recorded'
         AND upper_inf(OLD.recorded) AND NEW.recorded = tstzrange(lower(OLD.recorded), now()) END;
BEGIN
  IF kept IS NOT TRUE THEN
    RAISE EXCEPTION 'a right is only ever closed' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_keep BEFORE INSERT OR UPDATE ON rights_right
  FOR EACH ROW EXECUTE FUNCTION before_right_v1();

-- The shares of ownership that are held of a parcel never exceed the whole at any time. SQLSTATE MK020.
-- The parcel's row is locked first, so that of two owners who are written at once the second sees the first; under
-- another isolation level it would not (MK002). Shares are added over their common denominator, exactly: the most is
-- owned where some right begins.
CREATE FUNCTION after_ownership_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  common numeric := 1;
  part integer;
  too_much record;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'rights are changed under READ COMMITTED only' USING ERRCODE = 'MK002';
  END IF;
  PERFORM FROM register_parcel WHERE id = NEW.parcel_id FOR NO KEY UPDATE;
  FOR part IN SELECT DISTINCT r.share_denominator FROM rights_right r
               WHERE r.parcel_id = NEW.parcel_id AND r.kind = 'ownership' AND upper_inf(r.recorded) LOOP
    common := lcm(common, part);
  END LOOP;
  SELECT lower(mine.valid) AS since, sum(other.share_numerator * (common / other.share_denominator)) AS owned INTO too_much
    FROM rights_right mine JOIN rights_right other
      ON other.parcel_id = mine.parcel_id AND other.kind = 'ownership' AND upper_inf(other.recorded)
     AND lower(mine.valid) <@ other.valid
   WHERE mine.parcel_id = NEW.parcel_id AND mine.kind = 'ownership' AND upper_inf(mine.recorded)
   GROUP BY mine.id, mine.valid
  HAVING sum(other.share_numerator * (common / other.share_denominator)) > common
   ORDER BY 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'more than the whole parcel would be owned' USING ERRCODE = 'MK020',
      DETAIL = json_build_object('since', too_much.since, 'owned', trim_scale(too_much.owned) || '/' || trim_scale(common))::text;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_shares AFTER INSERT ON rights_right
  FOR EACH ROW WHEN (NEW.kind = 'ownership') EXECUTE FUNCTION after_ownership_v1();

ALTER FUNCTION before_deed_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_ownership_v1() OWNER TO mukhattat_guard;

-- A right has a beginning; an end at "infinity" is not an open end (see register_boundaryversion). A row that is closed
-- in the transaction that wrote it was held at no time: its recorded range is empty.
ALTER TABLE rights_right ADD CONSTRAINT right_ranges CHECK (
  NOT isempty(valid) AND isfinite(lower(valid)) AND lower_inc(valid)
  AND isfinite(upper(valid)) IS NOT FALSE AND NOT upper_inc(valid));

-- Deed, sides, right, land and party are of one office: foreign keys look past row level security. Usage: these keys.
ALTER TABLE parties_party ADD CONSTRAINT party_of_office UNIQUE (id, municipality_id);
ALTER TABLE rights_deed
  ADD CONSTRAINT deed_in_municipality UNIQUE (id, municipality_id),
  ADD CONSTRAINT deed_of_parcel UNIQUE (id, parcel_id),
  ADD CONSTRAINT deed_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE rights_deedside ADD CONSTRAINT side_in_municipality
  FOREIGN KEY (deed_id, municipality_id) REFERENCES rights_deed (id, municipality_id);
ALTER TABLE rights_right
  ADD CONSTRAINT right_of_parcel UNIQUE (id, parcel_id),
  ADD CONSTRAINT right_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id),
  ADD CONSTRAINT right_party_in_municipality FOREIGN KEY (party_id, municipality_id) REFERENCES parties_party (id, municipality_id),
  ADD CONSTRAINT right_deed_of_parcel FOREIGN KEY (deed_id, parcel_id) REFERENCES rights_deed (id, parcel_id),
  ADD CONSTRAINT right_follows_on_parcel FOREIGN KEY (follows_id, parcel_id) REFERENCES rights_right (id, parcel_id);

SELECT protect_territory_v1('rights_deed');
SELECT protect_territory_v1('rights_deedside');
SELECT protect_territory_v1('rights_right');
SELECT keep_for_ever_v1('rights_deed');
SELECT keep_unchanged_v1('rights_deedside');
SELECT keep_for_ever_v1('rights_right');
