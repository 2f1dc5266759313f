-- Calls: who called whom, and when it began and ended.

CREATE VIEW compliance.calls AS
SELECT
  r.detail ->> 'call' AS call_id,
  r.received_at AS at,
  r.detail ->> 'event' AS event,
  r.sender AS person,
  r.sender_resource AS device,
  r.recipient AS other_person,
  r.recipient_resource AS other_device,
  r.detail ->> 'media' AS media,
  r.detail ->> 'reason' AS reason
FROM audit.record r
WHERE r.kind = 'call';

COMMENT ON VIEW compliance.calls IS 'What happened in calls, one row for each event, version 1. Offers by message (before a device answers) are in compliance.messages.';
COMMENT ON COLUMN compliance.calls.call_id IS 'The same for all events of one call.';
COMMENT ON COLUMN compliance.calls.at IS 'When.';
COMMENT ON COLUMN compliance.calls.event IS 'offered, taken or ended.';
COMMENT ON COLUMN compliance.calls.person IS 'Who offered, took or ended it.';
COMMENT ON COLUMN compliance.calls.device IS 'By which client.';
COMMENT ON COLUMN compliance.calls.other_person IS 'With whom.';
COMMENT ON COLUMN compliance.calls.other_device IS 'By which client.';
COMMENT ON COLUMN compliance.calls.media IS 'audio, video or both.';
COMMENT ON COLUMN compliance.calls.reason IS 'Why it ended, as the client said: success (hung up), decline, busy, timeout, ...';

CREATE VIEW compliance.policy_decisions AS
SELECT
  r.received_at AS at,
  r.outcome AS rule,
  r.sender AS person,
  r.sender_resource AS device,
  r.recipient AS recipient,
  r.detail
FROM audit.record r
WHERE r.kind = 'policy-decision';

COMMENT ON VIEW compliance.policy_decisions IS 'What a policy refused or noted, version 1.';
COMMENT ON COLUMN compliance.policy_decisions.at IS 'When.';
COMMENT ON COLUMN compliance.policy_decisions.rule IS 'Which rule, and what it did.';
COMMENT ON COLUMN compliance.policy_decisions.person IS 'Who was refused; NULL when no log-in was involved.';
COMMENT ON COLUMN compliance.policy_decisions.device IS 'By which client.';
COMMENT ON COLUMN compliance.policy_decisions.recipient IS 'Whom it was meant for.';
COMMENT ON COLUMN compliance.policy_decisions.detail IS 'Further facts, by name.';

GRANT SELECT ON compliance.calls, compliance.policy_decisions TO ${compliance}, ${legal};
