-- What the record says about rows of its own that are gone, and about content that was taken out.

CREATE TABLE audit.seal (
  on_record      bigint NOT NULL,
  taken          text   NOT NULL CHECK (taken IN ('rows', 'content')),
  node           smallint NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence  bigint NOT NULL CHECK (last_sequence >= first_sequence),
  first_position bigint NOT NULL,
  last_position  bigint NOT NULL,
  previous       bytea  NOT NULL,
  chain          bytea  NOT NULL,
  merkle_root    bytea  NOT NULL,
  PRIMARY KEY (taken, node, first_sequence)
);
CREATE INDEX seal_on_record ON audit.seal (on_record, taken, node, first_sequence);
COMMENT ON TABLE audit.seal IS
  'Runs of rows that were taken out of the record by its rules, whole or without their content. A row of the record vouches for all seals that name it; without one, rows that are missing count as removed. docs/audit-chain.md says how.';
COMMENT ON COLUMN audit.seal.on_record IS 'The position of the row of kind retention that vouches for it.';
COMMENT ON COLUMN audit.seal.taken IS 'rows: they are gone; content: the rows are there, their content is not.';
COMMENT ON COLUMN audit.seal.node IS 'Whose chain.';
COMMENT ON COLUMN audit.seal.first_sequence IS 'The sequence of the first row of the run.';
COMMENT ON COLUMN audit.seal.last_sequence IS 'The sequence of the last row of the run; all between are in it.';
COMMENT ON COLUMN audit.seal.first_position IS 'The position of the first row.';
COMMENT ON COLUMN audit.seal.last_position IS 'The position of the last row.';
COMMENT ON COLUMN audit.seal.previous IS 'The chain of the row before the first; 32 zero bytes when there is none.';
COMMENT ON COLUMN audit.seal.chain IS 'The chain of the last row.';
COMMENT ON COLUMN audit.seal.merkle_root IS 'The root of the Merkle tree (RFC 6962) over the chain of each row of the run: a copy of the rows can be checked by it.';

CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.seal ENABLE ALWAYS TRIGGER is_append_only;

GRANT USAGE ON SCHEMA audit TO ${retention};
GRANT INSERT, SELECT ON audit.seal TO ${retention};
GRANT SELECT ON audit.seal TO ${server}, ${log_auditor};
