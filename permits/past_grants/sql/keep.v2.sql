-- What another register wrote stays; which land it is may be found later, once: by an import, or by a person who says why.
DROP TRIGGER before_update_keep ON past_grants_pastgrant;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON past_grants_pastgrant FOR EACH ROW
  WHEN (OLD.parcel_id IS NOT NULL
        OR to_jsonb(NEW) - '{parcel_id,match,municipality_id,found_by_id,found_at,found_why}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{parcel_id,match,municipality_id,found_by_id,found_at,found_why}'::text[])
  EXECUTE FUNCTION refuse_change_v1();
