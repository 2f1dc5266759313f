package org.chancery.server.feature.pubsub;

/** The namespaces of XEP-0060. */
final class PubSubNamespaces {
  static final String PUBSUB = "http://jabber.org/protocol/pubsub";
  static final String OWNER = PUBSUB + "#owner";
  static final String EVENT = PUBSUB + "#event";
  static final String ERRORS = PUBSUB + "#errors";
  static final String NODE_CONFIG = PUBSUB + "#node_config";
  static final String PUBLISH_OPTIONS = PUBSUB + "#publish-options";
  static final String SUBSCRIBE_OPTIONS = PUBSUB + "#subscribe_options";
  static final String AUTHORIZATION = PUBSUB + "#subscribe_authorization";
  static final String META_DATA = PUBSUB + "#meta-data";

  private PubSubNamespaces() {}
}
