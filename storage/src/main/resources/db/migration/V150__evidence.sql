-- What a proof of a row consists of, for exports that others verify without the database.

CREATE INDEX checkpoint_last_sequence ON audit.checkpoint (node, last_sequence);

CREATE VIEW compliance.evidence AS
SELECT
  position AS message_id, recorded_at, received_at, sequence, node AS server_node, format, sender_archive, recipient_archive,
  kind, sender, sender_resource, recipient, recipient_resource, conversation, session, type, stanza_id, thread, relation,
  related_to, audience, outcome, xml, body, detail, salt, content_hash, chain
FROM audit.record;

COMMENT ON VIEW compliance.evidence IS
  'Each row of the record exactly as its hashes cover it, for exports and proofs, version 1. docs/audit-chain.md says how they are computed.';
COMMENT ON COLUMN compliance.evidence.message_id IS 'Identifies the row for ever: its position.';
COMMENT ON COLUMN compliance.evidence.recorded_at IS 'When it was recorded; join by it too, as that is quicker.';
COMMENT ON COLUMN compliance.evidence.received_at IS 'When the server received what is recorded.';
COMMENT ON COLUMN compliance.evidence.sequence IS 'Counts the rows of a server machine from 1 without a gap.';
COMMENT ON COLUMN compliance.evidence.server_node IS 'The server machine; each has a chain of its own.';
COMMENT ON COLUMN compliance.evidence.format IS 'How the hashes are computed.';
COMMENT ON COLUMN compliance.evidence.sender_archive IS 'Whether it shows in the history of the sender''s own clients.';
COMMENT ON COLUMN compliance.evidence.recipient_archive IS 'Whether it shows in the history of the recipient''s own clients, or of the room.';
COMMENT ON COLUMN compliance.evidence.kind IS 'What is recorded.';
COMMENT ON COLUMN compliance.evidence.sender IS 'Who caused it.';
COMMENT ON COLUMN compliance.evidence.sender_resource IS 'The device of the sender, or the nickname in a room.';
COMMENT ON COLUMN compliance.evidence.recipient IS 'Whom the sender addressed.';
COMMENT ON COLUMN compliance.evidence.recipient_resource IS 'The device that was addressed, or the nickname in a room.';
COMMENT ON COLUMN compliance.evidence.conversation IS 'The room, or both addresses in alphabetical order with a blank between.';
COMMENT ON COLUMN compliance.evidence.session IS 'The log-in by which it came.';
COMMENT ON COLUMN compliance.evidence.type IS 'The type of the message.';
COMMENT ON COLUMN compliance.evidence.stanza_id IS 'The id that the sender''s client gave it.';
COMMENT ON COLUMN compliance.evidence.thread IS 'The thread that the sender''s client named.';
COMMENT ON COLUMN compliance.evidence.relation IS 'How it changes or answers an earlier message.';
COMMENT ON COLUMN compliance.evidence.related_to IS 'The earlier message.';
COMMENT ON COLUMN compliance.evidence.audience IS 'Who could see it in a room.';
COMMENT ON COLUMN compliance.evidence.outcome IS 'What policy said.';
COMMENT ON COLUMN compliance.evidence.xml IS 'The whole message as accepted.';
COMMENT ON COLUMN compliance.evidence.body IS 'The readable text.';
COMMENT ON COLUMN compliance.evidence.detail IS 'Further named facts.';
COMMENT ON COLUMN compliance.evidence.salt IS 'Random bytes that went into content_hash; NULL when the content was erased.';
COMMENT ON COLUMN compliance.evidence.content_hash IS 'SHA-256 over the content and its salt.';
COMMENT ON COLUMN compliance.evidence.chain IS 'SHA-256 over the chain before, all other columns and content_hash.';

CREATE VIEW compliance.checkpoints AS
SELECT node AS server_node, number, first_sequence, last_sequence, last_position, made_at, chain, merkle_root, previous, key_id, signature
FROM audit.checkpoint;

COMMENT ON VIEW compliance.checkpoints IS 'Signed summaries of runs of rows, about one a second while something is recorded, version 1.';
COMMENT ON COLUMN compliance.checkpoints.server_node IS 'The server machine.';
COMMENT ON COLUMN compliance.checkpoints.number IS 'Counts the checkpoints of a machine from 1.';
COMMENT ON COLUMN compliance.checkpoints.first_sequence IS 'The first row it covers.';
COMMENT ON COLUMN compliance.checkpoints.last_sequence IS 'The last row it covers.';
COMMENT ON COLUMN compliance.checkpoints.last_position IS 'The position of that row.';
COMMENT ON COLUMN compliance.checkpoints.made_at IS 'When it was signed.';
COMMENT ON COLUMN compliance.checkpoints.chain IS 'The chain of the last row.';
COMMENT ON COLUMN compliance.checkpoints.merkle_root IS 'The root of the Merkle tree over the chain of each row it covers.';
COMMENT ON COLUMN compliance.checkpoints.previous IS 'SHA-256 of the checkpoint before.';
COMMENT ON COLUMN compliance.checkpoints.key_id IS 'Which key signed it.';
COMMENT ON COLUMN compliance.checkpoints.signature IS 'The signature, Ed25519.';

DO $$ BEGIN PERFORM audit.watch_view('evidence'); END $$;
REVOKE SELECT ON compliance.evidence FROM ${compliance};
GRANT SELECT ON compliance.checkpoints TO ${compliance}, ${legal}, ${log_auditor};
