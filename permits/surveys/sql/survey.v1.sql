-- Field work is written while its survey is in the field, and bears the time of its transaction: what was handed in is
-- not added to. SQLSTATE MK023.
CREATE FUNCTION before_field_sheet_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  -- The lock: whoever hands the survey in meanwhile waits, or is waited for.
  PERFORM FROM cases_case WHERE id = NEW.survey_id AND state IN ('draft', 'returned') FOR NO KEY UPDATE;
  IF NOT FOUND OR NEW.recorded_at IS DISTINCT FROM now() THEN
    RAISE EXCEPTION 'survey % is not in the field', NEW.survey_id USING ERRCODE = 'MK023';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_in_the_field BEFORE INSERT ON surveys_fieldsheet
  FOR EACH ROW EXECUTE FUNCTION before_field_sheet_insert_v1();

-- An observation is written in the transaction of its sheet. SQLSTATE MK023.
CREATE FUNCTION before_observation_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM surveys_fieldsheet WHERE id = NEW.sheet_id AND recorded_at = now()) THEN
    RAISE EXCEPTION 'field sheet % was recorded before', NEW.sheet_id USING ERRCODE = 'MK023';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_with_its_sheet BEFORE INSERT ON surveys_observation
  FOR EACH ROW EXECUTE FUNCTION before_observation_insert_v1();

-- A decision is written for a survey that was approved, with its land, the figures of its last field sheet and the three
-- hands of its steps, under the number that the office's series gave to it and that its chain has sealed.
-- SQLSTATE MK022; MK004: outside the territories of the transaction.
CREATE FUNCTION before_survey_decision_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.municipality_id = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', NEW.municipality_id USING ERRCODE = 'MK004';
  END IF;
  IF NEW.superseded_by_id IS NOT NULL OR NEW.printout_id IS NOT NULL
     OR NOT EXISTS (
      SELECT FROM surveys_survey s
        JOIN cases_case c ON c.id = s.case_id AND c.kind = 'survey' AND c.state = 'issued'
        JOIN register_boundaryversion v ON v.id = s.version_id AND v.parcel_id = s.parcel_id
        JOIN surveys_fieldsheet f ON f.id = NEW.sheet_id AND f.survey_id = s.case_id
       WHERE s.case_id = NEW.survey_id
         AND (s.municipality_id, s.purpose, s.parcel_id, s.version_id) = (NEW.municipality_id, NEW.purpose, NEW.parcel_id, NEW.version_id)
         AND (f.misclosure_m, f.misclosure_ratio, f.area_ground_m2) = (NEW.misclosure_m, NEW.misclosure_ratio, NEW.area_ground_m2)
         AND NEW.area_grid_m2 = v.area_grid_m2
         AND NEW.area_net_m2 BETWEEN 0 AND NEW.area_ground_m2
         AND NOT EXISTS (SELECT FROM surveys_fieldsheet later WHERE later.survey_id = s.case_id AND later.number > f.number))
     OR NOT EXISTS (
      SELECT FROM (
        SELECT (array_agg(e.taken_by_id ORDER BY e.taken_at DESC, e.id DESC) FILTER (WHERE e.transition = 'submit'))[1] AS surveyed,
               (array_agg(e.taken_by_id ORDER BY e.taken_at DESC, e.id DESC) FILTER (WHERE e.transition = 'check'))[1] AS checked,
               (array_agg(e.taken_by_id ORDER BY e.taken_at DESC, e.id DESC) FILTER (WHERE e.transition = 'approve'))[1] AS approved
          FROM cases_caseevent e WHERE e.case_id = NEW.survey_id) AS hand
       WHERE (surveyed, checked, approved) = (NEW.surveyed_by_id, NEW.checked_by_id, NEW.approved_by_id))
     OR NOT EXISTS (
      SELECT FROM series_issuance i JOIN series_series s ON s.id = i.series_id JOIN series_chainentry e ON e.id = i.entry_id
                  JOIN municipalities_municipality m ON m.id = i.municipality_id
       WHERE i.subject = 'survey:' || NEW.survey_id AND i.municipality_id = NEW.municipality_id
         AND s.kind = 'survey decision' AND e.hash = NEW.chain_hash
         AND NEW.number ~ format('^%s/%s/[0-9]/0*%s$', m.code, s.year, i.number)) THEN
    RAISE EXCEPTION 'survey decision % was not issued', NEW.number USING ERRCODE = 'MK022';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_issued BEFORE INSERT ON surveys_surveydecision
  FOR EACH ROW EXECUTE FUNCTION before_survey_decision_insert_v1();
ALTER FUNCTION before_survey_decision_insert_v1() OWNER TO mukhattat_guard;

-- Of an issued decision nothing moves but its document and its successor, each said once. SQLSTATE MK003.
CREATE FUNCTION before_survey_decision_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  open text[] := '{}';
BEGIN
  IF OLD.printout_id IS NULL THEN
    open := open || 'printout_id'::text;
  END IF;
  IF OLD.superseded_by_id IS NULL THEN
    open := open || 'superseded_by_id'::text;
  END IF;
  IF to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open THEN
    RAISE EXCEPTION 'what was issued stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON surveys_surveydecision
  FOR EACH ROW EXECUTE FUNCTION before_survey_decision_update_v1();

-- What belongs to a survey belongs to its office and its land: a key alone looks past row level security. A decision is
-- replaced by one for the same parcel and purpose; the reference is checked when both are written. Usage: these keys.
ALTER TABLE surveys_survey
  ADD CONSTRAINT survey_case_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT survey_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE surveys_fieldsheet
  ADD CONSTRAINT field_sheet_in_municipality FOREIGN KEY (survey_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT field_sheet_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE surveys_observation ADD CONSTRAINT observation_in_municipality
  FOREIGN KEY (sheet_id, municipality_id) REFERENCES surveys_fieldsheet (id, municipality_id);
ALTER TABLE surveys_surveyassessment ADD CONSTRAINT survey_assessment_in_municipality
  FOREIGN KEY (survey_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE surveys_surveydecision
  ADD CONSTRAINT survey_decision_of_land UNIQUE (id, parcel_id, purpose),
  ADD CONSTRAINT survey_decision_successor FOREIGN KEY (superseded_by_id, parcel_id, purpose)
    REFERENCES surveys_surveydecision (id, parcel_id, purpose) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT survey_decision_not_its_own_successor CHECK (superseded_by_id <> id);

SELECT protect_territory_v1('surveys_survey');
SELECT protect_territory_v1('surveys_fieldsheet');
SELECT protect_territory_v1('surveys_observation');
SELECT protect_territory_v1('surveys_surveyassessment');
SELECT protect_territory_v1('surveys_surveydecision');
SELECT keep_unchanged_v1('surveys_survey');
SELECT keep_unchanged_v1('surveys_fieldsheet');
SELECT keep_unchanged_v1('surveys_observation');
SELECT keep_unchanged_v1('surveys_surveyassessment');
SELECT keep_for_ever_v1('surveys_surveydecision');
