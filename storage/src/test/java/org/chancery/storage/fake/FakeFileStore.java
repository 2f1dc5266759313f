package org.chancery.storage.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chancery.storage.files.FileStore;

/** Files in memory. Thread-safe. */
public final class FakeFileStore implements FileStore {
  private final Map<String, byte[]> incoming = new ConcurrentHashMap<>();
  private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

  private volatile boolean full;

  /** Whether there is no room for another file. */
  public void full(boolean now) {
    full = now;
  }

  @Override
  public void receive(String id, InputStream content) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    incoming.put(id, content.readAllBytes());
  }

  @Override
  public void keep(String id) throws IOException {
    byte[] file = incoming.remove(id);
    if (file != null) {
      kept.put(id, file);
    } else if (!kept.containsKey(id)) {
      throw new NoSuchFileException(id);
    }
  }

  @Override
  public void discard(String id) {
    incoming.remove(id);
  }

  @Override
  public Set<String> unsettled() {
    return Set.copyOf(incoming.keySet());
  }

  @Override
  public void remove(String id) {
    kept.remove(id);
  }

  @Override
  public InputStream open(String id, long from) throws IOException {
    byte[] file = kept.get(id);
    if (file == null) {
      throw new NoSuchFileException(id);
    }
    int start = Math.toIntExact(Math.min(from, file.length));
    return new ByteArrayInputStream(file, start, file.length - start);
  }
}
