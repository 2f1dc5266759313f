package org.chancery.storage.record;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;
import org.chancery.storage.StorageException;

/** What a table holds in the order of a number, read a portion at a time. Not thread-safe. */
final class Pages<T> implements Iterator<T> {
  static final int PORTION = 500;

  private final Portion<T> read;
  private final ToLongFunction<T> number;
  private final Deque<T> portion = new ArrayDeque<>();
  private long last;
  private boolean exhausted;

  Pages(Portion<T> read, ToLongFunction<T> number) {
    this.read = read;
    this.number = number;
  }

  /** Reads the next {@link #PORTION} after a number; fewer only when there are no more. */
  @FunctionalInterface
  interface Portion<T> {
    List<T> after(long number) throws SQLException;
  }

  @Override
  public boolean hasNext() {
    if (portion.isEmpty() && !exhausted) {
      try {
        portion.addAll(read.after(last));
      } catch (SQLException e) {
        throw new StorageException("can't read the record", e);
      }
      exhausted = portion.size() < PORTION;
    }
    return !portion.isEmpty();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T next = portion.poll();
    last = number.applyAsLong(next);
    return next;
  }
}
