package org.chancery.server.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer. Whoever is given one closes its content.
 *
 * @param status such as 200
 * @param headers all but those that the connection itself is about
 * @param length of the content, in bytes
 * @param content what is sent; it may be empty although the length is not, in answer to {@code
 *     HEAD}
 */
public record Response(int status, Map<String, String> headers, long length, InputStream content) {

  /** Without content. */
  public static Response of(int status) {
    return new Response(status, Map.of(), 0, InputStream.nullInputStream());
  }

  /** With a sentence for people. */
  public static Response of(int status, String sentence) {
    byte[] bytes = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    return new Response(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        bytes.length,
        new ByteArrayInputStream(bytes));
  }

  /** A copy with further headers; one of the same name is replaced. */
  public Response with(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(further);
    return new Response(status, all, length, content);
  }
}
