-- A tariff and a category are ended once, not before today, and never rewritten: fees of past days stand on them. They
-- bear the time of their transaction, so that a past fee is computed from what was recorded then. SQLSTATE MK003.
CREATE FUNCTION before_tariff_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.recorded_at := now();
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to'
     OR NEW.valid_to IS DISTINCT FROM OLD.valid_to
        AND (OLD.valid_to IS NOT NULL OR NEW.valid_to < (now() AT TIME ZONE 'Asia/Riyadh')::date) THEN
    RAISE EXCEPTION 'past fees stand on this value' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_dated BEFORE INSERT OR UPDATE ON payments_tariff
  FOR EACH ROW EXECUTE FUNCTION before_tariff_v1();
CREATE TRIGGER before_write_dated BEFORE INSERT OR UPDATE ON payments_municipalitycategory
  FOR EACH ROW EXECUTE FUNCTION before_tariff_v1();

-- A fee bears the time of its transaction, so that its lines are known to be of it. SQLSTATE MK052.
CREATE FUNCTION before_fee_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.computed_at IS DISTINCT FROM now() THEN
    RAISE EXCEPTION 'a fee bears the time of its transaction' USING ERRCODE = 'MK052';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_now BEFORE INSERT ON payments_fee FOR EACH ROW EXECUTE FUNCTION before_fee_insert_v1();

-- Lines are written in the transaction of their fee: none is added later. SQLSTATE MK052.
CREATE FUNCTION before_fee_line_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payments_fee f WHERE f.id = NEW.fee_id AND f.computed_at = now()) THEN
    RAISE EXCEPTION 'fee % was told before', NEW.fee_id USING ERRCODE = 'MK052';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_with_its_fee BEFORE INSERT ON payments_feeline
  FOR EACH ROW EXECUTE FUNCTION before_fee_line_insert_v1();

-- When the transaction ends, a fee is the sum of its lines. SQLSTATE MK052.
CREATE FUNCTION after_fee_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.amount IS DISTINCT FROM (SELECT sum(l.amount) FROM payments_feeline l WHERE l.fee_id = NEW.id) THEN
    RAISE EXCEPTION 'fee % is not the sum of its lines', NEW.id USING ERRCODE = 'MK052';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER after_insert_summed AFTER INSERT ON payments_fee
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION after_fee_v1();
ALTER FUNCTION after_fee_v1() OWNER TO mukhattat_guard;
-- The rounding rule line_half_up: to the halala, halves away from zero.
ALTER TABLE payments_feeline ADD CONSTRAINT fee_line_rounded CHECK (amount = round(quantity * rate, 2) AND quantity >= 0);

-- A bill begins as a draft of its fee and moves only along its life; nothing of it changes but what its step sets. It is
-- issued under the number that the office's series gave it, paid by a notice of its amount, reconciled by a file.
-- SQLSTATE MK052: not a step of its life; MK053: no payment was told; MK003: what was issued stays.
CREATE FUNCTION before_bill_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  former constant text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
  sets constant text[] := CASE NEW.state WHEN 'issued' THEN '{state,state_since,number,due_on,issued_at,chain_hash}'::text[]
    WHEN 'reconciled' THEN '{state,state_since,reconciliation_id}'::text[] ELSE '{state,state_since}'::text[] END;
BEGIN
  IF NOT EXISTS (SELECT FROM payments_billstep s WHERE s.source = former AND s.target = NEW.state)
     OR TG_OP = 'INSERT' AND (NEW.number IS NOT NULL OR NEW.reconciliation_id IS NOT NULL OR NOT EXISTS (
          SELECT FROM payments_fee f WHERE f.id = NEW.fee_id AND f.case_id = NEW.case_id AND f.amount = NEW.amount AND f.amount > 0)) THEN
    RAISE EXCEPTION 'a bill cannot go from "%" to "%"', former, NEW.state USING ERRCODE = 'MK052',
      DETAIL = json_build_object('source', former, 'target', NEW.state)::text;
  END IF;
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - sets IS DISTINCT FROM to_jsonb(OLD) - sets THEN
    RAISE EXCEPTION 'what was issued stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF NEW.state = 'issued' AND (NEW.due_on IS NULL OR NEW.issued_at IS DISTINCT FROM now() OR NOT EXISTS (
      SELECT FROM series_issuance i JOIN series_series s ON s.id = i.series_id JOIN series_chainentry e ON e.id = i.entry_id
                  JOIN municipalities_municipality m ON m.id = i.municipality_id
       WHERE i.subject = 'bill:' || NEW.id AND i.municipality_id = NEW.municipality_id
         AND s.kind = 'bill' AND e.hash = NEW.chain_hash
         AND NEW.number = lpad(m.code, 6, '0') || lpad((s.year % 100)::text, 2, '0')
                          || lpad(i.number::text, greatest(5, length(i.number::text)), '0'))) THEN
    RAISE EXCEPTION 'bill % was not issued', NEW.number USING ERRCODE = 'MK052';
  END IF;
  IF NEW.state = 'paid' AND NOT EXISTS (
      SELECT FROM payments_paymentnotice n WHERE n.bill_id = NEW.id AND n.outcome = 'paid' AND n.amount = NEW.amount)
     OR NEW.state = 'reconciled' AND NEW.reconciliation_id IS NULL THEN
    RAISE EXCEPTION 'no payment was told for bill %', NEW.number USING ERRCODE = 'MK053';
  END IF;
  NEW.state_since := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON payments_bill FOR EACH ROW EXECUTE FUNCTION before_bill_v1();
ALTER FUNCTION before_bill_v1() OWNER TO mukhattat_guard;

-- A difference is opened open and resolved once; what it says stays. SQLSTATE MK003.
CREATE FUNCTION before_discrepancy_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  sets constant text[] := '{resolved_at,resolved_by_id,resolution}';
BEGIN
  IF TG_OP = 'INSERT' AND NEW.resolved_at IS NOT NULL
     OR TG_OP = 'UPDATE' AND (OLD.resolved_at IS NOT NULL OR NEW.resolved_at IS NULL OR NEW.resolved_by_id IS NULL
          OR NEW.resolution = '' OR to_jsonb(NEW) - sets IS DISTINCT FROM to_jsonb(OLD) - sets) THEN
    RAISE EXCEPTION 'a difference is resolved once' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_resolve BEFORE INSERT OR UPDATE ON payments_discrepancy
  FOR EACH ROW EXECUTE FUNCTION before_discrepancy_v1();

-- The office of a bill by its number, whatever the territory: a payment that is told names nothing else.
CREATE FUNCTION bill_office_v1(told text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT b.municipality_id FROM payments_bill b WHERE b.number = told $$;
ALTER FUNCTION bill_office_v1(text) OWNER TO mukhattat_guard;

-- Whether a transaction of a biller was told before, for whichever office.
CREATE FUNCTION payment_told_v1(of_biller text, told text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT EXISTS (SELECT FROM payments_paymentnotice n WHERE n.biller = of_biller AND n.transaction_id = told) $$;
ALTER FUNCTION payment_told_v1(text, text) OWNER TO mukhattat_guard;

-- The office's people see its bills; whoever is billed sees his own (setting app.user of the transaction).
ALTER TABLE payments_bill ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments_bill FORCE ROW LEVEL SECURITY;
CREATE POLICY territory ON payments_bill
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR billed_to_id = (SELECT NULLIF(current_setting('app.user', true), '')::bigint))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
SELECT protect_territory_v1('payments_fee');
SELECT protect_territory_v1('payments_feeline');
SELECT protect_territory_v1('payments_billevent');
SELECT protect_territory_v1('payments_paymentnotice');
SELECT protect_territory_v1('payments_reconciliation');
SELECT protect_territory_v1('payments_discrepancy');
SELECT keep_for_ever_v1('payments_tariff');
SELECT keep_for_ever_v1('payments_municipalitycategory');
SELECT keep_unchanged_v1('payments_fee');
SELECT keep_unchanged_v1('payments_feeline');
SELECT keep_for_ever_v1('payments_bill');
SELECT keep_unchanged_v1('payments_billevent');
SELECT keep_unchanged_v1('payments_paymentnotice');
SELECT keep_unchanged_v1('payments_reconciliation');
SELECT keep_for_ever_v1('payments_discrepancy');

-- What belongs to a case or a bill belongs to its office: a key alone looks past row level security. Usage: these keys.
ALTER TABLE payments_fee
  ADD CONSTRAINT fee_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT fee_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE payments_feeline ADD CONSTRAINT fee_line_in_municipality
  FOREIGN KEY (fee_id, municipality_id) REFERENCES payments_fee (id, municipality_id);
ALTER TABLE payments_bill
  ADD CONSTRAINT bill_fee_in_municipality FOREIGN KEY (fee_id, municipality_id) REFERENCES payments_fee (id, municipality_id),
  ADD CONSTRAINT bill_of_municipality UNIQUE (id, municipality_id);
ALTER TABLE payments_billevent ADD CONSTRAINT bill_event_in_municipality
  FOREIGN KEY (bill_id, municipality_id) REFERENCES payments_bill (id, municipality_id);
ALTER TABLE payments_paymentnotice ADD CONSTRAINT notice_bill_in_municipality
  FOREIGN KEY (bill_id, municipality_id) REFERENCES payments_bill (id, municipality_id);
ALTER TABLE payments_discrepancy ADD CONSTRAINT discrepancy_bill_in_municipality
  FOREIGN KEY (bill_id, municipality_id) REFERENCES payments_bill (id, municipality_id);
