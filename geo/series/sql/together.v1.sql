-- Appends acts to an office's chain in the order of the arrays, each sealed with the one before, as chain_append_v1 does one.
-- The head is locked and written once: written for each act it is found more slowly by every act of a transaction.
-- SQLSTATE MK004: the office is outside the territories of the transaction.
CREATE FUNCTION chain_append_all_v1(office integer, actor bigint, acts text[], subjects text[], facts jsonb[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  head series_chainhead%ROWTYPE;
  act record;
  moment timestamptz;
  next_hash text;
BEGIN
  IF (office = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', office USING ERRCODE = 'MK004';
  END IF;
  INSERT INTO series_chainhead (municipality_id, sequence, hash) VALUES (office, 0, '')
    ON CONFLICT (municipality_id) DO NOTHING;
  SELECT * INTO head FROM series_chainhead WHERE municipality_id = office FOR UPDATE;
  FOR act IN
    SELECT * FROM unnest(acts, subjects, facts) WITH ORDINALITY AS told (action, subject, payload, place) ORDER BY place
  LOOP
    moment := clock_timestamp();
    next_hash := chain_hash_v1(head.hash, office, head.sequence + 1, moment, actor, act.action, act.subject, act.payload);
    INSERT INTO series_chainentry
      (municipality_id, sequence, recorded_at, actor_id, action, subject, payload, previous_hash, hash)
      VALUES (office, head.sequence + 1, moment, actor, act.action, act.subject, act.payload, head.hash, next_hash);
    head.sequence := head.sequence + 1;
    head.hash := next_hash;
  END LOOP;
  UPDATE series_chainhead SET sequence = head.sequence, hash = head.hash WHERE municipality_id = office;
END
$$;
ALTER FUNCTION chain_append_all_v1(integer, bigint, text[], text[], jsonb[]) OWNER TO mukhattat_guard;
