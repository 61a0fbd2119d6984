-- The triggers of run.v1.sql that keep rows as they were, in words that a restored dump understands: pg_restore looks for
-- operators in pg_catalog only, where geometries have none. SQLSTATE MK003.
DROP TRIGGER before_update_keep ON numbering_runs_runblock;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON numbering_runs_runblock FOR EACH ROW
  WHEN (OLD.block_id IS NOT NULL
     OR (OLD.id, OLD.municipality_id, OLD.revision_id, OLD.place, OLD."order", OLD.locked, OLD.access, OLD.score,
         OLD.geom::bytea)
        IS DISTINCT FROM
        (NEW.id, NEW.municipality_id, NEW.revision_id, NEW.place, NEW."order", NEW.locked, NEW.access, NEW.score,
         NEW.geom::bytea))
  EXECUTE FUNCTION refuse_change_v1();

DROP TRIGGER before_update_keep ON numbering_runs_objection;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON numbering_runs_objection FOR EACH ROW
  WHEN (OLD.state <> 'open'
     OR (OLD.id, OLD.run_id, OLD.municipality_id, OLD.number, OLD.parcel_id, OLD.text, OLD.party_id, OLD.name, OLD.phone,
         OLD.received_at, OLD.received_by_id, OLD.request_id, OLD.geom::bytea)
        IS DISTINCT FROM
        (NEW.id, NEW.run_id, NEW.municipality_id, NEW.number, NEW.parcel_id, NEW.text, NEW.party_id, NEW.name, NEW.phone,
         NEW.received_at, NEW.received_by_id, NEW.request_id, NEW.geom::bytea))
  EXECUTE FUNCTION refuse_change_v1();
