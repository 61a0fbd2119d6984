-- Appends one act to an office's chain and returns its id. Runs as the guard: the application's role can append in no
-- other way. SQLSTATE MK004: the office is outside the territories of the transaction.
CREATE FUNCTION chain_append_v1(office integer, actor bigint, act text, about text, facts jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  head series_chainhead%ROWTYPE;
  moment timestamptz := clock_timestamp();
  next_hash text;
  entry_id bigint;
BEGIN
  IF (office = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', office USING ERRCODE = 'MK004';
  END IF;
  INSERT INTO series_chainhead (municipality_id, sequence, hash) VALUES (office, 0, '')
    ON CONFLICT (municipality_id) DO NOTHING;
  SELECT * INTO head FROM series_chainhead WHERE municipality_id = office FOR UPDATE;
  next_hash := chain_hash_v1(head.hash, office, head.sequence + 1, moment, actor, act, about, facts);
  INSERT INTO series_chainentry
    (municipality_id, sequence, recorded_at, actor_id, action, subject, payload, previous_hash, hash)
    VALUES (office, head.sequence + 1, moment, actor, act, about, facts, head.hash, next_hash)
    RETURNING id INTO entry_id;
  UPDATE series_chainhead SET sequence = head.sequence + 1, hash = next_hash WHERE municipality_id = office;
  RETURN entry_id;
END
$$;

-- The hash of one entry: SHA-256 over the hash before and every column, as a JSON array, so that a changed, missing or
-- moved entry breaks the chain from there on, and no text can slide from one column into the next.
-- Time in UTC microseconds, so that it does not depend on a session's settings.
CREATE FUNCTION chain_hash_v1(before text, office integer, place bigint, moment timestamptz, actor bigint, act text,
                              about text, facts jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(before, office, place,
    to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, act, about, facts)::text, 'UTF8')), 'hex')
$$;

-- Gives out the next number of a series, once per request: lock the counter, look for the request, return the number
-- already given (in whichever year), else number, act and issuance in this transaction. A connection cut after commit
-- issues nothing twice. SQLSTATE MK004 as above, MK005: the request id was used for something else.
CREATE FUNCTION series_issue_v1(request uuid, series_kind text, office integer, hijri_year integer, actor bigint,
                                about text, facts jsonb,
                                OUT number integer, OUT issued_year integer, OUT already boolean, OUT chain_hash text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  counter series_series%ROWTYPE;
  given record;
  entry_id bigint;
BEGIN
  IF (office = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', office USING ERRCODE = 'MK004';
  END IF;
  INSERT INTO series_series (kind, municipality_id, year, last_number) VALUES (series_kind, office, hijri_year, 0)
    ON CONFLICT (kind, municipality_id, year) DO NOTHING;
  SELECT * INTO counter FROM series_series s
    WHERE s.kind = series_kind AND s.municipality_id = office AND s.year = hijri_year FOR UPDATE;
  SELECT i.number, s.year, e.hash, (s.kind, s.municipality_id, i.subject) = (series_kind, office, about) AS same INTO given
    FROM series_issuance i JOIN series_series s ON s.id = i.series_id JOIN series_chainentry e ON e.id = i.entry_id
   WHERE i.request_id = request;
  IF FOUND THEN
    IF NOT given.same THEN
      RAISE EXCEPTION 'request % was used for another document', request USING ERRCODE = 'MK005';
    END IF;
    number := given.number;
    issued_year := given.year;
    already := true;
    chain_hash := given.hash;
    RETURN;
  END IF;
  number := counter.last_number + 1;
  issued_year := hijri_year;
  already := false;
  UPDATE series_series s SET last_number = counter.last_number + 1 WHERE s.id = counter.id;
  entry_id := chain_append_v1(office, actor, 'issue ' || series_kind, about,
    facts || jsonb_build_object('number', number, 'year', hijri_year, 'request_id', request));
  INSERT INTO series_issuance (request_id, series_id, municipality_id, number, subject, entry_id)
    VALUES (request, counter.id, office, number, about, entry_id);
  SELECT e.hash INTO chain_hash FROM series_chainentry e WHERE e.id = entry_id;
END
$$;

ALTER FUNCTION chain_append_v1(integer, bigint, text, text, jsonb) OWNER TO mukhattat_guard;
ALTER FUNCTION series_issue_v1(uuid, text, integer, integer, bigint, text, jsonb) OWNER TO mukhattat_guard;

SELECT protect_territory_v1('series_chainentry');
SELECT protect_territory_v1('series_issuance');
SELECT protect_territory_v1('series_series');
SELECT protect_territory_v1('series_chainhead');
SELECT keep_unchanged_v1('series_chainentry');
SELECT keep_unchanged_v1('series_issuance');
SELECT keep_for_ever_v1('series_series');
SELECT keep_for_ever_v1('series_chainhead');
-- The code of an office opens every number that it has given out.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON municipalities_municipality FOR EACH ROW
  WHEN (OLD.code IS DISTINCT FROM NEW.code)
  EXECUTE FUNCTION refuse_change_v1();
