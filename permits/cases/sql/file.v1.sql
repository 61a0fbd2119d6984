-- Dated rows of the law are ended once, and never rewritten: deadlines of past cases were told from them. SQLSTATE MK003.
CREATE FUNCTION before_case_rule_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF OLD.valid_to IS NOT NULL OR to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
    RAISE EXCEPTION 'past deadlines stand on this row' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_dated BEFORE UPDATE ON cases_referralroute
  FOR EACH ROW EXECUTE FUNCTION before_case_rule_update_v1();
CREATE TRIGGER before_update_dated BEFORE UPDATE ON cases_decisionterm
  FOR EACH ROW EXECUTE FUNCTION before_case_rule_update_v1();
CREATE TRIGGER before_update_dated BEFORE UPDATE ON cases_holiday
  FOR EACH ROW EXECUTE FUNCTION before_case_rule_update_v1();
SELECT keep_for_ever_v1('cases_referralroute');
SELECT keep_for_ever_v1('cases_decisionterm');
SELECT keep_for_ever_v1('cases_holiday');
SELECT keep_for_ever_v1('cases_department');

SELECT protect_territory_v1('cases_referral');
SELECT protect_territory_v1('cases_supplement');
SELECT protect_territory_v1('cases_condition');
SELECT protect_territory_v1('cases_appeal');
SELECT protect_territory_v1('cases_comment');
SELECT protect_territory_v1('cases_assignment');
SELECT keep_for_ever_v1('cases_referral');
SELECT keep_for_ever_v1('cases_supplement');
SELECT keep_for_ever_v1('cases_condition');
SELECT keep_for_ever_v1('cases_appeal');
SELECT keep_unchanged_v1('cases_comment');
SELECT keep_unchanged_v1('cases_assignment');

-- What is in the file is of the office of its case, and names rows of the same case or office: foreign keys look past row
-- level security. Usage: these keys.
ALTER TABLE cases_caseevent ADD CONSTRAINT event_in_case UNIQUE (id, case_id);
ALTER TABLE cases_referral ADD CONSTRAINT referral_in_case UNIQUE (id, case_id);
ALTER TABLE cases_referral ADD CONSTRAINT referral_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE cases_supplement ADD CONSTRAINT supplement_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE cases_supplement ADD CONSTRAINT supplement_document_in_municipality
  FOREIGN KEY (document_id, municipality_id) REFERENCES documents_document (id, municipality_id);
ALTER TABLE cases_condition ADD CONSTRAINT condition_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE cases_condition ADD CONSTRAINT condition_of_referral
  FOREIGN KEY (referral_id, case_id) REFERENCES cases_referral (id, case_id);
ALTER TABLE cases_appeal ADD CONSTRAINT appeal_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE cases_appeal ADD CONSTRAINT appeal_against_event
  FOREIGN KEY (event_id, case_id) REFERENCES cases_caseevent (id, case_id);
ALTER TABLE cases_comment ADD CONSTRAINT comment_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE cases_assignment ADD CONSTRAINT assignment_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);

-- What must be settled is written open, closed once by somebody, and stays as it was closed. The arguments name the columns
-- that closing writes. SQLSTATE MK003.
CREATE FUNCTION before_matter_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  written constant text[] := TG_ARGV || ARRAY['closed_at', 'closed_by_id'];
BEGIN
  IF (NEW.closed_at IS NULL) <> (NEW.closed_by_id IS NULL)
     OR TG_OP = 'INSERT' AND NEW.closed_at IS NOT NULL
     OR TG_OP = 'UPDATE' AND (OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
                              OR to_jsonb(NEW) - written IS DISTINCT FROM to_jsonb(OLD) - written) THEN
    RAISE EXCEPTION 'what is in the file of a case is closed once, and stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_once BEFORE INSERT OR UPDATE ON cases_referral
  FOR EACH ROW EXECUTE FUNCTION before_matter_v1('opinion', 'answer');
CREATE TRIGGER before_write_once BEFORE INSERT OR UPDATE ON cases_supplement
  FOR EACH ROW EXECUTE FUNCTION before_matter_v1('answer', 'document_id', 'geom_before', 'geom_after', 'withdrawn');
CREATE TRIGGER before_write_once BEFORE INSERT OR UPDATE ON cases_condition
  FOR EACH ROW EXECUTE FUNCTION before_matter_v1('discharge');
CREATE TRIGGER before_write_once BEFORE INSERT OR UPDATE ON cases_appeal
  FOR EACH ROW EXECUTE FUNCTION before_matter_v1('ruling', 'reasons');

-- An appeal is made by whoever opened the case, against a step of another hand, within its term. SQLSTATE MK059.
CREATE FUNCTION before_appeal_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.last_day < (now() AT TIME ZONE 'Asia/Riyadh')::date
     OR NOT EXISTS (SELECT FROM cases_caseevent e JOIN cases_case c ON c.id = e.case_id
                     WHERE e.id = NEW.event_id AND c.id = NEW.case_id AND c.opened_by_id = NEW.opened_by_id
                       AND e.taken_by_id <> NEW.opened_by_id) THEN
    RAISE EXCEPTION 'no appeal can be made against this step' USING ERRCODE = 'MK059';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_in_time BEFORE INSERT ON cases_appeal
  FOR EACH ROW EXECUTE FUNCTION before_appeal_v1();
ALTER FUNCTION before_appeal_v1() OWNER TO mukhattat_guard;

-- Says whether a case has something open that must be settled before a stage (enums.Stage): referrals, requests to the
-- applicant and objections before the decision (1), conditions before their own stage.
CREATE FUNCTION is_open_before_v1(case_key uuid, stage_asked integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM cases_referral r WHERE r.case_id = case_key AND r.closed_at IS NULL)
      OR EXISTS (SELECT FROM cases_supplement s WHERE s.case_id = case_key AND s.closed_at IS NULL)
      OR EXISTS (SELECT FROM cases_referral r WHERE r.case_id = case_key AND r.opinion = 'objects'
                    AND NOT EXISTS (SELECT FROM cases_referral later WHERE later.case_id = r.case_id
                                       AND later.department_id = r.department_id AND later.id > r.id))
      OR EXISTS (SELECT FROM cases_condition c WHERE c.case_id = case_key AND c.closed_at IS NULL AND c.stage <= stage_asked)
$$;
ALTER FUNCTION is_open_before_v1(uuid, integer) OWNER TO mukhattat_guard;

-- A case takes no step before which something is still open; the flow says which steps those are. SQLSTATE MK058.
CREATE FUNCTION before_case_settled_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  asked integer;
BEGIN
  SELECT a.stage INTO asked FROM cases_allowedstep a
   WHERE a.kind = NEW.kind AND a.source = OLD.state AND a.target = NEW.state;
  IF asked IS NOT NULL AND is_open_before_v1(NEW.id, asked) THEN
    RAISE EXCEPTION 'something must be settled before this step' USING ERRCODE = 'MK058',
      DETAIL = json_build_object('source', OLD.state, 'target', NEW.state)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_settled BEFORE UPDATE ON cases_case
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION before_case_settled_v1();
ALTER FUNCTION before_case_settled_v1() OWNER TO mukhattat_guard;
