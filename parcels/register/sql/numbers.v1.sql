-- Allots the next numbers of a block to parcels in the order given, once per request: the block's counter row is locked,
-- so two surveyors wait for each other and no number is given twice. Labels: the strings of an approved plan, or NULL
-- for the number itself. Parcels leave the state "proposed". Runs as the guard; refuses what lies outside the
-- territories of the transaction (MK004), a parcel that has a number (MK007), a request used otherwise (MK005), more
-- numbers than four digits hold (MK011), a label that another parcel of the block bears (MK012). Parcels are looked up
-- one by one (see refuse_overlaps_v1).
CREATE FUNCTION allot_numbers_v1(request uuid, in_block bigint, parcels uuid[], labels text[] DEFAULT NULL)
RETURNS TABLE (parcel_id uuid, number integer, code text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  most constant integer := 9999;
  place record;
  before integer;
  names text[];
BEGIN
  SELECT b.id, b.code AS block_code, b.municipality_id, b.plan_id, b.district_id, d.code AS district_code, a.code AS authority_code
    INTO place
    FROM plans_block b JOIN plans_plan pl ON pl.id = b.plan_id JOIN plans_district d ON d.id = b.district_id
    JOIN municipalities_municipality a ON a.id = d.authority_id
   WHERE b.id = in_block AND b.municipality_id = ANY (current_territories_v1())
     AND (pl.district_id, pl.municipality_id, d.municipality_id) = (b.district_id, b.municipality_id, b.municipality_id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'block % is not in the territories of this transaction', in_block USING ERRCODE = 'MK004';
  END IF;
  INSERT INTO register_numbercounter (block_id, last_number) VALUES (in_block, 0) ON CONFLICT (block_id) DO NOTHING;
  SELECT c.last_number INTO before FROM register_numbercounter c WHERE c.block_id = in_block FOR UPDATE;

  IF EXISTS (SELECT FROM register_allottednumber n WHERE n.request_id = request) THEN
    IF (SELECT array_agg(n.parcel_id ORDER BY n.number) FROM register_allottednumber n
         WHERE n.request_id = request AND n.block_id = in_block) IS DISTINCT FROM parcels THEN
      RAISE EXCEPTION 'request % was used for other parcels', request USING ERRCODE = 'MK005';
    END IF;
  ELSE
    IF cardinality(parcels) <> (SELECT count(*) FROM (
        SELECT FROM register_parcel p WHERE p.id = ANY (parcels)
           AND p.municipality_id = place.municipality_id AND p.district_id = place.district_id AND p.code IS NULL
           AND p.state = 'proposed' AND p.plan_id = place.plan_id ORDER BY p.id FOR UPDATE) AS free) THEN
      RAISE EXCEPTION 'a parcel has a number already, or lies in another district' USING ERRCODE = 'MK007';
    END IF;
    IF before + cardinality(parcels) > most THEN
      RAISE EXCEPTION 'block % has no more numbers', in_block USING ERRCODE = 'MK011';
    END IF;
    names := ARRAY(SELECT coalesce(labels[turn], (before + turn)::text) FROM generate_subscripts(parcels, 1) AS turn);
    IF (SELECT count(DISTINCT name) FROM unnest(names) AS name) < cardinality(names) OR EXISTS (
        SELECT FROM register_parcel p WHERE p.block_id = in_block AND p.code IS NOT NULL AND p.parcel_label = ANY (names)) THEN
      RAISE EXCEPTION 'another parcel of block % bears this number', in_block USING ERRCODE = 'MK012';
    END IF;
    UPDATE register_numbercounter c SET last_number = before + cardinality(parcels) WHERE c.block_id = in_block;
    INSERT INTO register_allottednumber (block_id, municipality_id, number, suffix, parcel_id, request_id, allotted_at)
      SELECT in_block, place.municipality_id, before + turn, 0, parcel, request, now()
        FROM unnest(parcels) WITH ORDINALITY AS t (parcel, turn);
    UPDATE register_parcel p
       SET block_id = in_block, state = 'provisional', parcel_label = names[n.number - before],
           code = land_code_v1(place.authority_code, place.district_code, place.block_code, n.number, 0)
      FROM register_allottednumber n WHERE n.parcel_id = p.id AND n.request_id = request;
  END IF;
  RETURN QUERY SELECT n.parcel_id, n.number::integer, p.code::text
    FROM register_allottednumber n JOIN register_parcel p ON p.id = n.parcel_id
   WHERE n.request_id = request ORDER BY n.number;
END
$$;

-- The code of a district or a block stands in the code of each parcel that was numbered in it: it stays. SQLSTATE MK003.
CREATE FUNCTION before_frame_code_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM register_parcel p WHERE p.code IS NOT NULL
                AND CASE TG_TABLE_NAME WHEN 'plans_block' THEN p.block_id ELSE p.district_id END = OLD.id) THEN
    RAISE EXCEPTION 'numbers have been given out under this code' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON plans_district FOR EACH ROW
  WHEN ((OLD.id, OLD.code, OLD.authority_id, OLD.municipality_id) IS DISTINCT FROM (NEW.id, NEW.code, NEW.authority_id, NEW.municipality_id))
  EXECUTE FUNCTION before_frame_code_v1();
CREATE TRIGGER before_update_keep BEFORE UPDATE ON plans_block FOR EACH ROW
  WHEN ((OLD.id, OLD.code, OLD.district_id, OLD.plan_id, OLD.municipality_id) IS DISTINCT FROM (NEW.id, NEW.code, NEW.district_id, NEW.plan_id, NEW.municipality_id))
  EXECUTE FUNCTION before_frame_code_v1();
