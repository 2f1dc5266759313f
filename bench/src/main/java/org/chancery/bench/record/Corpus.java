package org.chancery.bench.record;

import java.time.Instant;
import java.util.Random;
import org.chancery.protocol.Jid;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/**
 * What a company says: the same for the same seed. A few words, people and rooms are met often and
 * most are rare, as in life. Not thread-safe.
 */
final class Corpus {
  private static final int PEOPLE = 2_000;
  private static final int ROOMS = 200;
  private static final int WORDS = 30_000;
  private static final int LONGEST = 24;
  private static final String SYLLABLES = "balodimerunasikotepavu";

  private final Random random;
  private long said;

  Corpus(long seed) {
    this.random = new Random(seed);
  }

  /** One more message, one in five of them in a room. */
  AuditEntry message(Instant at) {
    String body = sentence();
    boolean room = random.nextInt(5) == 0;
    Jid from = Jid.of(person(random.nextInt(PEOPLE)) + "/desk");
    Jid to = room ? Jid.of(room(frequent(ROOMS))) : Jid.of(colleagueOf(from));
    String type = room ? "groupchat" : "chat";
    String id = "m" + said++;
    String xml =
        "<message from='%s' to='%s' type='%s' id='%s'><body>%s</body></message>"
            .formatted(from, to, type, id, body);
    return AuditEntry.of(AuditKind.MESSAGE, at)
        .from(from)
        .to(to)
        .conversation(room ? to.toString() : AuditEntry.conversationOf(from, to))
        .session("bench")
        .stanza(xml, type, id, "", body)
        .build();
  }

  /**
   * Somebody's conversation partner: everybody has some twenty, and talks to the first ones most.
   */
  private String colleagueOf(Jid person) {
    int number = Integer.parseInt(person.local().substring(1));
    return person((number + 1 + frequent(20)) % PEOPLE);
  }

  /** Two people who talk to each other often. */
  String conversation() {
    int number = random.nextInt(PEOPLE);
    return AuditEntry.conversationOf(Jid.of(person(number)), Jid.of(person((number + 2) % PEOPLE)));
  }

  /** A room in which much is said. */
  String busyRoom() {
    return room(frequent(ROOMS));
  }

  /** Somebody. */
  String person() {
    return person(random.nextInt(PEOPLE));
  }

  /** A word as people search for it: neither among the most frequent nor never said. */
  String word() {
    return word(50 + random.nextInt(WORDS / 2));
  }

  private String sentence() {
    StringBuilder sentence = new StringBuilder();
    int length = 3 + random.nextInt(LONGEST - 3);
    for (int i = 0; i < length; i++) {
      sentence.append(i == 0 ? "" : " ").append(word(frequent(WORDS)));
    }
    return sentence.toString();
  }

  /** A number below the bound; the chance falls as one over the number, as Zipf found for words. */
  private int frequent(int bound) {
    return (int) Math.pow(bound, random.nextDouble()) % bound;
  }

  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number + 11; rest > 0; rest /= 11) {
      word.append(SYLLABLES, rest % 11 * 2, rest % 11 * 2 + 2);
    }
    return word.toString();
  }

  private static String person(int number) {
    return "p" + number + "@example.org";
  }

  private static String room(int number) {
    return "room" + number + "@rooms.example.org";
  }
}
