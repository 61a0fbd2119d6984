-- Projections for everyone: public columns only (see parcels/plans/sql/publish.v1.sql).
CREATE VIEW published_street WITH (security_barrier) AS
  SELECT id, name, name_en, width_m, street_class, geom, geom_3857 FROM fabric_street;

CREATE VIEW published_building WITH (security_barrier) AS
  SELECT id, floors, use, geom, geom_3857 FROM fabric_building WHERE upper_inf(valid);

ALTER VIEW published_street OWNER TO mukhattat_guard;
ALTER VIEW published_building OWNER TO mukhattat_guard;

SELECT protect_territory_v1('fabric_street');
SELECT protect_territory_v1('fabric_building');
SELECT keep_for_ever_v1('fabric_building');
ALTER TABLE fabric_street ADD CONSTRAINT street_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
ALTER TABLE fabric_building ADD CONSTRAINT building_geom_sound CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom));
