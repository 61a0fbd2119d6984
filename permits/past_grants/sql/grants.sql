GRANT SELECT, INSERT ON past_grants_pastgrant TO mukhattat_app;
GRANT UPDATE (parcel_id, match, municipality_id, found_by_id, found_at, found_why) ON past_grants_pastgrant TO mukhattat_app;
GRANT EXECUTE ON FUNCTION past_grants_of_v1(text) TO mukhattat_app;
GRANT SELECT ON past_grants_pastgrant, municipalities_municipality TO mukhattat_guard;
