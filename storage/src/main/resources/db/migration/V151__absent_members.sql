-- Members who are told what is said in a room without being in it are named in the row, and belong to its audience.

CREATE OR REPLACE FUNCTION compliance.message_audience(of_position bigint) RETURNS TABLE (person text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
SELECT unnest(r.audience || string_to_array(r.detail ->> 'also-told', ' ')) FROM audit.record r
WHERE r.recorded_at = timestamptz 'epoch' + (of_position >> 8) * interval '1 microsecond' AND r.position = of_position
UNION
SELECT o.person FROM audit.record r, LATERAL compliance.room_occupants(r.conversation, r.position) o
WHERE r.recorded_at = timestamptz 'epoch' + (of_position >> 8) * interval '1 microsecond' AND r.position = of_position
  AND r.type = 'groupchat' AND r.audience IS NULL
ORDER BY 1
$$;
COMMENT ON FUNCTION compliance.message_audience(bigint) IS 'Exactly who was shown a message that was said in a room: those who were in the room when it was recorded, and the members who were not and were told (detail also-told). Small rooms have those present in the row itself; for large ones they follow from who entered and left.';
