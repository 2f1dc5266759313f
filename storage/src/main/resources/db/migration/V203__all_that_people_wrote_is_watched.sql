-- Every view that shows what people wrote or which files they shared leaves a trace of its readers, not those of messages alone.

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['files', 'file_downloads', 'room_events', 'rooms', 'room_membership', 'policy_decisions', 'reviews'] LOOP
    PERFORM audit.watch_view(name);
  END LOOP;
  -- A transcript has its own trace.
  EXECUTE replace(pg_get_functiondef('compliance.transcript(text, timestamptz, timestamptz)'::regprocedure),
    'compliance.room_events', 'audit.room_events');
END
$$;
