GRANT SELECT, INSERT, UPDATE ON excavations_firm, excavations_firmban, excavations_moratorium, excavations_utilityline,
  excavations_dighold TO mukhattat_app;
GRANT SELECT, INSERT ON excavations_digplan, excavations_digclosure, excavations_pavement TO mukhattat_app;
GRANT USAGE ON SEQUENCE excavations_firm_id_seq, excavations_firmban_id_seq, excavations_moratorium_id_seq,
  excavations_utilityline_id_seq, excavations_dighold_id_seq, excavations_digplan_id_seq, excavations_digclosure_id_seq,
  excavations_pavement_id_seq TO mukhattat_app;
GRANT SELECT ON excavations_dighold, excavations_digplan TO mukhattat_guard;
GRANT SELECT, UPDATE ON excavations_digclosure TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION dig_holds_v1(text, text), lock_dig_cells_v1(geometry[]) TO mukhattat_guard;
GRANT SELECT ON published_dig TO mukhattat_app, mukhattat_tiles;
