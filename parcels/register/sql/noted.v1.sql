-- Parcels are noted when what everyone may know of them changes (geo/layers/sql/changes.v1.sql). A bulk load goes past
-- triggers: it notes boxes itself (load.v4.sql).
SELECT note_changes_of_v1('register_publishedparcel', 'geom_3857');
