-- The library's tables and functions, made by its own migrations. As for ours: nobody but whom this file names may call
-- a function, and each looks names up in a fixed place; said anew after every migration, for its next version as well.
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
              WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'procrastinate\_%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', one.name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, mukhattat_app, mukhattat_tiles', one.name);
  END LOOP;
END
$$;
REVOKE ALL ON procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers
  FROM mukhattat_app, mukhattat_tiles;

-- Its functions run with the rights of their caller: what they write, the application may write. Events are only added;
-- they go when the purge deletes their job.
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers TO mukhattat_app;
GRANT SELECT, INSERT ON procrastinate_events TO mukhattat_app;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq, procrastinate_periodic_defers_id_seq
  TO mukhattat_app;
GRANT EXECUTE ON FUNCTION
  procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[]),
  procrastinate_defer_periodic_job_v2(character varying, character varying, character varying, character varying, integer,
    character varying, bigint, jsonb),
  procrastinate_fetch_job_v2(character varying[], bigint),
  procrastinate_finish_job_v1(bigint, procrastinate_job_status, boolean),
  procrastinate_retry_job_v2(bigint, timestamptz, integer, character varying, character varying),
  procrastinate_register_worker_v1(), procrastinate_unregister_worker_v1(bigint),
  procrastinate_update_heartbeat_v1(bigint), procrastinate_prune_stalled_workers_v1(double precision) TO mukhattat_app;
