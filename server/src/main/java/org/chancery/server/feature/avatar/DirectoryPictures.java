package org.chancery.server.feature.avatar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.chancery.protocol.Jid;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.SessionListener;
import org.chancery.server.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives people who have never chosen a picture the one that the directory has of them. Looked for
 * when they log in, once a day at most, and nobody waits for it.
 */
public final class DirectoryPictures implements Feature {
  private static final Logger log = LoggerFactory.getLogger(DirectoryPictures.class);
  private static final Duration ASKED_AGAIN = Duration.ofDays(1);
  private static final int MOST = 100_000;

  private final Avatars avatars;
  private final Function<Jid, Optional<byte[]>> directory;
  private final Cache<Jid, Boolean> asked =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(ASKED_AGAIN).build();

  /**
   * With its parts.
   *
   * @param directory the picture of an account, if there is one; may block, and throw
   */
  public DirectoryPictures(Avatars avatars, Function<Jid, Optional<byte[]>> directory) {
    this.avatars = avatars;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "pictures from the directory";
  }

  @Override
  public void install(Hooks hooks) {
    hooks.session(
        "the directory's picture of who has none",
        new SessionListener() {
          @Override
          public void opened(Session session) {
            lookFor(session.account());
          }
        });
  }

  private void lookFor(Jid account) {
    if (asked.asMap().putIfAbsent(account, true) == null) {
      Thread.ofVirtual().name("picture-of-" + account).start(() -> take(account));
    }
  }

  private void take(Jid account) {
    try {
      if (avatars.isUndecided(account)) {
        directory.apply(account).ifPresent(bytes -> avatars.set(account, Photo.of(bytes, "")));
      }
    } catch (RuntimeException e) {
      log.warn("no picture of {} from the directory: {}", account, e.getMessage());
      asked.invalidate(account);
    }
  }
}
