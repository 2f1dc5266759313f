-- Files that people share: what the server must know to give them out, and what the record says about them.

CREATE TABLE chancery.upload (
  id       text PRIMARY KEY,
  position bigint NOT NULL,
  uploader text NOT NULL,
  name     text NOT NULL,
  type     text NOT NULL,
  size     bigint NOT NULL,
  sha256   text NOT NULL,
  at       timestamptz NOT NULL
);
COMMENT ON TABLE chancery.upload IS 'The files that can be downloaded (XEP-0363). A row comes with the row of the record, in one transaction.';
COMMENT ON COLUMN chancery.upload.id IS 'The part of the address that can''t be guessed, and the name of the file in the data directory.';
COMMENT ON COLUMN chancery.upload.position IS 'The row of the record.';
COMMENT ON COLUMN chancery.upload.uploader IS 'Who shared it.';
COMMENT ON COLUMN chancery.upload.name IS 'Its name as people see it.';
COMMENT ON COLUMN chancery.upload.type IS 'Its media type, as the uploader''s client said.';
COMMENT ON COLUMN chancery.upload.size IS 'In bytes.';
COMMENT ON COLUMN chancery.upload.sha256 IS 'Of its content, in hexadecimal.';
COMMENT ON COLUMN chancery.upload.at IS 'When it was taken in.';
CREATE INDEX upload_uploader ON chancery.upload (uploader, at);
GRANT SELECT, INSERT ON chancery.upload TO ${server};

CREATE VIEW compliance.files AS
SELECT
  r.detail ->> 'file' AS file_id,
  r.received_at AS uploaded_at,
  r.sender AS uploader,
  r.sender_resource AS device,
  r.session AS session_id,
  r.detail ->> 'name' AS name,
  r.detail ->> 'type' AS media_type,
  (r.detail ->> 'size')::bigint AS size,
  r.detail ->> 'sha256' AS sha256,
  r.detail ->> 'address' AS address
FROM audit.record r
WHERE r.kind = 'file' AND r.detail ->> 'event' = 'uploaded';

COMMENT ON VIEW compliance.files IS 'The files that people have shared, version 1. Nobody could download one before its row was here.';
COMMENT ON COLUMN compliance.files.file_id IS 'Identifies it. It is part of the address in the messages that share the file, and the name of the file in the data directory: files/kept/FIRST TWO LETTERS/FILE_ID.';
COMMENT ON COLUMN compliance.files.uploaded_at IS 'When the server had all of it.';
COMMENT ON COLUMN compliance.files.uploader IS 'Who shared it.';
COMMENT ON COLUMN compliance.files.device IS 'By which client.';
COMMENT ON COLUMN compliance.files.session_id IS 'By which log-in; see compliance.sessions.';
COMMENT ON COLUMN compliance.files.name IS 'Its name as people see it.';
COMMENT ON COLUMN compliance.files.media_type IS 'Its type, as the uploader''s client said; nobody has checked it.';
COMMENT ON COLUMN compliance.files.size IS 'In bytes.';
COMMENT ON COLUMN compliance.files.sha256 IS 'Of its content, in hexadecimal: what sha256sum prints for the file in the data directory.';
COMMENT ON COLUMN compliance.files.address IS 'The network address from which it was uploaded.';

CREATE VIEW compliance.file_downloads AS
SELECT
  r.detail ->> 'file' AS file_id,
  r.received_at AS at,
  r.detail ->> 'address' AS address,
  r.detail ->> 'client' AS client,
  (r.detail ->> 'first')::bigint AS first_byte,
  (r.detail ->> 'last')::bigint AS last_byte,
  (r.detail ->> 'whole')::boolean AS whole
FROM audit.record r
WHERE r.kind = 'file' AND r.detail ->> 'event' = 'downloaded';

COMMENT ON VIEW compliance.file_downloads IS 'Each download of a shared file, recorded before its first byte was sent, version 1. Whoever knows the address of a file can download it, so there is a network address and no person.';
COMMENT ON COLUMN compliance.file_downloads.file_id IS 'Which file; see compliance.files.';
COMMENT ON COLUMN compliance.file_downloads.at IS 'When.';
COMMENT ON COLUMN compliance.file_downloads.address IS 'The network address that asked for it.';
COMMENT ON COLUMN compliance.file_downloads.client IS 'What the program that asked for it says it is.';
COMMENT ON COLUMN compliance.file_downloads.first_byte IS 'The first byte that was asked for, counted from 0.';
COMMENT ON COLUMN compliance.file_downloads.last_byte IS 'The last one that was asked for.';
COMMENT ON COLUMN compliance.file_downloads.whole IS 'Whether the whole file was asked for; players and broken downloads ask for parts.';

GRANT SELECT ON compliance.files, compliance.file_downloads TO ${compliance}, ${legal};
