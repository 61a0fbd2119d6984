-- A permit is written when its case's bill is paid, or when the fee that was last told for the case is nothing.
-- SQLSTATE MK053.
CREATE FUNCTION before_permit_paid_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payments_bill b WHERE b.case_id = NEW.application_id AND b.state IN ('paid', 'reconciled'))
     AND (SELECT f.amount FROM payments_fee f WHERE f.case_id = NEW.application_id ORDER BY f.id DESC LIMIT 1) IS DISTINCT FROM 0 THEN
    RAISE EXCEPTION 'permit % is not paid', NEW.number USING ERRCODE = 'MK053';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_paid BEFORE INSERT ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_paid_v1();
ALTER FUNCTION before_permit_paid_v1() OWNER TO mukhattat_guard;
