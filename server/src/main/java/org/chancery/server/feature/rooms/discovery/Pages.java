package org.chancery.server.feature.rooms.discovery;

import java.util.List;
import java.util.function.Function;
import org.chancery.protocol.payload.PageRequest;

/** Pages of a list that is at hand, by the ids of its entries (XEP-0059). */
final class Pages {
  private Pages() {}

  /** The page that is wanted; an unknown id gives an empty one. */
  static <T> List<T> of(
      List<T> all, PageRequest request, int most, Function<T, ? extends Object> id) {
    int limit = request.limit(most);
    List<String> ids = all.stream().map(each -> id.apply(each).toString()).toList();
    if (request.after().isPresent()) {
      int at = ids.indexOf(request.after().get());
      return at < 0 ? List.of() : all.subList(at + 1, Math.min(all.size(), at + 1 + limit));
    }
    if (request.before().isPresent()) {
      String before = request.before().get();
      int at = before.isEmpty() ? all.size() : ids.indexOf(before);
      return at < 0 ? List.of() : all.subList(Math.max(0, at - limit), at);
    }
    int from = Math.min(all.size(), request.index().orElse(0));
    return all.subList(from, Math.min(all.size(), from + limit));
  }
}
