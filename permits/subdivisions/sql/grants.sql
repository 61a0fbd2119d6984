GRANT SELECT, INSERT, UPDATE ON subdivisions_landchangerequest TO mukhattat_app;
GRANT SELECT, INSERT ON subdivisions_proposal, subdivisions_proposedend, subdivisions_proposedpart,
  subdivisions_proposalassessment TO mukhattat_app;
GRANT USAGE ON SEQUENCE subdivisions_proposal_id_seq, subdivisions_proposedend_id_seq, subdivisions_proposedpart_id_seq,
  subdivisions_proposalassessment_id_seq TO mukhattat_app;
GRANT SELECT ON subdivisions_landchangerequest, subdivisions_proposal, subdivisions_proposedend, subdivisions_proposedpart
  TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION land_decision_v1(uuid, text, uuid[], uuid[], uuid[], geometry[]) TO mukhattat_guard;
