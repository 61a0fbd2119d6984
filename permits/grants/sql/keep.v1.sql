-- A grant is that of its case and of its person. What was written in the application is changed only before it is
-- complete; its state is that of the case. SQLSTATE MK003.
CREATE FUNCTION before_grant_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  stands constant text := (SELECT c.state FROM cases_case c WHERE c.id = NEW.case_id AND c.kind = 'grant');
  sets text[] := '{state,completed_at,deed_id,conditions_until}';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF stands IN ('applied', 'returned') THEN
      sets := sets || '{basis,order_number,area_class,decree_area_m2,born_on,resident_since}'::text[];
    END IF;
    IF to_jsonb(NEW) - sets IS DISTINCT FROM to_jsonb(OLD) - sets
       OR OLD.completed_at IS NOT NULL AND NEW.completed_at IS DISTINCT FROM OLD.completed_at AND stands <> 'data_complete'
       OR OLD.deed_id IS NOT NULL AND NEW.deed_id IS DISTINCT FROM OLD.deed_id THEN
      RAISE EXCEPTION 'what was recorded stays' USING ERRCODE = 'MK003',
        DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
    END IF;
  END IF;
  IF NEW.state IS DISTINCT FROM stands OR NEW.id IS DISTINCT FROM NEW.case_id OR NEW.identifier_hash = ''
     OR NEW.identifier_hash IS DISTINCT FROM (SELECT y.identifier_hash FROM parties_party y WHERE y.id = NEW.grantee_id) THEN
    RAISE EXCEPTION 'a grant is that of its case and of its person' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_keep BEFORE INSERT OR UPDATE ON grants_grant FOR EACH ROW EXECUTE FUNCTION before_grant_v1();
ALTER FUNCTION before_grant_v1() OWNER TO mukhattat_guard;

-- No grant goes on towards its decision with a plot that is not what was drawn: changed, stopped, permitted, held, built on
-- or somebody's. The parcel is held against changes of its state until the step is committed. SQLSTATE MK066. The grant's
-- own state follows.
CREATE FUNCTION after_grant_case_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  plot grants_allotment;
BEGIN
  IF NEW.state IN ('batched', 'verified', 'decision') THEN
    SELECT * INTO plot FROM grants_allotment t WHERE t.grant_id = NEW.id AND t.released_at IS NULL;
    PERFORM FROM register_parcel p WHERE p.id = plot.parcel_id FOR SHARE;
    IF NOT EXISTS (
        SELECT FROM plots_judged_v1(ARRAY[plot.parcel_id], NEW.id, plot.pool_id, 0, 0) j
         WHERE j.version_id = plot.version_id AND NOT j.reasons && ARRAY[
               'plan_not_approved', 'not_active', 'owned', 'masked', 'permitted', 'held', 'allotted', 'built']) THEN
      RAISE EXCEPTION 'the plot of % is not what was drawn any more', NEW.reference USING ERRCODE = 'MK066';
    END IF;
  END IF;
  UPDATE grants_grant SET state = NEW.state WHERE case_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_grant AFTER UPDATE OF state ON cases_case FOR EACH ROW
  WHEN (NEW.kind = 'grant' AND NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION after_grant_case_v1();
ALTER FUNCTION after_grant_case_v1() OWNER TO mukhattat_guard;

-- At the commit a grant that is decided has a decision that stands, of its live allotment, with a number that the office's
-- series gave and a record under it; and one that has no plot has none that stands. SQLSTATE MK068.
CREATE FUNCTION after_grant_decided_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  stands constant text := (SELECT c.state FROM cases_case c WHERE c.id = NEW.id);
  decided constant boolean := EXISTS (
    SELECT FROM grants_grantdecision d
      JOIN grants_allotment t ON t.id = d.allotment_id AND t.grant_id = d.grant_id AND t.released_at IS NULL
      JOIN decisions_decisionrecord r ON r.number = d.number AND r.case_id = d.grant_id AND r.chain_hash = d.chain_hash
     WHERE d.grant_id = NEW.id AND d.revoked_at IS NULL);
BEGIN
  IF decided <> (stands IN ('decision', 'excess_due', 'overdue', 'paid', 'surveyed', 'deed_issued', 'condition_period',
                            'fulfilled')) THEN
    RAISE EXCEPTION 'grant % and its decision disagree', NEW.reference USING ERRCODE = 'MK068';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER after_update_decided AFTER UPDATE OF state ON cases_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.kind = 'grant' AND NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION after_grant_decided_v1();
ALTER FUNCTION after_grant_decided_v1() OWNER TO mukhattat_guard;

-- A decision stays as it was; its paper and its revocation are written once. SQLSTATE MK068.
CREATE FUNCTION before_grant_decision_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF to_jsonb(NEW) - '{printout_id,revoked_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{printout_id,revoked_at}'::text[]
     OR OLD.printout_id IS NOT NULL AND NEW.printout_id IS DISTINCT FROM OLD.printout_id
     OR OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
    RAISE EXCEPTION 'what was decided stays' USING ERRCODE = 'MK068';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON grants_grantdecision
  FOR EACH ROW EXECUTE FUNCTION before_grant_decision_v1();

-- An allotment is released once; which plot was whose stays. SQLSTATE MK003.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON grants_allotment FOR EACH ROW
  WHEN ((OLD.id, OLD.grant_id, OLD.municipality_id, OLD.parcel_id, OLD.version_id, OLD.pool_id, OLD.made_by_id, OLD.made_at)
    IS DISTINCT FROM (NEW.id, NEW.grant_id, NEW.municipality_id, NEW.parcel_id, NEW.version_id, NEW.pool_id, NEW.made_by_id, NEW.made_at)
    OR OLD.released_at IS NOT NULL AND NEW.released_at IS DISTINCT FROM OLD.released_at)
  EXECUTE FUNCTION refuse_change_v1();

-- A pool goes its way only; its hash, its plots and its draw stay once they are there. SQLSTATE MK067.
CREATE FUNCTION before_pool_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'frozen'), ('frozen', 'frozen'), ('frozen', 'drawing'),
        ('frozen', 'closed'), ('drawing', 'drawing'), ('drawing', 'frozen'), ('drawing', 'closed'), ('closed', 'closed'))
     OR OLD.state <> 'draft' AND (OLD.title, OLD.classes, OLD.map_hash, OLD.frozen_by_id, OLD.frozen_at)
          IS DISTINCT FROM (NEW.title, NEW.classes, NEW.map_hash, NEW.frozen_by_id, NEW.frozen_at)
     OR NEW.state <> 'draft' AND (NEW.map_hash !~ '^[0-9a-f]{64}$' OR NEW.frozen_by_id IS NULL OR NEW.frozen_at IS NULL)
     OR (OLD.id, OLD.municipality_id, OLD.made_by_id, OLD.made_at) IS DISTINCT FROM
        (NEW.id, NEW.municipality_id, NEW.made_by_id, NEW.made_at) THEN
    RAISE EXCEPTION 'pool % is frozen', OLD.title USING ERRCODE = 'MK067';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_way BEFORE UPDATE ON grants_pool FOR EACH ROW EXECUTE FUNCTION before_pool_v1();

-- Plots come into a pool and are judged anew while it is in preparation; later they are only let go, when it is closed.
-- SQLSTATE MK067. The pool's row is held meanwhile.
CREATE FUNCTION before_pool_plot_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  stands text;
BEGIN
  SELECT state INTO stands FROM grants_pool WHERE id = NEW.pool_id FOR SHARE;
  IF stands = 'draft' AND (TG_OP = 'INSERT' OR NEW.pool_id = OLD.pool_id AND NEW.parcel_id = OLD.parcel_id) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND stands = 'closed' AND NOT NEW.held
     AND to_jsonb(NEW) - 'held' IS NOT DISTINCT FROM to_jsonb(OLD) - 'held' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the pool is frozen' USING ERRCODE = 'MK067';
END
$$;
CREATE TRIGGER before_write_frozen BEFORE INSERT OR UPDATE ON grants_poolplot
  FOR EACH ROW EXECUTE FUNCTION before_pool_plot_v1();

-- What everyone may know of plots: free in a pool, in a draw, granted, delivered; a plot that is none of these is not shown.
CREATE FUNCTION publish_plot_v1(plot uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  told record;
BEGIN
  SELECT o.municipality_id, o.plan_id, o.code, o.area_class, v.geom,
         CASE WHEN g.state IN ('deed_issued', 'condition_period', 'fulfilled') THEN 'delivered'
              WHEN g.id IS NOT NULL THEN 'granted'
              WHEN o.held AND w.state = 'drawing' THEN 'in_draw'
              WHEN o.reasons = '{}' THEN 'free' END AS status
    INTO told
    FROM grants_poolplot o JOIN grants_pool w ON w.id = o.pool_id JOIN register_boundaryversion v ON v.id = o.version_id
    LEFT JOIN grants_allotment t ON t.parcel_id = o.parcel_id AND t.released_at IS NULL
    LEFT JOIN grants_grant g ON g.id = t.grant_id
   WHERE o.parcel_id = plot AND w.state <> 'draft'
   ORDER BY o.held DESC, w.frozen_at DESC, o.id DESC LIMIT 1;
  IF told.status IS NULL THEN
    DELETE FROM grants_publishedplot WHERE id = plot;
    RETURN;
  END IF;
  INSERT INTO grants_publishedplot (id, municipality_id, plan_id, code, area_class, status, geom, geom_3857)
  VALUES (plot, told.municipality_id, told.plan_id, told.code, told.area_class, told.status, told.geom,
          ST_Multi(ST_Transform(told.geom, 3857)))
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, area_class = excluded.area_class, geom = excluded.geom,
    geom_3857 = excluded.geom_3857, code = excluded.code, plan_id = excluded.plan_id;
END
$$;
ALTER FUNCTION publish_plot_v1(uuid) OWNER TO mukhattat_guard;

-- What changed of pools, plots, allotments and grants is published in the same transaction.
CREATE FUNCTION after_plot_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_plot_v1(NEW.parcel_id);
  RETURN NULL;
END
$$;
ALTER FUNCTION after_plot_v1() OWNER TO mukhattat_guard;

-- The same for all the plots of a pool that could be drawn.
CREATE FUNCTION after_pool_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_plot_v1(o.parcel_id) FROM grants_poolplot o WHERE o.pool_id = NEW.id AND (o.held OR o.reasons = '{}');
  RETURN NULL;
END
$$;
ALTER FUNCTION after_pool_v1() OWNER TO mukhattat_guard;

-- The same for the plots that a grant has or had.
CREATE FUNCTION after_grant_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM publish_plot_v1(t.parcel_id) FROM grants_allotment t WHERE t.grant_id = NEW.id;
  RETURN NULL;
END
$$;
ALTER FUNCTION after_grant_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_update_publish AFTER UPDATE OF state ON grants_pool FOR EACH ROW
  WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION after_pool_v1();
CREATE TRIGGER after_update_publish AFTER UPDATE OF held ON grants_poolplot FOR EACH ROW
  WHEN (OLD.held AND NOT NEW.held) EXECUTE FUNCTION after_plot_v1();
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON grants_allotment FOR EACH ROW EXECUTE FUNCTION after_plot_v1();
CREATE TRIGGER after_update_publish AFTER UPDATE OF state ON grants_grant FOR EACH ROW
  WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION after_grant_v1();

-- What belongs to a grant belongs to its office: a key alone looks past row level security. Usage: these keys.
ALTER TABLE grants_grant
  ADD CONSTRAINT grant_in_municipality UNIQUE (id, municipality_id),
  ADD CONSTRAINT grant_case_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE grants_grantplan ADD CONSTRAINT grant_plan_in_municipality
  FOREIGN KEY (plan_id, municipality_id) REFERENCES plans_plan (id, municipality_id);
ALTER TABLE grants_pool ADD CONSTRAINT pool_in_municipality UNIQUE (id, municipality_id);
ALTER TABLE grants_poolplot
  ADD CONSTRAINT pool_plot_in_municipality FOREIGN KEY (pool_id, municipality_id) REFERENCES grants_pool (id, municipality_id),
  ADD CONSTRAINT pool_plot_land_in_municipality FOREIGN KEY (municipality_id, parcel_id) REFERENCES register_parcel (municipality_id, id);
ALTER TABLE grants_allotment
  ADD CONSTRAINT allotment_in_municipality FOREIGN KEY (grant_id, municipality_id) REFERENCES grants_grant (id, municipality_id),
  ADD CONSTRAINT allotment_land_in_municipality FOREIGN KEY (municipality_id, parcel_id) REFERENCES register_parcel (municipality_id, id),
  ADD CONSTRAINT allotment_pool_in_municipality FOREIGN KEY (pool_id, municipality_id) REFERENCES grants_pool (id, municipality_id);
ALTER TABLE grants_grantdecision ADD CONSTRAINT grant_decision_in_municipality
  FOREIGN KEY (grant_id, municipality_id) REFERENCES grants_grant (id, municipality_id);
ALTER TABLE grants_batch ADD CONSTRAINT batch_in_municipality UNIQUE (id, municipality_id);
ALTER TABLE grants_batchentry
  ADD CONSTRAINT batch_entry_in_municipality FOREIGN KEY (batch_id, municipality_id) REFERENCES grants_batch (id, municipality_id),
  ADD CONSTRAINT batch_entry_grant_in_municipality FOREIGN KEY (grant_id, municipality_id) REFERENCES grants_grant (id, municipality_id);
ALTER TABLE grants_stakeout ADD CONSTRAINT stake_out_in_municipality
  FOREIGN KEY (grant_id, municipality_id) REFERENCES grants_grant (id, municipality_id);
ALTER TABLE grants_heir ADD CONSTRAINT heir_in_municipality
  FOREIGN KEY (grant_id, municipality_id) REFERENCES grants_grant (id, municipality_id);

SELECT protect_territory_v1(name::regclass) FROM unnest(ARRAY['grants_grant', 'grants_grantplan', 'grants_pool',
  'grants_poolplot', 'grants_allotment', 'grants_grantdecision', 'grants_batch', 'grants_batchentry', 'grants_stakeout',
  'grants_heir']) AS name;
SELECT keep_for_ever_v1(name::regclass) FROM unnest(ARRAY['grants_grant', 'grants_pool', 'grants_poolplot',
  'grants_allotment', 'grants_grantdecision']) AS name;
SELECT keep_unchanged_v1(name::regclass) FROM unnest(ARRAY['grants_grantplan', 'grants_batch', 'grants_batchentry',
  'grants_stakeout', 'grants_heir']) AS name;
SELECT note_changes_of_v1('grants_publishedplot', 'geom_3857');
