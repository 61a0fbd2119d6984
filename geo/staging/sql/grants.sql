-- What came, what was read and what people said of it is added to; only a reading moves on.
GRANT SELECT, INSERT ON staging_upload, staging_stagedrow, staging_stagedfinding, staging_rowchoice, staging_sourceprofile
  TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON staging_stagedlayer TO mukhattat_app;
GRANT USAGE ON SEQUENCE staging_stagedlayer_id_seq, staging_stagedrow_id_seq, staging_stagedfinding_id_seq,
  staging_rowchoice_id_seq, staging_sourceprofile_id_seq TO mukhattat_app;
