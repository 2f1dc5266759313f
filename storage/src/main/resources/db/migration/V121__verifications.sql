-- What the server found when it verified its own record.

CREATE VIEW compliance.verifications AS
SELECT
  received_at AS verified_at,
  node AS server_node,
  outcome = 'accepted' AS sound,
  nullif(outcome, 'accepted') AS explanation,
  (detail ->> 'rows')::bigint AS sound_rows,
  detail ->> 'report' AS report
FROM audit.record
WHERE kind = 'capture-check' AND detail ->> 'event' = 'verification';

COMMENT ON VIEW compliance.verifications IS
  'Each time that the server read its whole record and compared it with what was signed, by default once a day, version 1. Whoever trusts nobody runs "chancery audit verify" with a key of their own.';
COMMENT ON COLUMN compliance.verifications.verified_at IS 'When it ended.';
COMMENT ON COLUMN compliance.verifications.server_node IS 'The server machine that did it.';
COMMENT ON COLUMN compliance.verifications.sound IS 'Whether the record was what was recorded.';
COMMENT ON COLUMN compliance.verifications.explanation IS 'The first bad row of each machine''s chain; NULL when all was sound.';
COMMENT ON COLUMN compliance.verifications.sound_rows IS 'How many rows were sound.';
COMMENT ON COLUMN compliance.verifications.report IS 'The whole report, as JSON.';

GRANT SELECT ON compliance.verifications TO ${compliance}, ${legal}, ${log_auditor};
