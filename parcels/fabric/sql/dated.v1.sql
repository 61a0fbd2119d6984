-- Streets have days: a widened street is a new row (see before_dated_update_v1 in parcels/plans/sql/rules.v1.sql).
CREATE TRIGGER before_update_close BEFORE UPDATE ON fabric_street
  FOR EACH ROW EXECUTE FUNCTION before_dated_update_v1('name', 'name_en');
ALTER TABLE fabric_street ADD CONSTRAINT street_days CHECK (NOT isempty(valid) AND isfinite(lower(valid)) IS NOT FALSE
    AND isfinite(upper(valid)) IS NOT FALSE);
SELECT keep_for_ever_v1('fabric_street');

CREATE OR REPLACE VIEW published_street WITH (security_barrier) AS
  SELECT id, name, name_en, width_m, street_class, geom, geom_3857
    FROM fabric_street WHERE valid @> (now() AT TIME ZONE 'Asia/Riyadh')::date;
