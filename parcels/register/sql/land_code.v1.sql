-- The official code of land: municipality, district, block, parcel, suffix, and two check digits after ISO 7064
-- MOD 97-10 (check = 98 - (number × 100 mod 97), so that the whole is 1 modulo 97).
CREATE FUNCTION land_code_v1(authority text, district text, block text, parcel integer, suffix integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT body || lpad((98 - (body || '00')::numeric % 97)::text, 2, '0')
    FROM (SELECT authority || district || block || lpad(parcel::text, 4, '0') || lpad(suffix::text, 3, '0')) AS code (body)
$$;
ALTER TABLE register_parcel ADD CONSTRAINT parcel_code_checks
  CHECK (code IS NULL OR (code ~ '^[0-9]{18}$' AND code::numeric % 97 = 1));
