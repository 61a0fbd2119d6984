-- Who owns the functions of lineage, who sees its rows, what is kept.
ALTER FUNCTION change_land_v1(uuid, text, uuid, text, bigint, uuid[], uuid[], geometry[], uuid[], geometry[], geometry, geometry, text, numeric)
  OWNER TO mukhattat_guard;
ALTER FUNCTION replan_land_v1(uuid, uuid, text, bigint, uuid[], uuid[], bigint[], text[]) OWNER TO mukhattat_guard;
ALTER FUNCTION after_retirement_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_alias_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION parcels_at_v1(geometry, timestamptz, timestamptz) OWNER TO mukhattat_guard;
ALTER FUNCTION lineage_v1(uuid) OWNER TO mukhattat_guard;
ALTER FUNCTION land_today_v1(uuid) OWNER TO mukhattat_guard;

SELECT protect_territory_v1('register_lineageevent');
SELECT protect_territory_v1('register_lineagelink');
SELECT protect_territory_v1('register_alias');
SELECT keep_unchanged_v1('register_lineageevent');
SELECT keep_unchanged_v1('register_lineagelink');
SELECT keep_unchanged_v1('register_alias');
SELECT keep_for_ever_v1('register_publishedname');

-- A name is that of a parcel of its own municipality; keys look past row level security.
ALTER TABLE register_alias ADD CONSTRAINT alias_municipality FOREIGN KEY (parcel_id, municipality_id)
  REFERENCES register_parcel (id, municipality_id) ON UPDATE CASCADE;
