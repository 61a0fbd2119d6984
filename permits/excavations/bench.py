"""Digs by the thousand, for measurements: written set-wise by the administrator, on the streets that are there."""

import psycopg

# A dig is a trench of 1 m along a piece of street, on days of its own; no two hold one place on the same days, because
# each has its own piece and time by its turn. Cases and applications as the services write them, without steps.
_DIGS = """
WITH streets AS (
  SELECT s.id, s.municipality_id, s.geom, ST_Length(s.geom) AS length, s.width_m,
         row_number() OVER (ORDER BY s.id) - 1 AS turn, count(*) OVER () AS of
    FROM fabric_street s WHERE ST_Length(s.geom) > 20),
     numbered AS (
  SELECT n, gen_random_uuid() AS id, s.municipality_id, s.geom, s.length, s.width_m, (n / s.of)::integer AS round
    FROM generate_series(0, %(count)s - 1) AS n JOIN streets s ON s.turn = n %% s.of),
     shaped AS (
  SELECT *, ST_LineSubstring(geom, (round %% 10) * 0.1,
                             least(1.0, (round %% 10) * 0.1 + 15.0 / greatest(length, 150))) AS route,
         date '2026-01-01' + ((round / 10) * 21 + (hashint8(n + %(seed)s) & 3)) AS first_day
    FROM numbered),
     dug AS (SELECT *, ST_Multi(ST_Buffer(route, 0.5, 'endcap=flat')) AS works FROM shaped WHERE ST_Length(route) > 1),
     opened AS (
  INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)
  SELECT id, 'excavation', 'B/' || n, municipality_id, 'issued', now(),
         (SELECT min(id) FROM accounts_user), now() FROM dug
  RETURNING id),
     applied AS (
  INSERT INTO applications_permitapplication (case_id, municipality_id, kind, applicant_id, works, details,
                                              source_system, source_id)
  SELECT d.id, d.municipality_id, 'excavation', (SELECT p.id FROM parties_party p ORDER BY p.id LIMIT 1), d.works,
         jsonb_build_object('manner', 'new', 'network', 'water', 'bench', true), '', ''
    FROM dug d JOIN opened o USING (id)
  RETURNING case_id)
INSERT INTO excavations_dighold (application_id, municipality_id, manner, network, closure, period, busy,
                                 spacing_days, distance_m, trench, geom, site, held_at)
SELECT d.id, d.municipality_id, 'new', 'water', 'none', daterange(d.first_day, d.first_day + 7),
       daterange(d.first_day, d.first_day + 14), 7, 5, d.id, d.works, ST_Multi(ST_Buffer(d.works, 2.5)), now()
  FROM dug d JOIN applied a ON a.case_id = d.id
"""


def make_digs(connection: psycopg.Connection, count: int, seed: int) -> int:
    """Write so many digs on the streets of the territory as its administrator; return how many were written.

    Triggers are off meanwhile. A user, a party and streets must be there.
    """
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        written = connection.execute(_DIGS, {"count": count, "seed": seed}).rowcount
    connection.execute("ANALYZE excavations_dighold")
    return written
