package org.chancery.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The configuration in force, as text and as a fingerprint. */
final class Effective {

  private static final Pattern SECRET_KEY = Pattern.compile("(^|[.-])(password|secret|token)$");
  private static final Pattern SECRET_PARAMETER = Pattern.compile("(?i)((?:password|pwd)=)[^&\"]*");

  private Effective() {}

  static String print(Config config) {
    Map<String, ConfigValue> sorted = new TreeMap<>();
    config.entrySet().forEach(it -> sorted.put(it.getKey(), it.getValue()));
    StringBuilder text = new StringBuilder();
    sorted.forEach(
        (key, value) -> text.append(key).append(" = ").append(show(key, value)).append('\n'));
    return text.toString();
  }

  private static String show(String key, ConfigValue value) {
    if (SECRET_KEY.matcher(key).find()) {
      return "********";
    }
    String rendered = value.render(ConfigRenderOptions.concise());
    return SECRET_PARAMETER.matcher(rendered).replaceAll("$1********");
  }

  static String hash(Config config) {
    try {
      byte[] text = print(config).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
