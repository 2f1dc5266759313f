package org.chancery.bench.client;

/** Who logs in. The password is the benchmark's own, made for it: it protects nothing. */
public record Account(String localpart, String domain, String password) {
  /** The bare address. */
  public String address() {
    return localpart + "@" + domain;
  }
}
