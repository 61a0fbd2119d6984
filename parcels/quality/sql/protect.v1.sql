-- Who sees the rows, what is kept, what everyone may know.
SELECT protect_territory_v1('quality_checkrun');
SELECT protect_territory_v1('quality_checkfinding');
SELECT keep_unchanged_v1('quality_checkrun');
SELECT keep_for_ever_v1('quality_checkfinding');

-- Checks of a body are written in the order in which they began: one that read the land before a repair must not bring
-- the defect back after a later check has seen it gone. SQLSTATE MK030.
CREATE FUNCTION before_checkrun_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  checks constant integer := 5104130;
BEGIN
  PERFORM pg_advisory_xact_lock(checks, NEW.municipality_id);
  IF EXISTS (SELECT FROM quality_checkrun r WHERE r.municipality_id = NEW.municipality_id AND r.started_at > NEW.started_at) THEN
    RAISE EXCEPTION 'a later check has been recorded' USING ERRCODE = 'MK030';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_order BEFORE INSERT ON quality_checkrun
  FOR EACH ROW EXECUTE FUNCTION before_checkrun_v1();

-- What a finding is and who saw it first stays; what is resolved stays resolved.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON quality_checkfinding FOR EACH ROW
  WHEN (OLD.resolved_in_id IS NOT NULL OR (OLD.id, OLD.municipality_id, OLD.kind, OLD.key, OLD.parcels, OLD.block_id, OLD.first_run_id)
    IS DISTINCT FROM (NEW.id, NEW.municipality_id, NEW.kind, NEW.key, NEW.parcels, NEW.block_id, NEW.first_run_id))
  EXECUTE FUNCTION refuse_change_v1();

-- A finding belongs to the body whose checks saw it: foreign keys look past row level security. Usage: these keys.
ALTER TABLE quality_checkrun ADD CONSTRAINT check_in_municipality UNIQUE (id, municipality_id);
ALTER TABLE quality_checkfinding
  ADD CONSTRAINT finding_first_in_municipality FOREIGN KEY (first_run_id, municipality_id)
    REFERENCES quality_checkrun (id, municipality_id),
  ADD CONSTRAINT finding_last_in_municipality FOREIGN KEY (last_run_id, municipality_id)
    REFERENCES quality_checkrun (id, municipality_id),
  ADD CONSTRAINT finding_resolved_in_municipality FOREIGN KEY (resolved_in_id, municipality_id)
    REFERENCES quality_checkrun (id, municipality_id);

-- For everyone: how many findings of each kind the latest check of a body counted, and nothing of what they are.
CREATE VIEW published_finding_count WITH (security_barrier) AS
  SELECT latest.municipality_id || '-' || counted.kind AS id, latest.municipality_id, counted.kind,
         counted.findings::integer AS count, latest.finished_at AS checked_at, latest.parcels_read
    FROM (SELECT DISTINCT ON (municipality_id) municipality_id, counts, finished_at, parcels_read
            FROM quality_checkrun ORDER BY municipality_id, started_at DESC) AS latest
   CROSS JOIN LATERAL jsonb_each_text(latest.counts) AS counted (kind, findings);
ALTER VIEW published_finding_count OWNER TO mukhattat_guard;
