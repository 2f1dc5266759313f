package org.chancery.server.feature;

import java.util.List;

/** What the core itself implements, beneath all features; for the documents. */
public final class CoreSpecs {
  /** In the order of their numbers. */
  public static final List<Spec> ALL =
      List.of(
          Spec.rfc(4422, "appendix A, the EXTERNAL SASL mechanism, with client certificates"),
          Spec.rfc(4616, "The PLAIN SASL mechanism"),
          Spec.rfc(4752, "The GSSAPI (Kerberos V5) SASL mechanism"),
          Spec.rfc(5802, "SCRAM (SHA-1)"),
          Spec.rfc(5929, "Channel bindings for TLS: tls-server-end-point"),
          Spec.rfc(6120, "XMPP: Core"),
          Spec.rfc(6121, "section 8, server rules for processing stanzas"),
          Spec.rfc(7590, "Use of TLS in XMPP"),
          Spec.rfc(7622, "XMPP: Address format"),
          Spec.rfc(7628, "The OAUTHBEARER SASL mechanism"),
          Spec.rfc(7677, "SCRAM-SHA-256"),
          Spec.rfc(9266, "Channel bindings for TLS 1.3: tls-exporter"),
          Spec.xep(178, "Best Practices for Use of SASL EXTERNAL with Certificates", "1.2"),
          Spec.xep(198, "Stream Management", "1.6.3"),
          Spec.xep(368, "SRV records for XMPP over TLS", "1.1.0"),
          Spec.xep(440, "SASL Channel-Binding Type Capability", "1.0.0"),
          Spec.xep(478, "Stream Limits Advertisement", "0.2.0"));

  private CoreSpecs() {}
}
