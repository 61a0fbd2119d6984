GRANT SELECT, INSERT, UPDATE ON draws_draw, draws_official TO mukhattat_app;
GRANT SELECT, INSERT ON draws_drawentrant, draws_drawlot, draws_drawresult, draws_drawpaper TO mukhattat_app;
GRANT SELECT ON draws_publisheddraw TO mukhattat_app;
GRANT USAGE ON SEQUENCE draws_official_id_seq, draws_drawentrant_id_seq, draws_drawlot_id_seq, draws_drawresult_id_seq,
  draws_drawpaper_id_seq TO mukhattat_app;
GRANT EXECUTE ON FUNCTION draw_paper_v1(uuid, text) TO mukhattat_app;
GRANT SELECT, UPDATE ON draws_draw TO mukhattat_guard;
GRANT SELECT ON draws_official, draws_drawentrant, draws_drawlot, draws_drawresult, draws_drawpaper TO mukhattat_guard;
GRANT SELECT, INSERT, UPDATE, DELETE ON draws_publisheddraw TO mukhattat_guard;
GRANT EXECUTE ON FUNCTION draw_clock_v1(), draw_digest_v1(text, text), draw_seed_v1(uuid, text, text),
  draw_lists_agree_v1(uuid, jsonb), draw_may_v1(draws_draw, draws_draw), publish_draw_v1(uuid) TO mukhattat_guard;
