GRANT SELECT, INSERT, UPDATE ON payments_tariff, payments_municipalitycategory, payments_bill, payments_discrepancy,
  payments_simulatedbill TO mukhattat_app;
GRANT SELECT, INSERT ON payments_fee, payments_feeline, payments_billevent, payments_paymentnotice, payments_reconciliation
  TO mukhattat_app;
GRANT SELECT ON payments_billstep TO mukhattat_app, mukhattat_guard;
GRANT SELECT ON payments_fee, payments_feeline, payments_bill, payments_paymentnotice TO mukhattat_guard;
GRANT USAGE ON SEQUENCE payments_tariff_id_seq, payments_municipalitycategory_id_seq, payments_fee_id_seq,
  payments_feeline_id_seq, payments_billevent_id_seq, payments_paymentnotice_id_seq, payments_reconciliation_id_seq,
  payments_discrepancy_id_seq, payments_simulatedbill_id_seq TO mukhattat_app;
GRANT EXECUTE ON FUNCTION bill_office_v1(text), payment_told_v1(text, text) TO mukhattat_app;
