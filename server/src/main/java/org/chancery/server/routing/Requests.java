package org.chancery.server.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.server.session.Session;

/**
 * Questions of the server, and their answers. An answer counts only when it comes from the address
 * that was asked, and once. A question without an answer is forgotten. Thread-safe.
 */
public final class Requests {
  private static final int MOST = 50_000;

  private record Key(Jid asked, String id) {}

  private final Cache<Key, Consumer<Iq>> waiting;
  private final Supplier<String> ids;

  /**
   * Without a question yet.
   *
   * @param ids makes ids that can't be guessed
   * @param patience how long an answer is waited for; a client may be away for a while and come
   *     back to the same session with it
   */
  public Requests(Supplier<String> ids, Duration patience) {
    this.ids = ids;
    this.waiting = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(patience).build();
  }

  /**
   * Asks a client. Returns at once.
   *
   * @param from in whose name: the server's domain, or the bare address of an account
   * @param answer is given the result or the error, on the client's own thread; never called when
   *     no answer comes
   */
  public void ask(Session asked, Jid from, Element payload, Consumer<Iq> answer) {
    Iq request = Iq.request(Iq.Type.GET, ids.get(), from, asked.address(), payload);
    expect(request, answer);
    asked.send(request);
  }

  /** Notes who is given the answer to a request that is routed like any other stanza. */
  public void expect(Iq request, Consumer<Iq> answer) {
    waiting.put(new Key(request.to().orElseThrow(), request.id().orElseThrow()), answer);
  }

  /** Takes an answer; one that nobody waits for is dropped. */
  void answered(Origin origin, Iq answer) {
    Consumer<Iq> asker = waiting.asMap().remove(new Key(origin.address(), answer.id().orElse("")));
    if (asker != null) {
      asker.accept(answer);
    }
  }
}
