-- Decisions stand on the value of their day: a value is ended, once, and a new one added; nothing of it is rewritten.
SELECT keep_for_ever_v1('spatial_rules_referencevalue');
CREATE TRIGGER before_update_keep BEFORE UPDATE ON spatial_rules_referencevalue FOR EACH ROW
  WHEN ((OLD.id, OLD.code, OLD.value, OLD.unit, OLD.jurisdiction, OLD.valid_from, OLD.cites, OLD.status)
    IS DISTINCT FROM (NEW.id, NEW.code, NEW.value, NEW.unit, NEW.jurisdiction, NEW.valid_from, NEW.cites, NEW.status))
  EXECUTE FUNCTION refuse_change_v1();
CREATE TRIGGER before_second_ending_refuse
  BEFORE UPDATE ON spatial_rules_referencevalue FOR EACH ROW
  WHEN (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to) EXECUTE FUNCTION refuse_change_v1();
