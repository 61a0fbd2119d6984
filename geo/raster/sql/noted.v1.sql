-- Footprints are noted when they change (geo/layers/sql/changes.v1.sql).
SELECT note_changes_of_v1('raster_image', 'geom_3857', $$r.state = 'ready' AND r.audience = 'public'$$);
