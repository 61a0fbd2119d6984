-- Who owns the functions, who sees the rows, what is kept.
CREATE TRIGGER after_insert_boundaries AFTER INSERT ON register_boundaryversion
  REFERENCING NEW TABLE AS changed_versions FOR EACH STATEMENT EXECUTE FUNCTION after_boundaries_v1();
CREATE TRIGGER after_update_boundaries AFTER UPDATE ON register_boundaryversion
  REFERENCING NEW TABLE AS changed_versions FOR EACH STATEMENT EXECUTE FUNCTION after_boundaries_v1();

ALTER FUNCTION refuse_overlaps_v1(bigint[]) OWNER TO mukhattat_guard;
ALTER FUNCTION register_points_v1(bigint[]) OWNER TO mukhattat_guard;
ALTER FUNCTION after_boundaries_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION publish_parcels_v1(uuid[]) OWNER TO mukhattat_guard;
ALTER FUNCTION after_frame_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION before_parcel_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_parcels_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION allot_numbers_v1(uuid, bigint, uuid[], text[]) OWNER TO mukhattat_guard;
ALTER FUNCTION before_frame_code_v1() OWNER TO mukhattat_guard;
ALTER VIEW parcel_now_v1 OWNER TO mukhattat_guard;

SELECT protect_territory_v1('register_parcel');
SELECT protect_territory_v1('register_boundaryversion');
SELECT protect_territory_v1('register_allottednumber');
SELECT protect_territory_v1('register_statechange');
ALTER TABLE register_boundarypoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_boundarypoint FORCE ROW LEVEL SECURITY;
CREATE POLICY territory ON register_boundarypoint
  USING (municipalities && (SELECT current_territories_v1())::integer[]);

SELECT keep_for_ever_v1('register_parcel');
SELECT keep_for_ever_v1('register_boundaryversion');
SELECT keep_for_ever_v1('register_boundarypoint');
SELECT keep_for_ever_v1('register_numbercounter');
SELECT keep_unchanged_v1('register_allottednumber');
SELECT keep_unchanged_v1('register_statechange');
