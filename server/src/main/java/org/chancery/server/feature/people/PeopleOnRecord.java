package org.chancery.server.feature.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.chancery.auth.Person;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.KnownPeople;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.session.Session;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes name, department, title and groups of whoever logs in, when they are not what was noted
 * last; once more after the server's start.
 */
public final class PeopleOnRecord implements Feature, SessionListener {
  private static final Logger log = LoggerFactory.getLogger(PeopleOnRecord.class);
  private static final int MOST = 100_000;
  private static final String STATE =
      "INSERT INTO audit.person_state (position, person, name, department, title, groups) VALUES"
          + " (?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''),"
          + " coalesce(string_to_array(nullif(?, ''), chr(10)), '{}'))";

  private final KnownPeople people;
  private final AuditLog auditLog;
  private final Clock clock;
  private final Cache<Jid, Map<String, String>> noted =
      Caffeine.newBuilder().maximumSize(MOST).build();

  /** With its parts. */
  public PeopleOnRecord(KnownPeople people, AuditLog auditLog, Clock clock) {
    this.people = people;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  @Override
  public void install(Hooks hooks) {
    hooks.session("what the directory says about a person, on record", this);
  }

  @Override
  public void opened(Session session) {
    Jid address = session.account();
    try {
      people.find(address).ifPresent(person -> note(address, person));
    } catch (StanzaException e) {
      log.warn("the directory can't be asked what to note about a person jid={}", address);
    }
  }

  private void note(Jid address, Person person) {
    Map<String, String> attributes = person.attributes();
    Map<String, String> facts =
        Map.of(
            "name", attributes.getOrDefault("display-name", ""),
            "department", attributes.getOrDefault("department", ""),
            "title", attributes.getOrDefault("title", ""),
            "groups", String.join("\n", person.groups().stream().sorted().toList()));
    if (!facts.equals(noted.getIfPresent(address))) {
      noted.put(address, facts);
      auditLog.submit(entry(address, facts));
    }
  }

  private AuditEntry entry(Jid address, Map<String, String> facts) {
    AuditEntry.Builder entry = AuditEntry.of(AuditKind.PERSON, clock.instant()).from(address);
    facts.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            entry.detail(name, value);
          }
        });
    List<Object> row =
        List.of(
            address.toString(),
            facts.get("name"),
            facts.get("department"),
            facts.get("title"),
            facts.get("groups"));
    return entry.companion(new AuditEntry.Companion(STATE, row)).build();
  }
}
