-- Findings are noted when they change, for their office (geo/layers/sql/changes.v1.sql).
SELECT note_changes_of_v1('quality_checkfinding', 'open_at_3857', 'false');
