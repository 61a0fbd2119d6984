GRANT SELECT, INSERT, UPDATE ON numbering_runs_numberingrun, numbering_runs_runblock, numbering_runs_objection TO mukhattat_app;
GRANT SELECT, INSERT ON numbering_runs_runrevision TO mukhattat_app;
GRANT SELECT ON numbering_runs_frozennumber, numbering_runs_publishedrun TO mukhattat_app;
GRANT USAGE ON SEQUENCE numbering_runs_runrevision_id_seq, numbering_runs_runblock_id_seq TO mukhattat_app;
GRANT SELECT ON numbering_runs_numberingrun, numbering_runs_runrevision, numbering_runs_runblock, numbering_runs_objection,
  plans_plan, plans_district TO mukhattat_guard;
GRANT SELECT, INSERT ON numbering_runs_frozennumber TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON numbering_runs_publishedrun TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION publish_run_v1(uuid) TO mukhattat_guard;
GRANT SELECT, INSERT ON numbering_runs_cleaning, numbering_runs_cleanedoutline, numbering_runs_blockproof,
  numbering_runs_streetcomparison, numbering_runs_doubt, numbering_runs_doubtdecision TO mukhattat_app;
GRANT USAGE ON SEQUENCE numbering_runs_cleaning_id_seq, numbering_runs_cleanedoutline_id_seq,
  numbering_runs_streetcomparison_id_seq, numbering_runs_doubt_id_seq, numbering_runs_doubtdecision_id_seq TO mukhattat_app;
GRANT SELECT ON numbering_runs_publishedrunblock TO mukhattat_app;
GRANT SELECT ON numbering_runs_blockproof, numbering_runs_streetcomparison, numbering_runs_doubt, numbering_runs_doubtdecision,
  plans_block TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE ON numbering_runs_publishedrunblock TO mukhattat_guard;
GRANT USAGE ON SEQUENCE numbering_runs_publishedrunblock_id_seq TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION publish_run_blocks_v1(uuid) TO mukhattat_guard;
