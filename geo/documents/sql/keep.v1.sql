-- A filed paper stays as it was filed, in the office that filed it. Foreign keys look past row level security: a version
-- replaces one of its own office only.
SELECT protect_territory_v1('documents_document');
SELECT keep_unchanged_v1('documents_document');
ALTER TABLE documents_document
  ADD CONSTRAINT document_successor_in_municipality FOREIGN KEY (supersedes_id, municipality_id)
    REFERENCES documents_document (id, municipality_id),
  ADD CONSTRAINT document_size_of_content CHECK (size = octet_length(content) AND size BETWEEN 1 AND 20971520);
