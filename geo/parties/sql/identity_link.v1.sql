-- The parties that the acting user (setting app.user of the transaction) is said to be; empty for everyone else.
-- Read by the policies of whatever people may see of their own; the rows are those that the reader's policy lets through.
CREATE FUNCTION own_parties_v1() RETURNS uuid[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT array_agg(l.party_id) FROM parties_identitylink l
   WHERE l.user_id = NULLIF(current_setting('app.user', true), '')::bigint AND l.ended_at IS NULL
$$;

-- A link is the office's; whoever it names sees it too, and the party that he is. Only the office writes.
SELECT protect_territory_v1('parties_identitylink');
ALTER POLICY territory ON parties_identitylink
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR user_id = (SELECT NULLIF(current_setting('app.user', true), '')::bigint))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
ALTER POLICY territory ON parties_party
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR id = ANY ((SELECT own_parties_v1())::uuid[]))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));

-- A link says of the party what the party says of itself. Usage: this key.
ALTER TABLE parties_party ADD CONSTRAINT party_as_identified UNIQUE (id, municipality_id, identifier_hash);
ALTER TABLE parties_identitylink ADD CONSTRAINT identity_link_of_party
  FOREIGN KEY (party_id, municipality_id, identifier_hash) REFERENCES parties_party (id, municipality_id, identifier_hash);

-- A link is ended once; all else in it stays. SQLSTATE MK003.
SELECT keep_for_ever_v1('parties_identitylink');
CREATE TRIGGER before_update_keep BEFORE UPDATE ON parties_identitylink FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL
        OR (OLD.id, OLD.party_id, OLD.user_id, OLD.municipality_id, OLD.identifier_hash, OLD.reason, OLD.linked_by_id, OLD.linked_at)
           IS DISTINCT FROM
           (NEW.id, NEW.party_id, NEW.user_id, NEW.municipality_id, NEW.identifier_hash, NEW.reason, NEW.linked_by_id, NEW.linked_at))
  EXECUTE FUNCTION refuse_change_v1();
