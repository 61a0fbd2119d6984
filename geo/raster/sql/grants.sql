-- Scans and fittings are added to; a picture moves on.
GRANT SELECT, INSERT ON raster_scan, raster_fitting TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON raster_image TO mukhattat_app;
GRANT SELECT ON raster_image TO mukhattat_guard;
-- The projection: everyone's.
GRANT SELECT ON published_image TO mukhattat_app, mukhattat_tiles;
