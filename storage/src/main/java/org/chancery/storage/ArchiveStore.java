package org.chancery.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/**
 * History (XEP-0313), read from the record itself: no message is stored twice. Thread-safe; blocks.
 */
public interface ArchiveStore {

  /**
   * What is wanted.
   *
   * @param start not before
   * @param end not after
   * @param after only later rows
   * @param before only earlier rows
   * @param from only from this sender, by address
   * @param nick only from who had this nickname in the room
   * @param only if not empty, only these rows
   * @param backwards whether the last ones are wanted when there are more than {@code limit}
   * @param limit how many at most
   */
  record Query(
      Optional<Instant> start,
      Optional<Instant> end,
      Optional<AuditPosition> after,
      Optional<AuditPosition> before,
      Optional<Jid> from,
      Optional<String> nick,
      List<AuditPosition> only,
      boolean backwards,
      int limit) {

    /** The first message of all. */
    public static final Query EARLIEST = anything(false, 1);

    /** The last messages. */
    public static Query latest(int limit) {
      return anything(true, limit);
    }

    private static Query anything(boolean backwards, int limit) {
      return new Query(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          backwards,
          limit);
    }

    /** The same, not before a moment. */
    public Query since(Instant moment) {
      return new Query(Optional.of(moment), end, after, before, from, nick, only, backwards, limit);
    }

    /** The same, but only what was said under this nickname, if there is one. */
    public Query saidAs(Optional<String> nickname) {
      return new Query(start, end, after, before, from, nickname, only, backwards, limit);
    }

    /** The same, but only what this sender said after that row. */
    public Query said(Jid sender, AuditPosition since) {
      Optional<AuditPosition> later =
          after.filter(it -> it.compareTo(since) > 0).or(() -> Optional.of(since));
      return new Query(
          start, end, later, before, Optional.of(sender), nick, only, backwards, limit);
    }
  }

  /** A message of a history. */
  interface Recorded {
    /** Its place in the record. */
    AuditPosition position();

    /** The stanza as accepted. */
    String xml();
  }

  /**
   * A page of history.
   *
   * @param messages oldest first, whichever end was asked for
   * @param complete whether there are no more in the direction that was asked for
   */
  record Page<M extends Recorded>(List<M> messages, boolean complete) {
    /** The messages next to where it begins, at least one, and not more than so long together. */
    public Page<M> within(int characters, boolean backwards) {
      int taken = 0;
      int length = 0;
      for (M message : backwards ? messages.reversed() : messages) {
        length += message.xml().length();
        if (taken > 0 && length > characters) {
          break;
        }
        taken++;
      }
      int all = messages.size();
      List<M> part = backwards ? messages.subList(all - taken, all) : messages.subList(0, taken);
      return new Page<>(part, complete && taken == all);
    }
  }

  /**
   * Something said in a room.
   *
   * @param position its place in the record
   * @param sender who said it, and by which device
   * @param nick under which nickname; empty for what the room itself said
   * @param affiliation the sender's affiliation at that time
   * @param role the sender's role at that time
   * @param xml the stanza as accepted
   */
  record RoomMessage(
      AuditPosition position, Jid sender, String nick, String affiliation, String role, String xml)
      implements Recorded {}

  /**
   * Something that took an earlier message of a room back.
   *
   * @param retracted the earlier message
   * @param by the row that takes it back
   * @param moderated whether a moderator did, not its author
   */
  record Retraction(AuditPosition retracted, RoomMessage by, boolean moderated) {}

  /**
   * What was said in a room since it was created; private messages are no part of it, nor what was
   * said in an earlier room of the same address.
   */
  Page<RoomMessage> room(Jid room, Query query);

  /** The message at that position, if it is part of the room's history. */
  Optional<RoomMessage> roomMessage(Jid room, AuditPosition position);

  /** Which of these messages of a room have been taken back, by their authors or moderators. */
  List<Retraction> retractions(Jid room, List<AuditPosition> positions);

  /**
   * A message of a person's own history.
   *
   * @param position its place in the record
   * @param xml the stanza as accepted
   */
  record PersonalMessage(AuditPosition position, String xml) implements Recorded {}

  /**
   * Whom and what a person looks for in the own history.
   *
   * @param with only what was exchanged with this address; with a resource, only with that device
   * @param text only what holds these words
   */
  record Personal(Optional<Jid> with, Optional<String> text) {
    /** Everything. */
    public static final Personal ALL = new Personal(Optional.empty(), Optional.empty());
  }

  /** What a person sent and received, apart from rooms, as far as it shows in the own history. */
  Page<PersonalMessage> personal(Jid account, Personal wanted, Query query);

  /** The message at that position, if it is part of the person's own history. */
  Optional<PersonalMessage> personalMessage(Jid account, AuditPosition position);
}
