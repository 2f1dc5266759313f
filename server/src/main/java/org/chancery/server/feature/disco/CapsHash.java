package org.chancery.server.feature.disco;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.chancery.protocol.Element;
import org.chancery.protocol.payload.Discovery;

/**
 * The verification string of Entity Capabilities, XEP-0115 section 5.1, over identities, features
 * and forms.
 */
public final class CapsHash {
  private static final String DATA_FORMS = "jabber:x:data";

  private CapsHash() {}

  /** The Base64 of the hash, by {@code sha-1} as everybody computes it. */
  public static String sha1(List<Element> info) {
    return hash(info, "SHA-1");
  }

  /** The Base64 of the hash by a digest that the JDK knows. */
  public static String hash(List<Element> info, String digest) {
    try {
      byte[] text = verificationString(info).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(digest).digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("unknown digest " + digest, e);
    }
  }

  /** The text that is hashed. */
  static String verificationString(List<Element> info) {
    List<String> identities = new ArrayList<>();
    List<String> features = new ArrayList<>();
    List<String> forms = new ArrayList<>();
    for (Element element : info) {
      if (element.is("identity", Discovery.INFO)) {
        identities.add(identity(element));
      } else if (element.is("feature", Discovery.INFO)) {
        features.add(element.attribute("var").orElse(""));
      } else if (element.is("x", DATA_FORMS)) {
        forms.add(form(element));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> part : List.of(identities, features)) {
      Collections.sort(part);
      part.forEach(line -> text.append(line).append('<'));
    }
    Collections.sort(forms);
    forms.forEach(text::append);
    return text.toString();
  }

  private static String identity(Element identity) {
    return identity.attribute("category").orElse("")
        + "/"
        + identity.attribute("type").orElse("")
        + "/"
        + identity.attribute(org.chancery.protocol.Namespaces.XML, "lang").orElse("")
        + "/"
        + identity.attribute("name").orElse("");
  }

  /**
   * The FORM_TYPE first, then each field with its sorted values, each closed by a less-than sign.
   */
  private static String form(Element form) {
    StringBuilder text = new StringBuilder();
    List<String> fields = new ArrayList<>();
    for (Element field : form.children("field", DATA_FORMS)) {
      String name = field.attribute("var").orElse("");
      List<String> values =
          field.children("value", DATA_FORMS).stream().map(Element::text).sorted().toList();
      if (name.equals("FORM_TYPE")) {
        values.forEach(value -> text.append(value).append('<'));
      } else {
        fields.add(
            name + "<" + String.join("", values.stream().map(value -> value + "<").toList()));
      }
    }
    Collections.sort(fields);
    fields.forEach(text::append);
    return text.toString();
  }
}
