GRANT SELECT, INSERT, UPDATE ON offices_office, offices_officemember TO mukhattat_app;
-- What is written once and ended once.
GRANT SELECT, INSERT ON offices_mandate, offices_program, offices_webhook, offices_delivery TO mukhattat_app;
GRANT UPDATE (revoked_at, revoked_by_id) ON offices_mandate TO mukhattat_app;
GRANT UPDATE (closed_at) ON offices_program, offices_webhook TO mukhattat_app;
GRANT UPDATE (message_id, answered, given_up_at) ON offices_delivery TO mukhattat_app;
GRANT SELECT, INSERT ON offices_filing, offices_pastpermit, offices_pastplace TO mukhattat_app;
GRANT SELECT ON offices_office, offices_officemember, offices_mandate, offices_program TO mukhattat_guard;
GRANT USAGE ON SEQUENCE offices_office_id_seq, offices_officemember_id_seq, offices_mandate_id_seq, offices_program_id_seq,
  offices_webhook_id_seq, offices_pastpermit_id_seq, offices_pastplace_id_seq TO mukhattat_app;
-- Clients and their tokens (django-oauth-toolkit): tokens end by being deleted, clients stay.
GRANT SELECT, INSERT, UPDATE ON oauth2_provider_application TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON oauth2_provider_accesstoken, oauth2_provider_refreshtoken, oauth2_provider_grant
  TO mukhattat_app;
GRANT SELECT ON oauth2_provider_idtoken TO mukhattat_app;
GRANT USAGE ON SEQUENCE oauth2_provider_application_id_seq, oauth2_provider_accesstoken_id_seq,
  oauth2_provider_refreshtoken_id_seq, oauth2_provider_grant_id_seq TO mukhattat_app;
