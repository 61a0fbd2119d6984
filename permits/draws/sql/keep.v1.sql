-- The hour of a draw: the clock as it runs, not the beginning of the transaction. Secrets come before the public value.
CREATE FUNCTION draw_clock_v1() RETURNS timestamptz
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT clock_timestamp() $$;

-- What everyone is told to look for before a draw: SHA-256 of what it is for, a line feed, and the text.
CREATE FUNCTION draw_digest_v1(purpose text, body text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT encode(sha256(convert_to('mukhattat-draw-1.' || purpose || chr(10) || body, 'UTF8')), 'hex') $$;

-- The seed that follows from what is recorded: the hash of the lists, the revealed secrets in order, the public value.
CREATE FUNCTION draw_seed_v1(of_draw uuid, manifest text, public_value text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT draw_digest_v1('seed', format('{"manifest":"%s","public_value":"%s","reveals":[%s]}', manifest, public_value,
    string_agg(format('{"nonce":"%s","number":%s,"secret":"%s"}', o.nonce, o.number, o.secret), ',' ORDER BY o.number)))
    FROM draws_official o WHERE o.draw_id = of_draw
$$;
ALTER FUNCTION draw_seed_v1(uuid, text, text) OWNER TO mukhattat_guard;

-- Whether the file of frozen lists says of entrants and lots what the tables say, in the same order.
CREATE FUNCTION draw_lists_agree_v1(of_draw uuid, lists jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT NOT EXISTS (
    SELECT FROM jsonb_array_elements(lists -> 'entrants') WITH ORDINALITY AS told (entry, place)
      FULL JOIN (SELECT position + 1 AS place, jsonb_build_object('class', area_class, 'priority', priority, 'ticket', ticket) AS entry
                   FROM draws_drawentrant WHERE draw_id = of_draw) AS held ON held.place = told.place
     WHERE told.entry IS DISTINCT FROM held.entry)
  AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(lists -> 'lots') WITH ORDINALITY AS told (entry, place)
      FULL JOIN (SELECT position + 1 AS place, jsonb_build_object('class', area_class, 'facts', facts, 'lot', code) AS entry
                   FROM draws_drawlot WHERE draw_id = of_draw) AS held ON held.place = told.place
     WHERE told.entry IS DISTINCT FROM held.entry)
$$;
ALTER FUNCTION draw_lists_agree_v1(uuid, jsonb) OWNER TO mukhattat_guard;

-- What a step of a draw needs, beside the order of the steps. Before its hour a draw may be called off; once the public
-- value can be known it goes on to its results, whoever dislikes them.
CREATE FUNCTION draw_may_v1(held draws_draw, asked draws_draw) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  early constant boolean := draw_clock_v1() < held.public_due_at;
  paper jsonb;
BEGIN
  CASE held.state || '>' || asked.state
  WHEN 'prepared>committed' THEN
    RETURN (SELECT count(*) BETWEEN 2 AND 12 AND bool_and(commitment <> '') FROM draws_official WHERE draw_id = held.id)
       AND (SELECT count(*) FROM draws_drawentrant WHERE draw_id = held.id) = held.entrant_count
       AND (SELECT count(*) FROM draws_drawlot WHERE draw_id = held.id) = held.lot_count;
  WHEN 'committed>frozen' THEN
    paper := (SELECT content::jsonb FROM draws_drawpaper WHERE draw_id = held.id AND name = 'frozen');
    RETURN early AND asked.manifest_hash ~ '^[0-9a-f]{64}$' AND asked.manifest_hash = paper ->> 'manifest_hash'
       AND paper #>> '{manifest,draw}' = held.code AND draw_lists_agree_v1(held.id, paper);
  WHEN 'frozen>revealed' THEN
    RETURN (SELECT bool_and(secret <> '') FROM draws_official WHERE draw_id = held.id);
  WHEN 'revealed>revealed' THEN
    RETURN NOT early AND held.public_value = '' AND asked.public_evidence <> ''
       AND asked.public_value ~ CASE held.public_form WHEN 'decimal2' THEN '^(0|[1-9][0-9]{0,11})\.[0-9]{2}$' ELSE '^[0-9a-f]{64}$' END;
  WHEN 'revealed>drawn' THEN
    paper := (SELECT content::jsonb FROM draws_drawpaper WHERE draw_id = held.id AND name = 'proof');
    RETURN held.public_value <> '' AND asked.seed = draw_seed_v1(held.id, held.manifest_hash, held.public_value)
       AND asked.seed = paper ->> 'seed' AND asked.seal = paper ->> 'seal' AND asked.seal ~ '^[0-9a-f]{64}$'
       AND (SELECT count(*) FROM draws_drawresult WHERE draw_id = held.id) = held.entrant_count;
  WHEN 'drawn>published' THEN
    RETURN true;
  WHEN 'prepared>void', 'committed>void', 'frozen>void' THEN
    RETURN asked.void_reason <> '';
  WHEN 'revealed>void' THEN
    RETURN early AND asked.void_reason <> '';
  ELSE
    RETURN false;
  END CASE;
END
$$;
ALTER FUNCTION draw_may_v1(draws_draw, draws_draw) OWNER TO mukhattat_guard;

-- A draw goes its way step by step, and each step writes what belongs to it, once. SQLSTATE MK065.
CREATE FUNCTION before_draw_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  sets constant jsonb := '{"committed": [], "frozen": ["manifest_hash", "frozen_at"], "revealed": ["public_value", "public_evidence"],
    "drawn": ["seed", "drawn_at", "seal"], "published": ["published_at"], "void": ["void_reason", "voided_at"]}';
  written text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state IS DISTINCT FROM 'prepared' OR NEW.public_due_at <= draw_clock_v1()
       OR NEW.manifest_hash || NEW.public_value || NEW.public_evidence || NEW.seed || NEW.seal || NEW.void_reason <> '' THEN
      RAISE EXCEPTION 'a draw begins prepared, before its hour' USING ERRCODE = 'MK065';
    END IF;
    NEW.opened_at := now();
    RETURN NEW;
  END IF;
  written := ARRAY(SELECT jsonb_array_elements_text(sets -> NEW.state)) || 'state'::text;
  IF to_jsonb(NEW) - written IS DISTINCT FROM to_jsonb(OLD) - written
     OR OLD.state = 'frozen' AND NEW.state = 'revealed' AND NEW.public_value || NEW.public_evidence <> ''
     OR NOT coalesce(draw_may_v1(OLD, NEW), false) THEN
    RAISE EXCEPTION 'draw % cannot go from % to % so', OLD.code, OLD.state, NEW.state USING ERRCODE = 'MK065';
  END IF;
  IF NEW.state = 'frozen' THEN NEW.frozen_at := now(); END IF;
  IF NEW.state = 'drawn' THEN NEW.drawn_at := now(); END IF;
  IF NEW.state = 'published' THEN NEW.published_at := now(); END IF;
  IF NEW.state = 'void' THEN NEW.voided_at := now(); END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_draw_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON draws_draw FOR EACH ROW EXECUTE FUNCTION before_draw_v1();

-- An official seals a secret once while the draw is prepared, and reveals the one that he sealed, once, when the lists are
-- frozen and before the public value can be known. SQLSTATE MK065.
CREATE FUNCTION before_draw_official_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  draw draws_draw;
  seals constant text[] := '{commitment,committed_at}';
  reveals constant text[] := '{secret,nonce,revealed_at}';
BEGIN
  SELECT * INTO draw FROM draws_draw WHERE id = NEW.draw_id FOR SHARE;
  IF TG_OP = 'INSERT' AND draw.state = 'prepared' AND draw.opened_at = now() AND NEW.number >= 1
     AND NEW.title <> '' AND NEW.commitment || NEW.secret || NEW.nonce = '' THEN
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND draw.state = 'prepared' AND OLD.commitment = '' AND NEW.commitment ~ '^[0-9a-f]{64}$'
     AND to_jsonb(NEW) - seals = to_jsonb(OLD) - seals THEN
    NEW.committed_at := draw_clock_v1();
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' AND draw.state = 'frozen' AND OLD.secret = '' AND draw_clock_v1() < draw.public_due_at
     AND to_jsonb(NEW) - reveals = to_jsonb(OLD) - reveals
     AND NEW.secret ~ '^[0-9a-f]{64}$' AND NEW.nonce ~ '^[0-9a-f]{32}$'
     AND encode(sha256(convert_to(format('%s|%s|%s|%s', draw.code, OLD.number, NEW.secret, NEW.nonce), 'UTF8')), 'hex') = OLD.commitment THEN
    NEW.revealed_at := draw_clock_v1();
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'this secret is not to be sealed or revealed so now' USING ERRCODE = 'MK065';
END
$$;
ALTER FUNCTION before_draw_official_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_write_secret BEFORE INSERT OR UPDATE ON draws_official
  FOR EACH ROW EXECUTE FUNCTION before_draw_official_v1();

-- Lists come with their draw, in its transaction; nobody is added later. SQLSTATE MK065.
CREATE FUNCTION after_draw_list_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM added a JOIN draws_draw d ON d.id = a.draw_id WHERE d.state <> 'prepared' OR d.opened_at <> now()) THEN
    RAISE EXCEPTION 'the lists of a draw are written when it is prepared' USING ERRCODE = 'MK065';
  END IF;
  RETURN NULL;
END
$$;
ALTER FUNCTION after_draw_list_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_insert_in_time AFTER INSERT ON draws_drawentrant REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION after_draw_list_v1();
CREATE TRIGGER after_insert_in_time AFTER INSERT ON draws_drawlot REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION after_draw_list_v1();

-- Results are written between the public value and the step that draws; the lock holds against a second hand. SQLSTATE MK065.
CREATE FUNCTION after_draw_result_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM draws_draw d WHERE d.id IN (SELECT draw_id FROM added) FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM added a JOIN draws_draw d ON d.id = a.draw_id WHERE d.state <> 'revealed' OR d.public_value = '') THEN
    RAISE EXCEPTION 'nothing is drawn now' USING ERRCODE = 'MK065';
  END IF;
  RETURN NULL;
END
$$;
ALTER FUNCTION after_draw_result_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_insert_in_time AFTER INSERT ON draws_drawresult REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION after_draw_result_v1();

-- A file is written with the step that it belongs to. SQLSTATE MK065.
CREATE FUNCTION before_draw_paper_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM draws_draw WHERE id = NEW.draw_id AND (state, NEW.name) IN (('committed', 'frozen'), ('revealed', 'proof')) FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such file is written now' USING ERRCODE = 'MK065';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_draw_paper_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_insert_in_time BEFORE INSERT ON draws_drawpaper FOR EACH ROW EXECUTE FUNCTION before_draw_paper_v1();

-- What everyone may know of a draw: no account, no key, no salt.
CREATE FUNCTION publish_draw_v1(of_draw uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  DELETE FROM draws_publisheddraw WHERE draw_id = of_draw;
  INSERT INTO draws_publisheddraw
    (draw_id, municipality_id, municipality_name, municipality_name_en, code, title, state, session_at, public_source,
     public_form, public_due_at, officials, entrant_count, lot_count, manifest_hash, frozen_at, public_value,
     public_evidence, seed, drawn_at, seal, published_at, void_reason, voided_at)
  SELECT d.id, d.municipality_id, m.name, m.name_en, d.code, d.title, d.state, d.session_at, d.public_source,
         d.public_form, d.public_due_at,
         coalesce((SELECT jsonb_agg(jsonb_build_object('number', o.number, 'title', o.title, 'commitment', o.commitment,
                     'committed_at', o.committed_at, 'secret', o.secret, 'nonce', o.nonce, 'revealed_at', o.revealed_at) ORDER BY o.number)
                    FROM draws_official o WHERE o.draw_id = d.id), '[]'),
         d.entrant_count, d.lot_count, d.manifest_hash, d.frozen_at, d.public_value, d.public_evidence, d.seed, d.drawn_at,
         d.seal, d.published_at, d.void_reason, d.voided_at
    FROM draws_draw d JOIN municipalities_municipality m ON m.id = d.municipality_id WHERE d.id = of_draw;
END
$$;
ALTER FUNCTION publish_draw_v1(uuid) OWNER TO mukhattat_guard;
-- After any step of a draw or of an official everyone sees it.
CREATE FUNCTION after_draw_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_draw_v1(CASE TG_TABLE_NAME WHEN 'draws_draw' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'draw_id' END::uuid);
  RETURN NULL;
END
$$;
ALTER FUNCTION after_draw_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON draws_draw FOR EACH ROW EXECUTE FUNCTION after_draw_v1();
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON draws_official FOR EACH ROW EXECUTE FUNCTION after_draw_v1();

-- A file of a draw for everyone, whatever the territory: it holds tickets and codes of land only.
CREATE FUNCTION draw_paper_v1(of_draw uuid, asked text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT p.content FROM draws_drawpaper p WHERE p.draw_id = of_draw AND p.name = asked $$;
ALTER FUNCTION draw_paper_v1(uuid, text) OWNER TO mukhattat_guard;

-- What belongs to a draw belongs to its office and its class: a key alone looks past row level security. Usage: these keys.
ALTER TABLE draws_draw ADD CONSTRAINT draw_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE draws_official ADD CONSTRAINT draw_official_in_municipality
  FOREIGN KEY (draw_id, municipality_id) REFERENCES draws_draw (id, municipality_id);
ALTER TABLE draws_drawentrant
  ADD CONSTRAINT draw_entrant_of_class UNIQUE (id, draw_id, municipality_id, area_class),
  ADD CONSTRAINT draw_entrant_in_municipality FOREIGN KEY (draw_id, municipality_id) REFERENCES draws_draw (id, municipality_id);
ALTER TABLE draws_drawlot
  ADD CONSTRAINT draw_lot_of_class UNIQUE (id, draw_id, municipality_id, area_class),
  ADD CONSTRAINT draw_lot_in_municipality FOREIGN KEY (draw_id, municipality_id) REFERENCES draws_draw (id, municipality_id);
ALTER TABLE draws_drawresult
  ADD CONSTRAINT draw_result_in_municipality FOREIGN KEY (draw_id, municipality_id) REFERENCES draws_draw (id, municipality_id),
  ADD CONSTRAINT draw_result_for_entrant_of_class FOREIGN KEY (entrant_id, draw_id, municipality_id, area_class)
    REFERENCES draws_drawentrant (id, draw_id, municipality_id, area_class),
  ADD CONSTRAINT draw_result_of_lot_of_class FOREIGN KEY (lot_id, draw_id, municipality_id, area_class)
    REFERENCES draws_drawlot (id, draw_id, municipality_id, area_class);
ALTER TABLE draws_drawpaper ADD CONSTRAINT draw_paper_in_municipality
  FOREIGN KEY (draw_id, municipality_id) REFERENCES draws_draw (id, municipality_id);

SELECT protect_territory_v1('draws_draw');
SELECT protect_territory_v1('draws_official');
SELECT protect_territory_v1('draws_drawentrant');
SELECT protect_territory_v1('draws_drawlot');
SELECT protect_territory_v1('draws_drawresult');
SELECT protect_territory_v1('draws_drawpaper');
SELECT keep_for_ever_v1('draws_draw');
SELECT keep_for_ever_v1('draws_official');
SELECT keep_unchanged_v1('draws_drawentrant');
SELECT keep_unchanged_v1('draws_drawlot');
SELECT keep_unchanged_v1('draws_drawresult');
SELECT keep_unchanged_v1('draws_drawpaper');
