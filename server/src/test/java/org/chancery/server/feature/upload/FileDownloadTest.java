package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.chancery.server.testing.TestClient;
import org.junit.jupiter.api.Test;

class FileDownloadTest extends UploadFixture {
  @Test
  void aHeadRequestTellsWhatADownloadWouldBe() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    HttpResponse<String> head = exchange(to(url).HEAD());
    assertEquals(200, head.statusCode());
    assertEquals("5", header(head, "Content-Length"));
    assertEquals("text/plain", header(head, "Content-Type"));
    assertEquals(List.of(), recorded("downloaded"));
  }

  @Test
  void noFileCanDoHarmInABrowser() throws Exception {
    TestClient alice = starts();
    String page = shares(alice, "a.html", "text/html", "<script>alert(1)</script>");
    HttpResponse<String> shown = exchange(to(page));
    assertEquals("nosniff", header(shown, "X-Content-Type-Options"));
    assertTrue(header(shown, "Content-Security-Policy").contains("sandbox"));
    assertTrue(header(shown, "Content-Disposition").startsWith("attachment; "));
    String image = shares(alice, "a.png", "image/png", "png");
    assertTrue(header(exchange(to(image)), "Content-Disposition").startsWith("inline; "));
    String drawing = shares(alice, "a.svg", "image/svg+xml", "<svg/>");
    assertTrue(header(exchange(to(drawing)), "Content-Disposition").startsWith("attachment; "));
  }

  @Test
  void webClientsOfOtherOriginsMayUploadAndDownload() throws Exception {
    TestClient alice = starts();
    String url = shares(alice, "a.txt", "text/plain", "hello");
    HttpResponse<String> asked = exchange(to(url).method("OPTIONS", BodyPublishers.noBody()));
    assertEquals(204, asked.statusCode());
    assertEquals("*", header(asked, "Access-Control-Allow-Origin"));
    assertTrue(header(asked, "Access-Control-Allow-Methods").contains("PUT"));
    assertEquals("*", header(exchange(to(url)), "Access-Control-Allow-Origin"));
    assertEquals(405, exchange(to(url).DELETE()).statusCode());
  }

  @Test
  void namesKeepTheirLettersAndLoseTheirDirectories() throws Exception {
    TestClient alice = starts();
    String url = asks(alice, "filename='../../etc/Müller &quot;1&quot; 50%.txt' size='5'");
    assertTrue(url.endsWith("/M%C3%BCller%20%221%22%2050%25.txt"), url);
    assertEquals(201, puts(url, "hello"));
    assertEquals(
        "attachment; filename=\"M_ller _1_ 50_.txt\";"
            + " filename*=UTF-8''M%C3%BCller%20%221%22%2050%25.txt",
        header(exchange(to(url)), "Content-Disposition"));
    assertEquals(404, exchange(to(OWN + "..%2f..%2fetc%2fpasswd/a.txt")).statusCode());
    assertEquals(404, exchange(to(OWN + "a")).statusCode());
  }
}
