-- History of rows. Three trigger functions, one a statement, whatever the table; the trigger's arguments say:
--   0 kind that opens the subject, 1 column of the key, 2 column of the territory or '',
--   3 columns whose values are withheld, 4 columns that are left out since they are computed; comma-separated.
-- They run as the guard: the application can read the history and write it in no other way.

-- Who acts, why, and through what, as the transaction was told (geo.municipalities.scope.act_as). Where nobody told,
-- the name that the connection gives itself: a desktop program, a command.
CREATE FUNCTION audit_context_v1(OUT actor bigint, OUT reason text, OUT source text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT NULLIF(current_setting('app.user', true), '')::bigint,
         coalesce(current_setting('app.reason', true), ''),
         coalesce(NULLIF(current_setting('app.source', true), ''), current_setting('application_name'))
$$;

-- Rows were written: that, and by whom. Their values are in the table, or in what their first change left behind.
CREATE FUNCTION after_insert_audit_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO audit_rowchange (kind, record, municipality_id, operation, withheld, actor_id, reason, source,
                               database_role, transaction_id, at)
  SELECT TG_ARGV[0], written.facts ->> TG_ARGV[1], (written.facts ->> TG_ARGV[2])::integer, 'insert', '[]',
         told.actor, told.reason, told.source, session_user, pg_current_xact_id()::text::bigint, now()
    FROM (SELECT to_jsonb(w) AS facts FROM written_rows w) AS written, audit_context_v1() AS told;
  RETURN NULL;
END
$$;

-- Rows were changed: the columns that differ, before and after. A row whose key was changed is told as one that lost
-- all of its values and one that got them.
CREATE FUNCTION after_update_audit_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  hidden constant text[] := string_to_array(TG_ARGV[3], ',');
  computed constant text[] := string_to_array(TG_ARGV[4], ',');
BEGIN
  INSERT INTO audit_rowchange (kind, record, municipality_id, operation, before, after, withheld, actor_id, reason,
                               source, database_role, transaction_id, at)
  SELECT TG_ARGV[0], coalesce(changed.facts, former.facts) ->> TG_ARGV[1],
         (coalesce(changed.facts, former.facts) ->> TG_ARGV[2])::integer, 'update',
         difference.before, difference.after, difference.withheld,
         told.actor, told.reason, told.source, session_user, pg_current_xact_id()::text::bigint, now()
    FROM (SELECT to_jsonb(f) AS facts FROM former_rows f) AS former
    FULL JOIN (SELECT to_jsonb(c) AS facts FROM changed_rows c) AS changed
      ON changed.facts ->> TG_ARGV[1] = former.facts ->> TG_ARGV[1]
   CROSS JOIN LATERAL (
     SELECT jsonb_object_agg(of.key, former.facts -> of.key) FILTER (WHERE of.key <> ALL (hidden)) AS before,
            jsonb_object_agg(of.key, changed.facts -> of.key) FILTER (WHERE of.key <> ALL (hidden)) AS after,
            coalesce(jsonb_agg(of.key) FILTER (WHERE of.key = ANY (hidden)), '[]') AS withheld
       FROM jsonb_object_keys(coalesce(changed.facts, former.facts)) AS of (key)
      WHERE of.key <> ALL (computed) AND former.facts -> of.key IS DISTINCT FROM changed.facts -> of.key
     HAVING count(*) > 0
   ) AS difference
   CROSS JOIN audit_context_v1() AS told;
  RETURN NULL;
END
$$;

-- Rows were deleted: all that they held.
CREATE FUNCTION after_delete_audit_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO audit_rowchange (kind, record, municipality_id, operation, before, withheld, actor_id, reason, source,
                               database_role, transaction_id, at)
  SELECT TG_ARGV[0], gone.facts ->> TG_ARGV[1], (gone.facts ->> TG_ARGV[2])::integer, 'delete',
         gone.facts - string_to_array(TG_ARGV[3], ',') - string_to_array(TG_ARGV[4], ','),
         to_jsonb(string_to_array(TG_ARGV[3], ',')),
         told.actor, told.reason, told.source, session_user, pg_current_xact_id()::text::bigint, now()
    FROM (SELECT to_jsonb(d) AS facts FROM deleted_rows d) AS gone, audit_context_v1() AS told;
  RETURN NULL;
END
$$;
ALTER FUNCTION after_insert_audit_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_update_audit_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_delete_audit_v1() OWNER TO mukhattat_guard;

-- Hangs the triggers on a table, and returns whether it had to: a table that has them with these arguments is not
-- locked. Called after each migration by the owner, for what the slices declare.
CREATE FUNCTION audit_table_v1(audited regclass, kind text, key_column text, place_column text, withheld text[],
                               with_inserts boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  computed constant text := coalesce((SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
                                       WHERE a.attrelid = audited AND a.attgenerated <> '' AND NOT a.attisdropped), '');
  arguments constant text[] := ARRAY[kind, key_column, place_column, array_to_string(withheld, ','), computed];
  packed constant bytea := (SELECT string_agg(convert_to(a.value, 'UTF8') || '\x00', ''::bytea ORDER BY a.place)
                              FROM unnest(arguments) WITH ORDINALITY AS a (value, place));
  wanted constant text[] := CASE WHEN with_inserts THEN ARRAY['after_insert_audit'] ELSE '{}' END
                            || ARRAY['after_update_audit', 'after_delete_audit'];
  said constant text := (SELECT string_agg(quote_literal(a.value), ', ' ORDER BY a.place)
                           FROM unnest(arguments) WITH ORDINALITY AS a (value, place));
BEGIN
  IF (SELECT array_agg(t.tgname::text ORDER BY t.tgname DESC) FROM pg_trigger t
       WHERE t.tgrelid = audited AND t.tgname LIKE 'after\_%\_audit' AND t.tgargs = packed)
     = (SELECT array_agg(w ORDER BY w DESC) FROM unnest(wanted) AS w) THEN
    RETURN false;
  END IF;
  EXECUTE format('DROP TRIGGER IF EXISTS after_insert_audit ON %s', audited);
  EXECUTE format('DROP TRIGGER IF EXISTS after_update_audit ON %s', audited);
  EXECUTE format('DROP TRIGGER IF EXISTS after_delete_audit ON %s', audited);
  IF with_inserts THEN
    EXECUTE format('CREATE TRIGGER after_insert_audit AFTER INSERT ON %s REFERENCING NEW TABLE AS written_rows '
                   'FOR EACH STATEMENT EXECUTE FUNCTION after_insert_audit_v1(%s)', audited, said);
  END IF;
  EXECUTE format('CREATE TRIGGER after_update_audit AFTER UPDATE ON %s REFERENCING OLD TABLE AS former_rows '
                 'NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION after_update_audit_v1(%s)', audited, said);
  EXECUTE format('CREATE TRIGGER after_delete_audit AFTER DELETE ON %s REFERENCING OLD TABLE AS deleted_rows '
                 'FOR EACH STATEMENT EXECUTE FUNCTION after_delete_audit_v1(%s)', audited, said);
  RETURN true;
END
$$;

-- Read in its territory; what belongs to none (the law's values) by everyone.
ALTER TABLE audit_rowchange ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_rowchange FORCE ROW LEVEL SECURITY;
CREATE POLICY territory ON audit_rowchange
  USING (municipality_id IS NULL OR municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
SELECT keep_unchanged_v1('audit_rowchange');
-- Usage: the acts of a record in a timeline.
CREATE INDEX chainentry_subject ON series_chainentry (subject);
