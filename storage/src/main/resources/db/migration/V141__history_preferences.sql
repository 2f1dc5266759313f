CREATE TABLE chancery.history_preference (
  account text PRIMARY KEY,
  usually text NOT NULL CHECK (usually IN ('always', 'never', 'roster')),
  always  text[] NOT NULL,
  never   text[] NOT NULL
);
COMMENT ON TABLE chancery.history_preference IS 'Whose messages people want in their own history (XEP-0441). The record holds all.';
COMMENT ON COLUMN chancery.history_preference.account IS 'Whose history.';
COMMENT ON COLUMN chancery.history_preference.usually IS 'For whom neither list names: always, never, or roster for contacts only.';
COMMENT ON COLUMN chancery.history_preference.always IS 'Whose messages show in any case.';
COMMENT ON COLUMN chancery.history_preference.never IS 'Whose messages never show.';

GRANT SELECT, INSERT, UPDATE, DELETE ON chancery.history_preference TO ${server};
