-- Bodies and their limits are public; the application's commands write them, no page does.
GRANT SELECT, INSERT, UPDATE ON municipalities_municipality TO mukhattat_app;
GRANT USAGE ON SEQUENCE municipalities_municipality_id_seq TO mukhattat_app;
GRANT SELECT ON municipalities_municipality TO mukhattat_guard;
