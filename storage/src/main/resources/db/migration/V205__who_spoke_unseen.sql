-- Since when a room shows, or hides, who is behind its nicknames: history names nobody who spoke unseen.
ALTER TABLE chancery.room ADD whois_since bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN chancery.room.whois_since IS 'The position of the row of the record since which the setting whois is as it is; 0 when it always was.';
UPDATE chancery.room o SET whois_since = r.position
FROM (SELECT conversation, max(position) AS position FROM audit.record
  WHERE kind = 'room-change' AND detail ? 'previous.whois' GROUP BY conversation) r
WHERE r.conversation = o.address AND r.position > o.created_in;
