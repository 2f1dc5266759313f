package org.chancery.server.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.chancery.protocol.Jid;
import org.chancery.server.audit.Audited;
import org.chancery.server.session.Session;

/**
 * Who gets which copy of a recorded message; collected by the {@link Admission}, then changed by
 * {@code fanOut} hooks.
 */
public final class Copies {
  private final Origin origin;
  private final Audited audited;
  private final List<Map.Entry<Session, Audited>> copies = new ArrayList<>(4);
  private final List<Jid> waiting = new ArrayList<>(0);

  Copies(Origin origin, Audited audited) {
    this.origin = origin;
    this.audited = audited;
  }

  /** Who sent it. */
  public Origin origin() {
    return origin;
  }

  /** The message as recorded. */
  public Audited audited() {
    return audited;
  }

  /** One more copy. */
  public void add(Session session, Audited copy) {
    copies.add(Map.entry(session, copy));
  }

  /** Notes that an account that the message is not addressed to finds it waiting. */
  void waitsFor(Jid account) {
    waiting.add(account);
  }

  /** The accounts that find it waiting although it is not addressed to them. */
  public List<Jid> waiting() {
    return List.copyOf(waiting);
  }

  /** Whether this session gets one already. */
  public boolean includes(Session session) {
    return copies.stream().anyMatch(copy -> copy.getKey() == session);
  }

  /** Looks at every copy, in order. */
  public void forEach(BiConsumer<Session, Audited> look) {
    copies.forEach(copy -> look.accept(copy.getKey(), copy.getValue()));
  }

  /** Sends them, in order; what a session no longer takes is returned. */
  List<Map.Entry<Session, Audited>> send() {
    return copies.stream().filter(copy -> !copy.getKey().send(copy.getValue())).toList();
  }
}
