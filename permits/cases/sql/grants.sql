GRANT SELECT, INSERT, UPDATE ON cases_case, cases_claim, cases_referral, cases_supplement, cases_condition, cases_appeal,
  cases_department, cases_referralroute, cases_decisionterm, cases_holiday TO mukhattat_app;
GRANT SELECT, INSERT ON cases_caseevent, cases_comment, cases_assignment TO mukhattat_app;
GRANT SELECT, INSERT, DELETE ON cases_department_people TO mukhattat_app;
GRANT SELECT ON cases_allowedstep TO mukhattat_app, mukhattat_guard;
GRANT SELECT ON cases_case, cases_claim, cases_caseevent, cases_referral, cases_supplement, cases_condition
  TO mukhattat_guard;
GRANT USAGE ON SEQUENCE cases_caseevent_id_seq, cases_claim_id_seq, cases_referral_id_seq, cases_supplement_id_seq,
  cases_condition_id_seq, cases_appeal_id_seq, cases_comment_id_seq, cases_assignment_id_seq, cases_department_id_seq,
  cases_department_people_id_seq, cases_referralroute_id_seq, cases_decisionterm_id_seq, cases_holiday_id_seq
  TO mukhattat_app;
