-- How much each person's publish-subscribe nodes hold.
ALTER TABLE chancery.pubsub_node ADD bytes bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN chancery.pubsub_node.bytes IS 'How long its items are together, in bytes, with their ids.';
CREATE INDEX pubsub_node_creator ON chancery.pubsub_node (creator);
UPDATE chancery.pubsub_node n SET bytes = i.bytes
FROM (SELECT node, sum(octet_length(id) + octet_length(payload)) AS bytes FROM chancery.pubsub_item GROUP BY node) i
WHERE i.node = n.key;

CREATE FUNCTION chancery.count_item_bytes() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  UPDATE chancery.pubsub_node SET bytes = bytes
    + coalesce(octet_length(NEW.id) + octet_length(NEW.payload), 0)
    - coalesce(octet_length(OLD.id) + octet_length(OLD.payload), 0)
  WHERE key = coalesce(NEW.node, OLD.node);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION chancery.count_item_bytes() IS 'Keeps chancery.pubsub_node.bytes.';
CREATE TRIGGER bytes_are_counted AFTER INSERT OR UPDATE OR DELETE ON chancery.pubsub_item
  FOR EACH ROW EXECUTE FUNCTION chancery.count_item_bytes();
