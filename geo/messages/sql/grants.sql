GRANT SELECT, INSERT ON geo_messages_textmessage TO mukhattat_app;
-- What a message said is forgotten when it is sent; the message itself stays.
GRANT UPDATE (sealed, sent_at, dropped_at) ON geo_messages_textmessage TO mukhattat_app;
