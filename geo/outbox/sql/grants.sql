GRANT SELECT, INSERT, UPDATE ON outbox_message TO mukhattat_app;
GRANT USAGE ON SEQUENCE outbox_message_id_seq TO mukhattat_app;
