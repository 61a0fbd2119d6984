-- A revision is written while its run is open to edits, as the next of its run: who saves on what another has changed
-- meanwhile is refused. SQLSTATE MK031.
CREATE FUNCTION before_run_revision_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  -- The lock: whoever takes a step or saves meanwhile waits, or is waited for.
  PERFORM FROM cases_case WHERE id = NEW.run_id AND state IN ('proposed', 'returned') FOR NO KEY UPDATE;
  IF NOT FOUND OR NEW.made_at IS DISTINCT FROM now() OR NEW.number IS DISTINCT FROM (
       SELECT coalesce(max(r.number), 0) + 1 FROM numbering_runs_runrevision r WHERE r.run_id = NEW.run_id) THEN
    RAISE EXCEPTION 'run % is not open to revision %', NEW.run_id, NEW.number USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_open BEFORE INSERT ON numbering_runs_runrevision
  FOR EACH ROW EXECUTE FUNCTION before_run_revision_v1();

-- A block is written in the transaction of its revision and names every parcel once. SQLSTATE MK031.
CREATE FUNCTION before_run_block_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM numbering_runs_runrevision WHERE id = NEW.revision_id AND made_at = now())
     OR cardinality(NEW."order") = 0
     OR (SELECT count(DISTINCT one) FROM unnest(NEW."order") AS one) <> cardinality(NEW."order")
     OR NOT NEW.locked <@ NEW."order" THEN
    RAISE EXCEPTION 'block % does not belong to revision %', NEW.place, NEW.revision_id USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_with_its_revision BEFORE INSERT ON numbering_runs_runblock
  FOR EACH ROW EXECUTE FUNCTION before_run_block_v1();
-- The register's block is said once, when the run is first published. SQLSTATE MK003.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON numbering_runs_runblock FOR EACH ROW
  WHEN (OLD.block_id IS NOT NULL
     OR (OLD.id, OLD.municipality_id, OLD.revision_id, OLD.place, OLD."order", OLD.locked, OLD.access, OLD.score, OLD.geom)
        IS DISTINCT FROM
        (NEW.id, NEW.municipality_id, NEW.revision_id, NEW.place, NEW."order", NEW.locked, NEW.access, NEW.score, NEW.geom))
  EXECUTE FUNCTION refuse_change_v1();

-- What a run is about stays; what its steps bring about is written with the step: days of objection while it is published,
-- the freezing when it is frozen, its end when it is over. MK003; MK033.
CREATE FUNCTION before_run_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  standing text := (SELECT state FROM cases_case WHERE id = NEW.case_id);
  open constant text[] := ARRAY['published_at', 'objections_until', 'objection_cites', 'frozen_at', 'closed_at', 'printout_id'];
BEGIN
  IF to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open
     OR OLD.closed_at IS NOT NULL AND to_jsonb(NEW) - 'printout_id'::text IS DISTINCT FROM to_jsonb(OLD) - 'printout_id'::text THEN
    RAISE EXCEPTION 'what a run is about stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF (NEW.published_at, NEW.objections_until) IS DISTINCT FROM (OLD.published_at, OLD.objections_until)
       AND (standing IS DISTINCT FROM 'published' OR NEW.published_at IS DISTINCT FROM now())
     OR NEW.frozen_at IS DISTINCT FROM OLD.frozen_at AND (standing IS DISTINCT FROM 'frozen' OR NEW.frozen_at IS DISTINCT FROM now())
     OR NEW.closed_at IS DISTINCT FROM OLD.closed_at AND (standing IN ('frozen', 'withdrawn')) IS NOT TRUE
     OR standing = 'frozen' AND NEW.frozen_at IS NULL THEN
    RAISE EXCEPTION 'run % is in state %', NEW.case_id, standing USING ERRCODE = 'MK033';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_life BEFORE UPDATE ON numbering_runs_numberingrun
  FOR EACH ROW EXECUTE FUNCTION before_run_update_v1();

-- Objections are taken while the run is published and its days last, the last one too (days of the country), and
-- answered once. SQLSTATE MK032.
CREATE FUNCTION before_objection_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM cases_case WHERE id = NEW.run_id AND state = 'published' FOR NO KEY UPDATE;
  IF NOT FOUND OR NEW.state <> 'open' OR NOT EXISTS (
      SELECT FROM numbering_runs_numberingrun r WHERE r.case_id = NEW.run_id
         AND (now() AT TIME ZONE 'Asia/Riyadh')::date <= r.objections_until) THEN
    RAISE EXCEPTION 'run % hears no objections', NEW.run_id USING ERRCODE = 'MK032';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_heard BEFORE INSERT ON numbering_runs_objection
  FOR EACH ROW EXECUTE FUNCTION before_objection_v1();
CREATE TRIGGER before_update_keep BEFORE UPDATE ON numbering_runs_objection FOR EACH ROW
  WHEN (OLD.state <> 'open'
     OR (OLD.id, OLD.run_id, OLD.municipality_id, OLD.number, OLD.parcel_id, OLD.text, OLD.party_id, OLD.name, OLD.phone,
         OLD.received_at, OLD.received_by_id, OLD.request_id, OLD.geom)
        IS DISTINCT FROM
        (NEW.id, NEW.run_id, NEW.municipality_id, NEW.number, NEW.parcel_id, NEW.text, NEW.party_id, NEW.name, NEW.phone,
         NEW.received_at, NEW.received_by_id, NEW.request_id, NEW.geom))
  EXECUTE FUNCTION refuse_change_v1();

-- A run is frozen when the days of its objections are over, every objection is answered and every parcel of its last
-- revision bears a number. Its numbers are then written down. SQLSTATE MK033.
CREATE FUNCTION after_run_frozen_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  wanted bigint;
  written bigint;
BEGIN
  IF (NEW.objections_until < (now() AT TIME ZONE 'Asia/Riyadh')::date) IS NOT TRUE
     OR EXISTS (SELECT FROM numbering_runs_objection WHERE run_id = NEW.case_id AND state = 'open') THEN
    RAISE EXCEPTION 'objections to run % are open', NEW.case_id USING ERRCODE = 'MK033';
  END IF;
  SELECT count(*) INTO wanted FROM register_parcel WHERE plan_id = NEW.plan_id AND state NOT LIKE 'retired%';
  INSERT INTO numbering_runs_frozennumber (parcel_id, municipality_id, run_id, block_id, label, code)
  SELECT p.id, p.municipality_id, NEW.case_id, p.block_id, p.parcel_label, p.code
    FROM numbering_runs_runrevision r JOIN numbering_runs_runblock b ON b.revision_id = r.id
   CROSS JOIN unnest(b."order") AS walked (id)
    JOIN register_parcel p ON p.id = walked.id AND p.plan_id = NEW.plan_id AND p.code IS NOT NULL
   WHERE r.run_id = NEW.case_id
     AND r.number = (SELECT max(number) FROM numbering_runs_runrevision WHERE run_id = NEW.case_id);
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written = 0 OR EXISTS (SELECT FROM register_parcel WHERE plan_id = NEW.plan_id AND code IS NULL) THEN
    RAISE EXCEPTION 'of % parcels % have a number of run %', wanted, written, NEW.case_id USING ERRCODE = 'MK033',
      DETAIL = json_build_object('parcels', wanted, 'numbered', written)::text;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_frozen AFTER UPDATE OF frozen_at ON numbering_runs_numberingrun FOR EACH ROW
  WHEN (NEW.frozen_at IS NOT NULL AND OLD.frozen_at IS NULL) EXECUTE FUNCTION after_run_frozen_v1();
ALTER FUNCTION after_run_frozen_v1() OWNER TO mukhattat_guard;

-- A frozen number stands, whatever becomes of its parcel or of the land beside it. A number that is not frozen is withdrawn
-- only while its run is back with the surveyors for an objection that was upheld. SQLSTATE MK034. Named so that it comes
-- after the register's own before_write_life, which says what a withdrawal is.
CREATE FUNCTION before_number_withdrawn_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM numbering_runs_frozennumber WHERE parcel_id = OLD.id)
     OR NEW.code IS NOT NULL
     OR NOT EXISTS (
      SELECT FROM numbering_runs_numberingrun r JOIN cases_case c ON c.id = r.case_id AND c.state = 'returned'
        JOIN numbering_runs_objection o ON o.run_id = r.case_id AND o.state = 'upheld' AND o.answered_at >= r.published_at
         AND (o.reach = 'parcel' AND o.parcel_id = OLD.id
           OR o.reach = 'block' AND OLD.block_id IN (SELECT a.block_id FROM register_allottednumber a WHERE a.parcel_id = o.parcel_id))
       WHERE r.plan_id = OLD.plan_id AND r.closed_at IS NULL) THEN
    RAISE EXCEPTION 'the number of parcel % stands', OLD.id USING ERRCODE = 'MK034',
      DETAIL = json_build_object('parcel', OLD.id, 'code', OLD.code)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_number_stands BEFORE UPDATE ON register_parcel FOR EACH ROW
  WHEN (OLD.code IS NOT NULL AND (OLD.code, OLD.parcel_label, OLD.block_id) IS DISTINCT FROM (NEW.code, NEW.parcel_label, NEW.block_id))
  EXECUTE FUNCTION before_number_withdrawn_v1();
ALTER FUNCTION before_number_withdrawn_v1() OWNER TO mukhattat_guard;

-- While a numbering is open, an old district is not numbered past it and not approved. SQLSTATE MK035.
CREATE FUNCTION before_plan_without_open_run_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM numbering_runs_numberingrun WHERE plan_id = NEW.id AND closed_at IS NULL
                AND (NEW.status = 'approved_old' OR published_at IS NULL)) THEN
    RAISE EXCEPTION 'a numbering of plan % is open', NEW.id USING ERRCODE = 'MK035';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_no_open_run BEFORE UPDATE ON plans_plan FOR EACH ROW
  WHEN ((OLD.status, NEW.status) IN (('inventoried_old', 'numbered'), ('numbered', 'approved_old')))
  EXECUTE FUNCTION before_plan_without_open_run_v1();
ALTER FUNCTION before_plan_without_open_run_v1() OWNER TO mukhattat_guard;

-- What everyone may know of a published run: its days and its district. No person, no revision, no objection.
CREATE FUNCTION publish_run_v1(run uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO numbering_runs_publishedrun
    (run_id, municipality_id, municipality_name, municipality_name_en, plan_id, district_id, district_name, district_name_en,
     reference, published_at, objections_until, objection_cites, hears, frozen_at)
  SELECT r.case_id, r.municipality_id, m.name, m.name_en, r.plan_id, d.id, d.name, d.name_en, c.reference, r.published_at,
         r.objections_until, r.objection_cites, c.state = 'published', r.frozen_at
    FROM numbering_runs_numberingrun r JOIN cases_case c ON c.id = r.case_id
    JOIN municipalities_municipality m ON m.id = r.municipality_id
    JOIN plans_plan pl ON pl.id = r.plan_id JOIN plans_district d ON d.id = pl.district_id
   WHERE r.case_id = run AND r.published_at IS NOT NULL
  ON CONFLICT (run_id) DO UPDATE SET
    published_at = excluded.published_at, objections_until = excluded.objections_until,
    objection_cites = excluded.objection_cites, hears = excluded.hears, frozen_at = excluded.frozen_at;
END
$$;
ALTER FUNCTION publish_run_v1(uuid) OWNER TO mukhattat_guard;
-- After any step or change of a run the notice follows.
CREATE FUNCTION after_run_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_run_v1(CASE TG_TABLE_NAME WHEN 'cases_case' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'case_id')::uuid END);
  RETURN NULL;
END
$$;
ALTER FUNCTION after_run_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_update_publish AFTER UPDATE ON numbering_runs_numberingrun FOR EACH ROW EXECUTE FUNCTION after_run_v1();
CREATE TRIGGER after_update_publish_run AFTER UPDATE OF state ON cases_case FOR EACH ROW
  WHEN (NEW.kind = 'numbering') EXECUTE FUNCTION after_run_v1();

-- What belongs to a run belongs to its office: a key alone looks past row level security. Usage: these keys.
ALTER TABLE numbering_runs_numberingrun
  ADD CONSTRAINT numbering_run_case_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT numbering_run_plan_in_municipality FOREIGN KEY (plan_id, municipality_id) REFERENCES plans_plan (id, municipality_id);
ALTER TABLE numbering_runs_runrevision
  ADD CONSTRAINT run_revision_in_municipality FOREIGN KEY (run_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT run_revision_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE numbering_runs_runblock ADD CONSTRAINT run_block_in_municipality
  FOREIGN KEY (revision_id, municipality_id) REFERENCES numbering_runs_runrevision (id, municipality_id);
ALTER TABLE numbering_runs_objection
  ADD CONSTRAINT objection_in_municipality FOREIGN KEY (run_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT objection_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE numbering_runs_frozennumber
  ADD CONSTRAINT frozen_number_in_municipality FOREIGN KEY (run_id, municipality_id) REFERENCES cases_case (id, municipality_id);

SELECT protect_territory_v1('numbering_runs_numberingrun');
SELECT protect_territory_v1('numbering_runs_runrevision');
SELECT protect_territory_v1('numbering_runs_runblock');
SELECT protect_territory_v1('numbering_runs_objection');
SELECT protect_territory_v1('numbering_runs_frozennumber');
SELECT keep_for_ever_v1('numbering_runs_numberingrun');
SELECT keep_unchanged_v1('numbering_runs_runrevision');
SELECT keep_for_ever_v1('numbering_runs_runblock');
SELECT keep_for_ever_v1('numbering_runs_objection');
SELECT keep_unchanged_v1('numbering_runs_frozennumber');
