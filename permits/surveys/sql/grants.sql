GRANT SELECT, INSERT ON surveys_survey, surveys_fieldsheet, surveys_observation, surveys_surveyassessment TO mukhattat_app;
GRANT SELECT, INSERT, UPDATE ON surveys_surveydecision TO mukhattat_app;
GRANT USAGE ON SEQUENCE surveys_fieldsheet_id_seq, surveys_observation_id_seq, surveys_surveyassessment_id_seq TO mukhattat_app;
GRANT SELECT ON surveys_survey, surveys_fieldsheet, cases_caseevent TO mukhattat_guard;
