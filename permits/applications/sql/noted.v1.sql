-- Permits are noted when what everyone may know of them changes (geo/layers/sql/changes.v1.sql).
SELECT note_changes_of_v1('applications_publishedpermit', 'point_3857');
