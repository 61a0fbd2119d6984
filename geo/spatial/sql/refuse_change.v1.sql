-- For records that are never deleted or never changed: the trigger says which, the function says no.
-- SQLSTATE MK003: the table's name is in DETAIL.
CREATE FUNCTION refuse_change_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: what is recorded stays', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'MK003', DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
END
$$;
COMMENT ON FUNCTION refuse_change_v1() IS 'Trigger function: what is recorded stays';

-- Refuses DELETE and TRUNCATE on a table, from anyone.
CREATE FUNCTION keep_for_ever_v1(kept regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER before_delete_refuse BEFORE DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change_v1()', kept);
  EXECUTE format('CREATE TRIGGER before_truncate_refuse BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_v1()', kept);
END
$$;

-- Refuses UPDATE too: for entries of a ledger.
CREATE FUNCTION keep_unchanged_v1(kept regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM keep_for_ever_v1(kept);
  EXECUTE format('CREATE TRIGGER before_update_refuse BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change_v1()', kept);
END
$$;
