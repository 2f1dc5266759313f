package org.chancery.server.feature.upload;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.chancery.server.http.HttpHandler;
import org.chancery.server.http.Request;
import org.chancery.server.http.Response;

/**
 * The addresses of files: {@code /upload/ID/NAME}. The name is for people; the id alone decides.
 */
final class FileRequests implements HttpHandler {
  private static final String METHODS = "OPTIONS, HEAD, GET, PUT";

  /** Web clients of any origin may use what they know the address of; no cookie is looked at. */
  private static final Map<String, String> CORS =
      Map.of(
          "Access-Control-Allow-Origin", "*",
          "Access-Control-Allow-Methods", METHODS,
          "Access-Control-Allow-Headers", "Authorization, Content-Type, Range, If-Range",
          "Access-Control-Expose-Headers", "Accept-Ranges, Content-Range, ETag",
          "Access-Control-Max-Age", "7200");

  /** Whatever a file is, it runs no script in a browser, and is shown in nobody else's page. */
  private static final Map<String, String> HARMLESS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");

  private final Uploading uploading;
  private final Downloading downloading;

  FileRequests(Uploading uploading, Downloading downloading) {
    this.uploading = uploading;
    this.downloading = downloading;
  }

  @Override
  public Response answer(Request request) throws IOException {
    return dispatch(request).with(CORS).with(HARMLESS);
  }

  private Response dispatch(Request request) throws IOException {
    List<String> path = request.segments();
    if (path.size() != 3) {
      return Downloading.notFound();
    }
    String id = path.get(1);
    return switch (request.method()) {
      case "OPTIONS" -> Response.of(204);
      case "PUT" -> uploading.put(request, id);
      case "GET" -> downloading.get(request, id);
      case "HEAD" -> downloading.head(id);
      default -> Response.of(405, "Files can be put and got here.").with(Map.of("Allow", METHODS));
    };
  }
}
