-- A device's password serves the person it was made by, not whoever has the address later.

ALTER TABLE chancery.device_password ADD COLUMN entry_id text NOT NULL DEFAULT '';
COMMENT ON COLUMN chancery.device_password.entry_id IS 'The owner''s entry in the directory, as it stays when renamed; empty for accounts kept here.';
