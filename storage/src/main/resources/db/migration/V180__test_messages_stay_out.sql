-- The messages by which the server tests itself every minute prove that capture works, see compliance.capture_checks; among
-- what people said they are in the way.
CREATE OR REPLACE VIEW audit.shown_messages AS
SELECT * FROM audit.messages m
WHERE ((SELECT audit.sees_restricted()) OR NOT audit.is_restricted(ARRAY[m.sender, m.recipient], m.conversation, m.recorded_at))
  -- Nobody but the server can write as the domain itself.
  AND NOT (m.sender IS NOT DISTINCT FROM m.recipient AND strpos(m.sender, '@') = 0);
COMMENT ON VIEW audit.shown_messages IS
  'compliance.messages without the trace: what whoever asks may see, without the server''s tests of itself.';
