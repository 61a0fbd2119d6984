-- What is found out about the outlines and blocks of a run (how outlines were cleaned, where streets disagree) is written
-- while the run is with the surveyors, in the transaction that says so. SQLSTATE MK031.
CREATE FUNCTION before_run_evidence_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  -- The lock: whoever takes a step or saves meanwhile waits, or is waited for.
  PERFORM FROM cases_case WHERE id = NEW.run_id AND state IN ('proposed', 'returned') FOR NO KEY UPDATE;
  IF NOT FOUND OR NEW.made_at IS DISTINCT FROM now() THEN
    RAISE EXCEPTION 'run % is not open to changes', NEW.run_id USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_open BEFORE INSERT ON numbering_runs_cleaning
  FOR EACH ROW EXECUTE FUNCTION before_run_evidence_v1();
CREATE TRIGGER before_insert_open BEFORE INSERT ON numbering_runs_streetcomparison
  FOR EACH ROW EXECUTE FUNCTION before_run_evidence_v1();

-- A cleaned outline belongs to the cleaning that is being written and to a version of its parcel, and moved no farther than
-- the tolerance. SQLSTATE MK031.
CREATE FUNCTION before_cleaned_outline_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM numbering_runs_cleaning c WHERE c.id = NEW.cleaning_id AND c.made_at = now()
                    AND NEW.farthest_m <= c.tolerance_m + 0.0005)
     OR NOT EXISTS (SELECT FROM register_boundaryversion v WHERE (v.id, v.parcel_id) = (NEW.version_id, NEW.parcel_id)) THEN
    RAISE EXCEPTION 'outline of parcel % does not belong to cleaning %', NEW.parcel_id, NEW.cleaning_id USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_with_its_cleaning BEFORE INSERT ON numbering_runs_cleanedoutline
  FOR EACH ROW EXECUTE FUNCTION before_cleaned_outline_v1();
-- A disagreement belongs to the comparison that is being written. SQLSTATE MK031.
CREATE FUNCTION before_doubt_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM numbering_runs_streetcomparison WHERE id = NEW.comparison_id AND made_at = now()) THEN
    RAISE EXCEPTION 'disagreement does not belong to comparison %', NEW.comparison_id USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_with_its_comparison BEFORE INSERT ON numbering_runs_doubt
  FOR EACH ROW EXECUTE FUNCTION before_doubt_v1();

-- A person decides while the run is with the surveyors, and what the kind of disagreement allows. SQLSTATE MK031.
CREATE FUNCTION before_doubt_decision_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM numbering_runs_doubt d JOIN numbering_runs_streetcomparison s ON s.id = d.comparison_id
    JOIN cases_case c ON c.id = s.run_id AND c.state IN ('proposed', 'returned')
   WHERE d.id = NEW.doubt_id
     AND (NEW.decision = 'keep' OR (d.code, NEW.decision) IN (('split_by_streets', 'part'), ('joined_by_streets', 'join')))
     FOR NO KEY UPDATE OF c;
  IF NOT FOUND OR NEW.decided_at IS DISTINCT FROM now() THEN
    RAISE EXCEPTION 'disagreement % is not to be decided so now', NEW.doubt_id USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_open BEFORE INSERT ON numbering_runs_doubtdecision
  FOR EACH ROW EXECUTE FUNCTION before_doubt_decision_v1();

-- A run goes on to review when every disagreement of its last comparison is decided, and none waits for blocks to be joined
-- or parted. Of the decisions on the same disagreement in the run's comparisons the last counts. SQLSTATE MK033.
CREATE FUNCTION before_run_reviewed_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  latest bigint := (SELECT max(id) FROM numbering_runs_streetcomparison WHERE run_id = NEW.id);
BEGIN
  IF EXISTS (
      SELECT FROM numbering_runs_doubt d
       WHERE d.comparison_id = latest
         AND 'keep' IS DISTINCT FROM (
           SELECT e.decision FROM numbering_runs_doubtdecision e
             JOIN numbering_runs_doubt same ON same.id = e.doubt_id AND same.key = d.key
             JOIN numbering_runs_streetcomparison s ON s.id = same.comparison_id AND s.run_id = NEW.id
            ORDER BY e.id DESC LIMIT 1)) THEN
    RAISE EXCEPTION 'disagreements of run % wait for a decision', NEW.id USING ERRCODE = 'MK033';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_run_reviewed_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_update_run_reviewed BEFORE UPDATE OF state ON cases_case FOR EACH ROW
  WHEN (NEW.kind = 'numbering' AND NEW.state = 'reviewed' AND OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION before_run_reviewed_v1();

-- The numbers of a block stay as they were written. SQLSTATE MK003.
CREATE TRIGGER before_update_keep_numbers BEFORE UPDATE ON numbering_runs_runblock FOR EACH ROW
  WHEN (OLD.numbers IS DISTINCT FROM NEW.numbers) EXECUTE FUNCTION refuse_change_v1();
-- Where a block has numbers of its own, there is one a parcel, and no two are alike. SQLSTATE MK031.
CREATE FUNCTION before_run_block_numbers_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF cardinality(NEW.numbers) <> cardinality(NEW."order")
     OR (SELECT count(DISTINCT one) FROM unnest(NEW.numbers) AS one) <> cardinality(NEW.numbers) THEN
    RAISE EXCEPTION 'block % does not give each parcel a number of its own', NEW.place USING ERRCODE = 'MK031';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_numbers BEFORE INSERT ON numbering_runs_runblock FOR EACH ROW
  WHEN (cardinality(NEW.numbers) > 0) EXECUTE FUNCTION before_run_block_numbers_v1();

-- What everyone may know of the blocks of a published run: scores and what is proven. While a run is back with the
-- surveyors the notice shows what was published.
CREATE FUNCTION publish_run_blocks_v1(run uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO numbering_runs_publishedrunblock
    (run_id, municipality_id, place, block_label, parcels, neighbours, within_reach, walk, proof, bound, gap)
  SELECT r.case_id, r.municipality_id, b.place, coalesce(pb.label, b.place::text), cardinality(b."order"),
         (b.score ->> 'A')::float8, (b.score ->> 'N12')::float8, (b.score ->> 'W_front')::float8,
         coalesce(p.state, ''), p.bound, p.gap
    FROM numbering_runs_numberingrun r
    JOIN cases_case c ON c.id = r.case_id AND c.state IN ('published', 'signed', 'approved', 'frozen')
    JOIN numbering_runs_runrevision v ON v.run_id = r.case_id
     AND v.number = (SELECT max(number) FROM numbering_runs_runrevision WHERE run_id = r.case_id)
    JOIN numbering_runs_runblock b ON b.revision_id = v.id
    LEFT JOIN plans_block pb ON pb.id = b.block_id
    LEFT JOIN numbering_runs_blockproof p ON p.block_id = b.id
   WHERE r.case_id = run AND r.published_at IS NOT NULL
   ORDER BY b.place
  ON CONFLICT (run_id, place) DO UPDATE SET
    block_label = excluded.block_label, parcels = excluded.parcels, neighbours = excluded.neighbours,
    within_reach = excluded.within_reach, walk = excluded.walk, proof = excluded.proof, bound = excluded.bound,
    gap = excluded.gap;
END
$$;
ALTER FUNCTION publish_run_blocks_v1(uuid) OWNER TO mukhattat_guard;
-- After any step or change of a run, and after each proof, its blocks follow.
CREATE FUNCTION after_run_blocks_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_run_blocks_v1(CASE TG_TABLE_NAME
    WHEN 'cases_case' THEN (to_jsonb(NEW) ->> 'id')::uuid
    WHEN 'numbering_runs_numberingrun' THEN (to_jsonb(NEW) ->> 'case_id')::uuid
    ELSE (SELECT v.run_id FROM numbering_runs_runblock b JOIN numbering_runs_runrevision v ON v.id = b.revision_id
           WHERE b.id = (to_jsonb(NEW) ->> 'block_id')::bigint)
  END);
  RETURN NULL;
END
$$;
ALTER FUNCTION after_run_blocks_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_update_publish_blocks AFTER UPDATE ON numbering_runs_numberingrun
  FOR EACH ROW EXECUTE FUNCTION after_run_blocks_v1();
CREATE TRIGGER after_update_publish_run_blocks AFTER UPDATE OF state ON cases_case FOR EACH ROW
  WHEN (NEW.kind = 'numbering') EXECUTE FUNCTION after_run_blocks_v1();
CREATE TRIGGER after_insert_publish_blocks AFTER INSERT ON numbering_runs_blockproof
  FOR EACH ROW EXECUTE FUNCTION after_run_blocks_v1();

-- What belongs to a run belongs to its office: a key alone looks past row level security. Usage: these keys.
ALTER TABLE numbering_runs_runblock ADD CONSTRAINT run_block_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE numbering_runs_cleaning
  ADD CONSTRAINT cleaning_in_municipality FOREIGN KEY (run_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT cleaning_of_municipality UNIQUE (id, municipality_id),
  ADD CONSTRAINT cleaning_of_run UNIQUE (id, run_id);
ALTER TABLE numbering_runs_runrevision ADD CONSTRAINT run_revision_cleaning_of_run
  FOREIGN KEY (cleaning_id, run_id) REFERENCES numbering_runs_cleaning (id, run_id);
ALTER TABLE numbering_runs_cleanedoutline
  ADD CONSTRAINT cleaned_outline_in_municipality FOREIGN KEY (cleaning_id, municipality_id) REFERENCES numbering_runs_cleaning (id, municipality_id),
  ADD CONSTRAINT cleaned_outline_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE numbering_runs_blockproof ADD CONSTRAINT block_proof_in_municipality
  FOREIGN KEY (block_id, municipality_id) REFERENCES numbering_runs_runblock (id, municipality_id);
ALTER TABLE numbering_runs_streetcomparison
  ADD CONSTRAINT comparison_in_municipality FOREIGN KEY (run_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT comparison_revision_in_municipality FOREIGN KEY (revision_id, municipality_id) REFERENCES numbering_runs_runrevision (id, municipality_id),
  ADD CONSTRAINT comparison_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE numbering_runs_doubt
  ADD CONSTRAINT doubt_in_municipality FOREIGN KEY (comparison_id, municipality_id) REFERENCES numbering_runs_streetcomparison (id, municipality_id),
  ADD CONSTRAINT doubt_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE numbering_runs_doubtdecision ADD CONSTRAINT doubt_decision_in_municipality
  FOREIGN KEY (doubt_id, municipality_id) REFERENCES numbering_runs_doubt (id, municipality_id);

SELECT protect_territory_v1('numbering_runs_cleaning');
SELECT protect_territory_v1('numbering_runs_cleanedoutline');
SELECT protect_territory_v1('numbering_runs_blockproof');
SELECT protect_territory_v1('numbering_runs_streetcomparison');
SELECT protect_territory_v1('numbering_runs_doubt');
SELECT protect_territory_v1('numbering_runs_doubtdecision');
SELECT keep_unchanged_v1('numbering_runs_cleaning');
SELECT keep_unchanged_v1('numbering_runs_cleanedoutline');
SELECT keep_unchanged_v1('numbering_runs_blockproof');
SELECT keep_unchanged_v1('numbering_runs_streetcomparison');
SELECT keep_unchanged_v1('numbering_runs_doubt');
SELECT keep_unchanged_v1('numbering_runs_doubtdecision');

-- An old district counts as numbered when its run is frozen, and is approved when the run is over. SQLSTATE MK035.
CREATE FUNCTION before_plan_without_open_run_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM numbering_runs_numberingrun WHERE plan_id = NEW.id AND closed_at IS NULL
                AND (NEW.status = 'approved_old' OR frozen_at IS NULL)) THEN
    RAISE EXCEPTION 'a numbering of plan % is open', NEW.id USING ERRCODE = 'MK035';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_plan_without_open_run_v2() OWNER TO mukhattat_guard;
DROP TRIGGER before_update_no_open_run ON plans_plan;
CREATE TRIGGER before_update_no_open_run BEFORE UPDATE ON plans_plan FOR EACH ROW
  WHEN ((OLD.status, NEW.status) IN (('inventoried_old', 'numbered'), ('numbered', 'approved_old')))
  EXECUTE FUNCTION before_plan_without_open_run_v2();
DROP FUNCTION before_plan_without_open_run_v1();
