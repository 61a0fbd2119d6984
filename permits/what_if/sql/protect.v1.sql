-- Drafts are calculations of an office: seen there, thrown away after some time. A change belongs to the office of its draft.
SELECT protect_territory_v1('what_if_draft');
SELECT protect_territory_v1('what_if_change');
ALTER TABLE what_if_change ADD CONSTRAINT change_in_municipality
  FOREIGN KEY (draft_id, municipality_id) REFERENCES what_if_draft (id, municipality_id);
-- The zone is one of the same office: a key alone would look past row level security.
ALTER TABLE what_if_draft ADD CONSTRAINT draft_zone_in_municipality
  FOREIGN KEY (zone_id, municipality_id) REFERENCES plans_zone (id, municipality_id);
