package org.chancery.server.feature.upload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * Settings of file sharing.
 *
 * @param offered whether files can be shared: people can reach the server by HTTP
 * @param host the name of the service, in front of the domain
 * @param publicUrl where people reach the server by HTTP; empty for the domain and the port that it
 *     listens on
 * @param largest the largest file, in bytes
 * @param perPersonPerDay how many bytes a person may share in a day (UTC)
 * @param types which media types; {@code image/*} stands for all images
 * @param slotLasts how long an upload may take to begin
 */
public record UploadConfig(
    boolean offered,
    String host,
    Optional<String> publicUrl,
    long largest,
    long perPersonPerDay,
    List<String> types,
    Duration slotLasts) {
  private static final long TEBI = 1L << 40;

  /** Reads {@code chancery.upload}. */
  public static UploadConfig from(Settings settings) {
    Section upload = settings.section("upload");
    Optional<String> publicUrl = publicUrl(upload);
    boolean reachable = publicUrl.isPresent() || settings.section("https").port("port").isPresent();
    return new UploadConfig(
        upload.flag("enabled") && reachable,
        upload.string("host"),
        publicUrl,
        upload.size("max-file-size", 1, TEBI),
        upload.size("per-person-per-day", 1, TEBI),
        upload.strings("types"),
        upload.duration("slot-lasts", Duration.ofSeconds(10), Duration.ofHours(1)));
  }

  private static Optional<String> publicUrl(Section upload) {
    Optional<String> url = upload.optionalString("public-url");
    if (url.isPresent() && !url.get().matches("https://[!-~]*[^/]")) {
      upload.problem("public-url", "must begin with https:// and not end with a slash");
    }
    return url;
  }

  /** Whether files of this type may be shared. */
  boolean allows(String type) {
    return types.stream()
        .anyMatch(
            it ->
                it.equals("*/*")
                    || it.equals(type)
                    || it.endsWith("/*") && type.startsWith(it.substring(0, it.length() - 1)));
  }
}
