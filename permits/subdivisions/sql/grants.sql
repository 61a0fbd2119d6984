GRANT SELECT, INSERT, UPDATE ON subdivisions_landchangerequest TO mukhattat_app;
GRANT SELECT, INSERT ON subdivisions_proposal, subdivisions_proposedend, subdivisions_proposedpart,
  subdivisions_proposalassessment TO mukhattat_app;
GRANT USAGE ON SEQUENCE subdivisions_proposal_id_seq, subdivisions_proposedend_id_seq, subdivisions_proposedpart_id_seq,
  subdivisions_proposalassessment_id_seq TO mukhattat_app;
GRANT SELECT ON subdivisions_landchangerequest, subdivisions_proposal, subdivisions_proposedend, subdivisions_proposedpart
  TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION land_decision_v1(uuid, text, uuid[], uuid[], uuid[], geometry[]) TO mukhattat_guard;

-- Check-outs are closed, their locks end; what came back stays.
GRANT SELECT, INSERT, UPDATE ON subdivisions_checkout, subdivisions_checkedoutparcel TO mukhattat_app;
GRANT SELECT, INSERT ON subdivisions_checkin, subdivisions_checkinrow, subdivisions_checkincase TO mukhattat_app;
GRANT USAGE ON SEQUENCE subdivisions_checkedoutparcel_id_seq, subdivisions_checkinrow_id_seq, subdivisions_checkincase_id_seq
  TO mukhattat_app;
GRANT SELECT ON subdivisions_checkout, subdivisions_checkedoutparcel TO mukhattat_guard;
