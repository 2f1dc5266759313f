-- Signed summaries of the record. The key that signs them is not in the database.

CREATE TABLE audit.checkpoint (
  node           smallint    NOT NULL,
  number         bigint      NOT NULL,
  first_sequence bigint      NOT NULL,
  last_sequence  bigint      NOT NULL,
  last_position  bigint      NOT NULL,
  made_at        timestamptz NOT NULL,
  chain          bytea       NOT NULL,
  merkle_root    bytea       NOT NULL,
  previous       bytea       NOT NULL,
  key_id         text        NOT NULL,
  signature      bytea       NOT NULL,
  PRIMARY KEY (node, number)
);
COMMENT ON TABLE audit.checkpoint IS
  'Signed summaries of runs of rows, about one a second while something is recorded. With the public key alone anybody can tell whether the rows are still those that were signed; docs/audit-chain.md says how.';
COMMENT ON COLUMN audit.checkpoint.node IS 'Whose chain.';
COMMENT ON COLUMN audit.checkpoint.number IS 'Counts the checkpoints of a node from 1 without a gap.';
COMMENT ON COLUMN audit.checkpoint.first_sequence IS 'The sequence of the first row it covers: the one after the last row of the checkpoint before.';
COMMENT ON COLUMN audit.checkpoint.last_sequence IS 'The sequence of the last row it covers.';
COMMENT ON COLUMN audit.checkpoint.last_position IS 'The position of the last row it covers.';
COMMENT ON COLUMN audit.checkpoint.made_at IS 'When it was signed, UTC, microseconds.';
COMMENT ON COLUMN audit.checkpoint.chain IS 'The chain of the last row it covers.';
COMMENT ON COLUMN audit.checkpoint.merkle_root IS 'The root of the Merkle tree (RFC 6962) over the chain of each row it covers.';
COMMENT ON COLUMN audit.checkpoint.previous IS 'SHA-256 over what the checkpoint before signed and its signature; 32 zero bytes for the first.';
COMMENT ON COLUMN audit.checkpoint.key_id IS 'Which key signed it.';
COMMENT ON COLUMN audit.checkpoint.signature IS 'Ed25519 (RFC 8032).';

CREATE TABLE audit.signing_key (
  key_id     text        PRIMARY KEY,
  public_key bytea       NOT NULL,
  first_used timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE audit.signing_key IS
  'The public keys that signed checkpoints, for convenience: who verifies takes them from elsewhere, as whoever can change the record could change this table as well.';
COMMENT ON COLUMN audit.signing_key.key_id IS 'The first 16 hexadecimal digits of the public key''s SHA-256.';
COMMENT ON COLUMN audit.signing_key.public_key IS 'The 32 bytes of an Ed25519 public key.';
COMMENT ON COLUMN audit.signing_key.first_used IS 'When it was first seen.';

DO $$
DECLARE
  protected text;
BEGIN
  FOREACH protected IN ARRAY ARRAY['checkpoint', 'signing_key'] LOOP
    EXECUTE format('CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', protected);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ALWAYS TRIGGER is_append_only', protected);
  END LOOP;
END
$$;

GRANT INSERT, SELECT ON audit.checkpoint, audit.signing_key TO ${server};
GRANT USAGE ON SCHEMA audit TO ${log_auditor};
GRANT SELECT ON audit.checkpoint, audit.signing_key TO ${log_auditor};
