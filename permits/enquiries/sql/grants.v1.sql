-- Grants: the grantee, and his heirs. Numbers: of the case, of the order, of the decision.
CREATE FUNCTION enquiry_grants_v1(person text, digits text) RETURNS TABLE (record uuid, office integer, mobile varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH mine AS (
    SELECT g.id, g.grantee_id AS party FROM grants_grant g WHERE g.identifier_hash = person AND person <> ''
    UNION
    SELECT h.grant_id, h.party_id FROM enquiry_parties_v1(person) p JOIN grants_heir h ON h.party_id = p.party)
  SELECT g.id, g.municipality_id, p.mobile
    FROM mine JOIN grants_grant g ON g.id = mine.id JOIN cases_case c ON c.id = g.case_id JOIN parties_party p ON p.id = mine.party
   WHERE digits IN (enquiry_digits_v1(c.reference), enquiry_digits_v1(g.order_number))
      OR digits IN (SELECT enquiry_digits_v1(d.number) FROM grants_grantdecision d WHERE d.grant_id = g.id)
   ORDER BY c.opened_at DESC LIMIT 1
$$;
ALTER FUNCTION enquiry_grants_v1(text, text) OWNER TO mukhattat_guard;

-- Grants of other registers. Numbers: of the grant there, of its decision.
CREATE FUNCTION enquiry_past_grants_v1(person text, digits text) RETURNS TABLE (record uuid, office integer, mobile varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT g.id, g.municipality_id, g.mobile FROM past_grants_pastgrant g
   WHERE g.identifier_hash = person AND g.identifier_hash <> ''  -- as the index says it
     AND digits IN (enquiry_digits_v1(g.number), enquiry_digits_v1(g.decision_number))
   ORDER BY g.decided_on DESC NULLS LAST, g.id LIMIT 1
$$;
ALTER FUNCTION enquiry_past_grants_v1(text, text) OWNER TO mukhattat_guard;
