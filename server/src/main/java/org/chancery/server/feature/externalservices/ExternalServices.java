package org.chancery.server.feature.externalservices;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.Timestamps;
import org.chancery.server.config.Secret;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;

/**
 * Tells clients of services outside. Credentials are made for each who asks, as TURN servers with a
 * shared secret check them: the name begins with the moment at which they expire, the password is
 * an HMAC-SHA-1 over the name.
 */
public final class ExternalServices implements Feature {
  private static final String NAMESPACE = "urn:xmpp:extdisco:2";

  private final List<ExternalService> services;
  private final Clock clock;

  /** With the services as configured. */
  public ExternalServices(List<ExternalService> services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(215, "External Service Discovery", "1.0.0"));
  }

  @Override
  public void install(Hooks hooks) {
    hooks.iqGet(IqScope.SERVER, NAMESPACE, "services", this::services);
    hooks.iqGet(IqScope.SERVER, NAMESPACE, "credentials", this::credentials);
    hooks.serverFeature(NAMESPACE);
  }

  private Iq services(IqRequest request) {
    requireClient(request);
    Optional<String> type = request.payload().attribute("type");
    Element.Builder all = Element.builder("services", NAMESPACE).attribute("type", type);
    services.stream()
        .filter(service -> type.isEmpty() || type.get().equals(service.type()))
        .forEach(service -> all.add(element(service, request.asker())));
    return request.iq().result(all.build());
  }

  private Iq credentials(IqRequest request) {
    requireClient(request);
    Element wanted =
        request
            .payload()
            .child("service", NAMESPACE)
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "No service is named."));
    Element.Builder all = Element.builder("credentials", NAMESPACE);
    List<ExternalService> found =
        services.stream().filter(service -> isWanted(service, wanted)).toList();
    if (found.isEmpty()) {
      throw new StanzaException(Condition.ITEM_NOT_FOUND);
    }
    found.forEach(service -> all.add(element(service, request.asker())));
    return request.iq().result(all.build());
  }

  /** Only people of this server are given credentials. */
  private static void requireClient(IqRequest request) {
    if (request.origin().session().isEmpty()) {
      throw new StanzaException(Condition.FORBIDDEN);
    }
  }

  private static boolean isWanted(ExternalService service, Element wanted) {
    return wanted.attribute("host").filter(service.host()::equals).isPresent()
        && wanted.attribute("type").filter(service.type()::equals).isPresent()
        && wanted.attribute("port").map(Integer.toString(service.port())::equals).orElse(true);
  }

  private Element element(ExternalService service, Jid asker) {
    Element.Builder element =
        Element.builder("service", NAMESPACE)
            .attribute("type", service.type())
            .attribute("host", service.host())
            .attribute("port", Integer.toString(service.port()))
            .attribute("transport", service.transport());
    if (!service.name().isEmpty()) {
      element.attribute("name", service.name());
    }
    service.secret().ifPresent(secret -> addCredentials(element, service, secret, asker));
    return element.build();
  }

  private void addCredentials(
      Element.Builder element, ExternalService service, Secret secret, Jid asker) {
    Instant expires = clock.instant().plus(service.ttl()).truncatedTo(ChronoUnit.SECONDS);
    String name = expires.getEpochSecond() + ":" + asker.local();
    element
        .attribute("restricted", "1")
        .attribute("username", name)
        .attribute("password", password(secret, name))
        .attribute("expires", Timestamps.format(expires));
  }

  private static String password(Secret secret, String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }
}
