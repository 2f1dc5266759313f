-- A restriction hides what a person shared, too. A barrier, so that no condition of a reader is tried on a row that the reader may
-- not see.
CREATE OR REPLACE VIEW compliance.files WITH (security_barrier) AS
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
  r.detail ->> 'address' AS address,
  (SELECT min(g.received_at) FROM audit.record g
    WHERE g.kind = 'file' AND g.detail ->> 'file' = r.detail ->> 'file' AND g.detail ->> 'event' = 'removed') AS removed_at
FROM audit.record r
WHERE r.kind = 'file' AND r.detail ->> 'event' = 'uploaded'
  AND ((SELECT audit.sees_restricted()) OR NOT audit.is_restricted(ARRAY[r.sender], NULL, r.recorded_at));
