-- A draw writes thousands of allotments in one transaction, which the planner knows nothing of: planned while the table was
-- empty, what looks for the allotment of one plot or of one grant would read all of them for each.
ALTER FUNCTION publish_plot_v1(uuid) SET enable_seqscan = off;
ALTER FUNCTION after_grant_v1() SET enable_seqscan = off;
ALTER FUNCTION after_grant_case_v1() SET enable_seqscan = off;
ALTER FUNCTION after_grant_decided_v1() SET enable_seqscan = off;
