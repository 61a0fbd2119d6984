"""Permits by the hundred thousand, written set-wise as the administrator, each with the record of a model."""

from collections.abc import Sequence

from parcels.bench.register_bench import Bench

#: Cases, applications, permits, their projection and their records, on parcels that have none; models in turn.
_COPIES = """
WITH model AS (SELECT row_number() OVER () - 1 AS turn, case_id, body FROM bench_model),
place AS (
  SELECT row_number() OVER () AS n, p.* FROM register_publishedparcel p
   WHERE p.municipality_id IN (
     SELECT municipality_id FROM applications_permitapplication JOIN bench_model USING (case_id))),
spread AS (
  SELECT s AS n, p.id AS parcel_id, p.version_id, p.number, p.code, p.geom, gen_random_uuid() AS id, m.body,
         m.case_id AS model
    FROM generate_series(1, %(many)s) AS s
    JOIN place p ON p.n = 1 + s %% (SELECT count(*) FROM place)
    JOIN model m ON m.turn = s %% (SELECT count(*) FROM model)),
made AS (
  INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)
  SELECT s.id, c.kind, 'copy/' || s.n, c.municipality_id, 'issued', now(), c.opened_by_id, now()
    FROM spread s JOIN cases_case c ON c.id = s.model),
asked AS (
  INSERT INTO applications_permitapplication
    (case_id, municipality_id, kind, parcel_id, version_id, applicant_id, works, details,
     source_system, source_id)
  SELECT s.id, a.municipality_id, a.kind, s.parcel_id, s.version_id, a.applicant_id, a.works,
         a.details, '', ''
    FROM spread s JOIN applications_permitapplication a ON a.case_id = s.model),
kept AS (
  INSERT INTO decisions_decisionrecord (case_id, municipality_id, act, number, decided_at, body, sha256, chain_hash)
  SELECT s.id, a.municipality_id, 'issue', 'copy/' || s.n, now(), s.body, encode(sha256(s.body), 'hex'), ''
    FROM spread s JOIN applications_permitapplication a ON a.case_id = s.model),
given AS (
  INSERT INTO applications_permit
    (id, application_id, municipality_id, kind, number, parcel_id, version_id, issued_on, expires_on, term_text,
     approved_by_id, recommended_by_id, chain_hash, revoked_reason, source_system, source_id)
  SELECT s.id, s.id, a.municipality_id, a.kind, 'copy/' || s.n, s.parcel_id, s.version_id, current_date,
         current_date + 300, '', c.opened_by_id, c.opened_by_id, '', '', '', ''
    FROM spread s JOIN applications_permitapplication a ON a.case_id = s.model JOIN cases_case c ON c.id = s.model)
INSERT INTO applications_publishedpermit
  (id, municipality_id, number, kind, status, issued_on, expires_on, parcel_code, parcel_number, geom)
SELECT s.id, a.municipality_id, 'copy/' || s.n, a.kind, 'valid', current_date, current_date + 300, s.code, s.number,
       s.geom
  FROM spread s JOIN applications_permitapplication a ON a.case_id = s.model
"""


def write_copies(bench: Bench, models: Sequence[tuple[object, bytes]], many: int) -> None:
    """Write so many permits of one office; `models` are judged applications with the body of their record."""
    with bench.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("CREATE TEMP TABLE bench_model (case_id uuid, body bytea)")
        with admin.cursor() as cursor:
            cursor.executemany("INSERT INTO bench_model VALUES (%s, %s)", models)
        admin.execute(_COPIES, {"many": many})
        admin.execute("VACUUM ANALYZE")
