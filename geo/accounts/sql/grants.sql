-- Django's own tables and the users: full use, except that users and memberships are never deleted.
GRANT SELECT, INSERT, UPDATE ON accounts_user, accounts_membership, accounts_delegation TO mukhattat_app;
GRANT SELECT ON accounts_delegation, municipalities_municipality TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION signs_for_v1(bigint, bigint, integer, timestamptz) TO mukhattat_guard;
-- Failed sign-ins: counted, and forgotten after a while.
GRANT SELECT, INSERT, UPDATE, DELETE ON axes_accessattempt, axes_accessattemptexpiration TO mukhattat_app;
GRANT USAGE ON SEQUENCE axes_accessattempt_id_seq TO mukhattat_app;
-- Acts of visitors: counted, and forgotten by night.
GRANT SELECT, INSERT, DELETE ON accounts_visitoract TO mukhattat_app;
GRANT USAGE ON SEQUENCE accounts_visitoract_id_seq TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_user_groups, accounts_user_user_permissions TO mukhattat_app;
GRANT USAGE ON SEQUENCE accounts_user_id_seq, accounts_membership_id_seq, accounts_delegation_id_seq,
  accounts_user_groups_id_seq, accounts_user_user_permissions_id_seq TO mukhattat_app;
GRANT SELECT ON auth_permission, django_content_type, django_migrations TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth_group, auth_group_permissions, django_session TO mukhattat_app;
GRANT SELECT, INSERT ON django_admin_log TO mukhattat_app;
GRANT USAGE ON SEQUENCE auth_group_id_seq, auth_group_permissions_id_seq, django_admin_log_id_seq TO mukhattat_app;
