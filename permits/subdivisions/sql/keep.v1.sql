-- What was asked for, drawn and judged stays as it was; all of it is of the office of its case.
ALTER TABLE subdivisions_landchangerequest ADD CONSTRAINT land_change_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
-- Usage: the keys below.
ALTER TABLE subdivisions_landchangerequest ADD CONSTRAINT land_change_in_municipality UNIQUE (case_id, municipality_id);
ALTER TABLE subdivisions_proposal ADD CONSTRAINT proposal_municipality
  FOREIGN KEY (request_id, municipality_id) REFERENCES subdivisions_landchangerequest (case_id, municipality_id);
ALTER TABLE subdivisions_proposal ADD CONSTRAINT proposal_in_municipality UNIQUE (id, municipality_id);
ALTER TABLE subdivisions_proposedend
  ADD CONSTRAINT proposed_end_municipality
    FOREIGN KEY (proposal_id, municipality_id) REFERENCES subdivisions_proposal (id, municipality_id),
  ADD CONSTRAINT proposed_end_parcel FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE subdivisions_proposedpart
  ADD CONSTRAINT proposed_part_municipality
    FOREIGN KEY (proposal_id, municipality_id) REFERENCES subdivisions_proposal (id, municipality_id),
  ADD CONSTRAINT proposed_part_parcel FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE subdivisions_proposalassessment ADD CONSTRAINT assessment_municipality
  FOREIGN KEY (proposal_id, municipality_id) REFERENCES subdivisions_proposal (id, municipality_id);

SELECT protect_territory_v1('subdivisions_landchangerequest');
SELECT protect_territory_v1('subdivisions_proposal');
SELECT protect_territory_v1('subdivisions_proposedend');
SELECT protect_territory_v1('subdivisions_proposedpart');
SELECT protect_territory_v1('subdivisions_proposalassessment');
SELECT keep_for_ever_v1('subdivisions_landchangerequest');
SELECT keep_unchanged_v1('subdivisions_proposal');
SELECT keep_unchanged_v1('subdivisions_proposedend');
SELECT keep_unchanged_v1('subdivisions_proposedpart');
SELECT keep_unchanged_v1('subdivisions_proposalassessment');

-- What came of a request is written once. SQLSTATE MK003.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON subdivisions_landchangerequest FOR EACH ROW
  WHEN (OLD.event_id IS NOT NULL OR (OLD.case_id, OLD.municipality_id) IS DISTINCT FROM (NEW.case_id, NEW.municipality_id))
  EXECUTE FUNCTION refuse_change_v1();

-- The land of a case changes when the case was approved, by the parcels that its latest proposal names and by no other, in
-- its own office. SQLSTATE MK017. Asked when a lineage event is written: there is no other way to change land.
CREATE FUNCTION before_lineage_decided_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.case_id IS NOT NULL AND EXISTS (SELECT FROM subdivisions_landchangerequest r WHERE r.case_id = NEW.case_id)
     AND NOT EXISTS (
      SELECT FROM cases_case c JOIN subdivisions_proposal p ON p.request_id = c.id
       WHERE c.id = NEW.case_id AND c.state = 'approved' AND (c.municipality_id, p.kind) = (NEW.municipality_id, NEW.kind)
         AND p.revision = (SELECT max(q.revision) FROM subdivisions_proposal q WHERE q.request_id = c.id)) THEN
    RAISE EXCEPTION 'case % was not approved for this', NEW.case_id USING ERRCODE = 'MK017';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_decided BEFORE INSERT ON register_lineageevent
  FOR EACH ROW EXECUTE FUNCTION before_lineage_decided_v1();
ALTER FUNCTION before_lineage_decided_v1() OWNER TO mukhattat_guard;
