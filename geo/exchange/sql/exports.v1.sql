-- Exports made in the background: who sees them, and in which order they live.

-- A person sees what he asked for, and nobody else does; what has expired is seen by whoever removes it, without knowing
-- for whom. The sub-selects make the planner read the settings once.
ALTER TABLE geo_exchange_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE geo_exchange_export FORCE ROW LEVEL SECURITY;
CREATE POLICY asker ON geo_exchange_export
  USING (asked_by_id = (SELECT NULLIF(current_setting('app.user', true), '')::bigint));
CREATE POLICY expired ON geo_exchange_export FOR SELECT USING (expires_at <= now());
CREATE POLICY removal ON geo_exchange_export FOR UPDATE USING (expires_at <= now()) WITH CHECK (state = 'removed');
SELECT keep_for_ever_v1('geo_exchange_export');

-- What was asked for stays; a file is written once and removed once. A worker that died may begin again.
-- SQLSTATE MK044: the state that the row had is in DETAIL.
CREATE FUNCTION before_export_moves_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('waiting', 'doing'), ('doing', 'doing'), ('doing', 'done'), ('doing', 'failed'),
                                    ('waiting', 'removed'), ('doing', 'removed'), ('done', 'removed'), ('failed', 'removed'))
     OR NEW.state = 'removed' AND OLD.expires_at > now()
     OR to_jsonb(OLD) - '{state,rows_done,rows_total,size_bytes,trouble,finished_at}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{state,rows_done,rows_total,size_bytes,trouble,finished_at}'::text[] THEN
    RAISE EXCEPTION 'an export stays as it was asked for, is written once and removed when it has expired'
      USING ERRCODE = 'MK044', DETAIL = json_build_object('state', OLD.state)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_move BEFORE UPDATE ON geo_exchange_export
  FOR EACH ROW EXECUTE FUNCTION before_export_moves_v1();
