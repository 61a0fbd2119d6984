-- Asked for by people, written by the worker; both are the application.
GRANT SELECT, INSERT, UPDATE ON geo_exchange_export TO mukhattat_app;
