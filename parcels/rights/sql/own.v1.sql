-- Whoever a link says to be a party sees the rights that this party holds today, and the deeds that they rest on:
-- no right of another, none of the past, nothing that a deed says of the sides (it names neighbours). Only the office
-- writes.
ALTER POLICY territory ON rights_right
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR (party_id = ANY ((SELECT own_parties_v1())::uuid[]) AND upper_inf(recorded) AND valid @> now()))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
ALTER POLICY territory ON rights_deed
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR id IN (SELECT held.deed_id FROM rights_right held WHERE held.party_id = ANY ((SELECT own_parties_v1())::uuid[])))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
