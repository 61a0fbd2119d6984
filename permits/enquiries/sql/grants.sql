-- Questions are asked, opened, ended, and forgotten by night.
GRANT SELECT, INSERT, DELETE ON enquiries_enquiry TO mukhattat_app;
GRANT UPDATE (tries, opened_at, ended_at) ON enquiries_enquiry TO mukhattat_app;
GRANT EXECUTE ON FUNCTION enquiry_permits_v1(text, text), enquiry_grants_v1(text, text), enquiry_past_grants_v1(text, text)
  TO mukhattat_app;
GRANT EXECUTE ON FUNCTION enquiry_parties_v1(text), enquiry_digits_v1(text) TO mukhattat_guard;
GRANT SELECT (id) ON municipalities_municipality TO mukhattat_guard;
GRANT SELECT (id, municipality_id, identifier_hash, mobile) ON parties_party TO mukhattat_guard;
GRANT SELECT (case_id, municipality_id, applicant_id, details) ON applications_permitapplication TO mukhattat_guard;
GRANT SELECT (id, application_id, number) ON applications_permit TO mukhattat_guard;
GRANT SELECT (permit_id, holder_id, number) ON applications_permitedition TO mukhattat_guard;
GRANT SELECT (id, case_id, municipality_id, grantee_id, identifier_hash, order_number) ON grants_grant
  TO mukhattat_guard;
GRANT SELECT (grant_id, number) ON grants_grantdecision TO mukhattat_guard;
GRANT SELECT (grant_id, party_id) ON grants_heir TO mukhattat_guard;
GRANT SELECT (id, municipality_id, identifier_hash, mobile, number, decision_number, decided_on) ON past_grants_pastgrant
  TO mukhattat_guard;
GRANT SELECT ON cases_case TO mukhattat_guard;
