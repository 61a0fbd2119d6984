-- What another register wrote stays; which land it is may be found later, once, and then it lies in the office of the land.
SELECT protect_territory_v1('past_grants_pastgrant');
SELECT keep_for_ever_v1('past_grants_pastgrant');
CREATE TRIGGER before_update_keep BEFORE UPDATE ON past_grants_pastgrant FOR EACH ROW
  WHEN (OLD.parcel_id IS NOT NULL
        OR to_jsonb(NEW) - '{parcel_id,match,municipality_id}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{parcel_id,match,municipality_id}'::text[])
  EXECUTE FUNCTION refuse_change_v1();
-- A key alone looks past row level security: the land is the office's.
ALTER TABLE past_grants_pastgrant ADD CONSTRAINT past_grant_land_in_municipality
  FOREIGN KEY (municipality_id, parcel_id) REFERENCES register_parcel (municipality_id, id);

-- Earlier grants of a person over all offices: where, when and by which decision; nobody's name.
CREATE FUNCTION past_grants_of_v1(person text)
RETURNS TABLE (id uuid, office text, number varchar, decision_number varchar, decided_on date, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT g.id, m.name::text, g.number, g.decision_number, g.decided_on, g.state
    FROM past_grants_pastgrant g JOIN municipalities_municipality m ON m.id = g.municipality_id
   WHERE g.identifier_hash = person AND person <> '' ORDER BY g.decided_on DESC NULLS LAST, g.id
$$;
ALTER FUNCTION past_grants_of_v1(text) OWNER TO mukhattat_guard;
