package org.chancery.server.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.payload.Discovery;
import org.chancery.server.http.HttpHandler;
import org.chancery.server.routing.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where features hook in. Filled once, in the order of {@link Features}, then frozen: from there on
 * it is immutable and safe to share. Within a hook the order of the calls is the order of work;
 * there are no priorities.
 */
public final class Hooks {
  private static final Logger log = LoggerFactory.getLogger(Hooks.class);

  private record IqKey(IqScope scope, Iq.Type type, String namespace, String name) {}

  /**
   * A hook in use, for the documents.
   *
   * @param hook such as {@code screen}
   * @param feature who hooked in
   * @param what what it does there, in a few words
   */
  public record Use(String hook, String feature, String what) {}

  private final Map<IqKey, IqHandler> iqs = new LinkedHashMap<>();
  private final List<Screen> screens = new ArrayList<>();
  private final List<Stamp> stamps = new ArrayList<>();
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<FanOut> fanOuts = new ArrayList<>();
  private final List<Outbound> outbounds = new ArrayList<>();
  private final List<SessionListener> listeners = new ArrayList<>();
  private final List<PresenceStamp> presenceStamps = new ArrayList<>();
  private final List<PresenceHandler> presenceHandlers = new ArrayList<>();
  private final List<StreamAdvertiser> advertisers = new ArrayList<>();
  private final List<DiscoNodes> discoNodes = new ArrayList<>();
  private final Map<String, NonzaHandler> nonzas = new LinkedHashMap<>();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, HttpHandler> httpHandlers = new LinkedHashMap<>();
  private final TreeSet<String> serverFeatures = new TreeSet<>();
  private final TreeSet<String> accountFeatures = new TreeSet<>();
  private final List<Element> serverIdentities = new ArrayList<>();
  private final List<Element> accountIdentities = new ArrayList<>();
  private final List<Element> serverForms = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private String installing = "core";
  private boolean frozen;

  /** Installs the features in order and freezes the result. */
  public static Hooks of(List<Feature> features) {
    Hooks hooks = new Hooks();
    for (Feature feature : features) {
      hooks.installing = feature.name();
      feature.install(hooks);
    }
    hooks.frozen = true;
    return hooks;
  }

  /**
   * Answers requests with this payload, get and set alike. Two handlers for one payload: the server
   * doesn't start.
   */
  public void iq(IqScope scope, String namespace, String name, IqHandler handler) {
    iqGet(scope, namespace, name, handler);
    iqSet(scope, namespace, name, handler);
  }

  /** Answers get requests with this payload. */
  public void iqGet(IqScope scope, String namespace, String name, IqHandler handler) {
    put(new IqKey(scope, Iq.Type.GET, namespace, name), handler);
  }

  /** Answers set requests with this payload. */
  public void iqSet(IqScope scope, String namespace, String name, IqHandler handler) {
    put(new IqKey(scope, Iq.Type.SET, namespace, name), handler);
  }

  private void put(IqKey key, IqHandler handler) {
    changing(
        "iq " + key.type().name().toLowerCase(java.util.Locale.ROOT),
        key.scope() + " " + key.name() + " " + key.namespace());
    if (iqs.putIfAbsent(key, handler) != null) {
      throw new IllegalStateException("two handlers for " + key);
    }
  }

  /** May refuse a stanza before it is recorded. */
  public void screen(String what, Screen screen) {
    changing("screen", what);
    screens.add(screen);
  }

  /** May change a message before it is recorded. */
  public void stamp(String what, Stamp stamp) {
    changing("stamp", what);
    stamps.add(stamp);
  }

  /** May add to the row and to its transaction. */
  public void record(String what, Recorder recorder) {
    changing("record", what);
    recorders.add(recorder);
  }

  /** May add or drop copies after the commit. */
  public void fanOut(String what, FanOut fanOut) {
    changing("fanOut", what);
    fanOuts.add(fanOut);
  }

  /** May hold back what is sent to one session. */
  public void outbound(String what, Outbound outbound) {
    changing("outbound", what);
    outbounds.add(outbound);
  }

  /** Follows sessions. */
  public void session(String what, SessionListener listener) {
    changing("session", what);
    listeners.add(listener);
  }

  /** May change an available presence before it is handled. */
  public void presenceStamp(String what, PresenceStamp stamp) {
    changing("presence stamp", what);
    presenceStamps.add(stamp);
  }

  /** Handles presence; the first that does, in order, ends the search. */
  public void presence(String what, PresenceHandler handler) {
    changing("presence", what);
    presenceHandlers.add(handler);
  }

  /** Handles first-level elements of a namespace that are no stanzas. */
  public void nonza(String namespace, NonzaHandler handler) {
    changing("nonza", namespace);
    if (nonzas.putIfAbsent(namespace, handler) != null) {
      throw new IllegalStateException("two handlers for elements in " + namespace);
    }
  }

  /** Adds a stream feature for authenticated clients. */
  public void advertise(String what, StreamAdvertiser advertiser) {
    changing("advertise", what);
    advertisers.add(advertiser);
  }

  /** Serves an address domain of ours that is not that of accounts, such as the rooms. */
  public void host(Host host) {
    changing("host", host.domain());
    if (hosts.putIfAbsent(host.domain(), host) != null) {
      throw new IllegalStateException("two hosts for " + host.domain());
    }
  }

  /** Answers HTTP requests whose path begins with this part. */
  public void http(String part, HttpHandler handler) {
    changing("http", "/" + part + "/");
    if (httpHandlers.putIfAbsent(part, handler) != null) {
      throw new IllegalStateException("two handlers for /" + part + "/");
    }
  }

  /** Shows nodes in service discovery; the first that knows a node answers. */
  public void discoNodes(String what, DiscoNodes nodes) {
    changing("advertise", "disco nodes: " + what);
    discoNodes.add(nodes);
  }

  /** Shows a feature in the disco of the server's domain (XEP-0030). */
  public void serverFeature(String feature) {
    changing("advertise", "server disco " + feature);
    serverFeatures.add(feature);
  }

  /** Shows a feature in the disco of an account's bare address. */
  public void accountFeature(String feature) {
    changing("advertise", "account disco " + feature);
    accountFeatures.add(feature);
  }

  /** Shows a form in the disco of the server's domain (XEP-0128). */
  public void serverForm(Element form) {
    changing("advertise", "server disco form");
    serverForms.add(form);
  }

  /** Shows an identity in the disco of the server's domain. */
  public void serverIdentity(String category, String type, String name) {
    changing("advertise", "server identity " + category + "/" + type);
    serverIdentities.add(Discovery.identity(category, type, name));
  }

  /** Shows an identity in the disco of an account's bare address. */
  public void accountIdentity(String category, String type) {
    changing("advertise", "account identity " + category + "/" + type);
    accountIdentities.add(Discovery.identity(category, type, ""));
  }

  private void changing(String hook, String what) {
    if (frozen) {
      throw new IllegalStateException("hooks are frozen once the server has started");
    }
    uses.add(new Use(hook, installing, what));
  }

  /** The handler of a request, if a feature has one. */
  public Optional<IqHandler> iqHandler(IqScope scope, Iq iq) {
    Element payload = iq.payload();
    return Optional.ofNullable(
        iqs.get(new IqKey(scope, iq.type(), payload.namespace(), payload.name())));
  }

  /** Everything that may refuse, in order. */
  public List<Screen> screens() {
    return screens;
  }

  /** Everything that may change, in order. */
  public List<Stamp> stamps() {
    return stamps;
  }

  /** Everything that adds to the commit, in order. */
  public List<Recorder> recorders() {
    return recorders;
  }

  /** Everything that adds or drops copies, in order. */
  public List<FanOut> fanOuts() {
    return fanOuts;
  }

  /** Everything that may hold back, in order. */
  public List<Outbound> outbounds() {
    return outbounds;
  }

  /** Tells everything that follows sessions, in order; one that fails keeps it from no other. */
  public void tell(String what, Consumer<SessionListener> call) {
    for (SessionListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException e) {
        log.error(
            "session listener failed on {} listener={}", what, listener.getClass().getName(), e);
      }
    }
  }

  /** Everything that may change available presence, in order. */
  public List<PresenceStamp> presenceStamps() {
    return presenceStamps;
  }

  /** Everything that handles presence, in order. */
  public List<PresenceHandler> presenceHandlers() {
    return presenceHandlers;
  }

  /** The handler for a first-level element that is no stanza. */
  public Optional<NonzaHandler> nonza(Element element) {
    return Optional.ofNullable(nonzas.get(element.namespace()));
  }

  /** The stream features for authenticated clients, in order. */
  public List<Element> streamFeatures(String domain) {
    return advertisers.stream()
        .flatMap(advertiser -> advertiser.advertise(domain).stream())
        .toList();
  }

  /** The host of a domain of ours that is not that of accounts. */
  public Optional<Host> host(String domain) {
    return Optional.ofNullable(hosts.get(domain));
  }

  /** All hosts, in order. */
  public List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  /** What answers HTTP requests, by the first part of the path. */
  public Map<String, HttpHandler> httpHandlers() {
    return Map.copyOf(httpHandlers);
  }

  /** Everything that shows nodes in service discovery, in order. */
  public List<DiscoNodes> discoNodes() {
    return discoNodes;
  }

  /** Identities, features and forms of the server's domain, in that order. */
  public List<Element> serverDisco() {
    return disco(serverIdentities, serverFeatures, serverForms);
  }

  /** Identities and features of an account. */
  public List<Element> accountDisco() {
    return disco(accountIdentities, accountFeatures, List.of());
  }

  private static List<Element> disco(
      List<Element> identities, TreeSet<String> features, List<Element> forms) {
    List<Element> all = new ArrayList<>(identities);
    features.forEach(feature -> all.add(Discovery.feature(feature)));
    all.addAll(forms);
    return all;
  }

  /** All hooks in use, in order, for the documents. */
  public List<Use> uses() {
    return List.copyOf(uses);
  }
}
