package org.chancery.server.feature.avatar;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chancery.protocol.Element;
import org.chancery.protocol.Jid;
import org.chancery.protocol.stream.XmlReader;
import org.chancery.server.feature.pubsub.Nodes;
import org.chancery.server.feature.pubsub.PubSubListener;
import org.chancery.storage.PubSubStore.Item;

/**
 * Everybody's picture. It is kept in one place, the account's nodes; vCards and presence show it
 * from there, so that there is nothing to keep in step. Thread-safe; blocks.
 */
public final class Avatars implements PubSubListener {
  static final String DATA = "urn:xmpp:avatar:data";
  static final String METADATA = "urn:xmpp:avatar:metadata";
  private static final int ACCOUNTS = 50_000;

  private final Nodes nodes;
  private final LoadingCache<Jid, Optional<String>> hashes;
  private volatile Consumer<Jid> changed = account -> {};

  /** Over the nodes. */
  public Avatars(Nodes nodes) {
    this.nodes = nodes;
    this.hashes = Caffeine.newBuilder().maximumSize(ACCOUNTS).build(this::load);
    nodes.listen(this);
  }

  /** Sets who is told that an account has another picture, or none any more; at start. */
  void whenChanged(Consumer<Jid> follower) {
    changed = follower;
  }

  /** The hash of an account's picture. */
  public Optional<String> hash(Jid account) {
    return hashes.get(account.bare());
  }

  /** Whether somebody may see an account's picture. */
  boolean maySee(Jid account, Jid reader) {
    return nodes.mayRead(account, METADATA, reader) && nodes.mayRead(account, DATA, reader);
  }

  private Optional<String> load(Jid account) {
    return nodes
        .newest(account, METADATA)
        .filter(item -> !item.payload().isEmpty())
        .flatMap(item -> chosen(XmlReader.parse(item.payload())))
        .flatMap(info -> info.attribute("id"))
        .filter(id -> photo(account, id).isPresent());
  }

  /** XEP-0398 section 3.1: the variant that is kept here, not elsewhere. */
  private static Optional<Element> chosen(Element metadata) {
    return metadata.children("info", METADATA).stream()
        .filter(info -> info.attribute("url").isEmpty())
        .findFirst();
  }

  private Optional<Photo> photo(Jid account, String id) {
    return nodes
        .item(account, DATA, id)
        .filter(item -> !item.payload().isEmpty())
        .map(item -> XmlReader.parse(item.payload()))
        .flatMap(data -> Photo.ofBase64(data.text(), ""))
        .filter(photo -> photo.hash().equals(id));
  }

  /** The picture of an account, if {@code reader} may see it. */
  public Optional<Photo> photo(Jid account, Jid reader) {
    return hash(account)
        .filter(hash -> maySee(account, reader))
        .flatMap(hash -> photo(account, hash));
  }

  /**
   * Gives an account a picture that was set elsewhere, for instance in its vCard. Where it had none
   * before everybody may see it, as everybody may see a vCard.
   */
  public void set(Jid account, Photo photo) {
    if (hash(account).filter(photo.hash()::equals).isPresent()) {
      return;
    }
    Element info =
        Element.builder("info", METADATA)
            .attribute("id", photo.hash())
            .attribute("type", photo.type())
            .attribute("bytes", Integer.toString(photo.bytes()))
            .build();
    nodes.exclusively(
        account,
        () -> {
          nodes.makeOpen(account, DATA);
          nodes.makeOpen(account, METADATA);
          nodes.publish(account, DATA, photo.hash(), Element.of("data", DATA, photo.base64()));
          nodes.publish(
              account,
              METADATA,
              photo.hash(),
              Element.builder("metadata", METADATA).add(info).build());
          return account;
        });
    refresh(account);
  }

  /** Whether an account has never had a picture, nor said that it wants none. */
  boolean isUndecided(Jid account) {
    return nodes.newest(account, METADATA).isEmpty();
  }

  /** Takes an account's picture away. */
  public void remove(Jid account) {
    if (hash(account).isPresent()) {
      nodes.publish(account, METADATA, "none", Element.of("metadata", METADATA));
      refresh(account);
    }
  }

  private void refresh(Jid account) {
    Optional<String> before = Optional.ofNullable(hashes.getIfPresent(account)).flatMap(it -> it);
    hashes.invalidate(account);
    if (!hash(account).equals(before)) {
      changed.accept(account);
    }
  }

  @Override
  public void published(Jid service, String node, Item item) {
    if (node.equals(METADATA) && !service.isDomain()) {
      refresh(service);
    }
  }

  @Override
  public void retracted(Jid service, String node, List<String> ids) {
    emptied(service, node);
  }

  @Override
  public void emptied(Jid service, String node) {
    if ((node.equals(METADATA) || node.equals(DATA)) && !service.isDomain()) {
      refresh(service);
    }
  }
}
