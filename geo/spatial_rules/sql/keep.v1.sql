-- Decisions stand on the value of their day: a value is ended, once, and a new one added; nothing of it is rewritten.
SELECT keep_for_ever_v1('spatial_rules_referencevalue');
SELECT keep_columns_v1('spatial_rules_referencevalue', 'id', 'code', 'value', 'unit', 'jurisdiction', 'valid_from', 'cites', 'status');
CREATE TRIGGER before_second_ending_refuse
  BEFORE UPDATE ON spatial_rules_referencevalue FOR EACH ROW
  WHEN (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to) EXECUTE FUNCTION refuse_change_v1();
