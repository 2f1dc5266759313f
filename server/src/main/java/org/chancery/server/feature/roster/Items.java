package org.chancery.server.feature.roster;

import java.util.Optional;
import java.util.Set;
import org.chancery.storage.RosterStore.Item;
import org.chancery.storage.RosterStore.Subscription;

/**
 * The transitions of an item's subscription state, RFC 6121 appendix A, as functions from item to
 * item.
 */
final class Items {
  private Items() {}

  static boolean seesContact(Item item) {
    return item.subscription() == Subscription.TO || item.subscription() == Subscription.BOTH;
  }

  static boolean seenByContact(Item item) {
    return item.subscription() == Subscription.FROM || item.subscription() == Subscription.BOTH;
  }

  private static Subscription of(boolean to, boolean from) {
    if (to) {
      return from ? Subscription.BOTH : Subscription.TO;
    }
    return from ? Subscription.FROM : Subscription.NONE;
  }

  /** The owner asks to see the contact. */
  static Item asked(Item item) {
    return seesContact(item)
        ? item
        : with(item, item.subscription(), true, item.approved(), item.requested(), true);
  }

  /** The contact has said yes to a question of the owner. */
  static Item granted(Item item) {
    return item.ask()
        ? with(item, of(true, seenByContact(item)), false, item.approved(), item.requested(), true)
        : item;
  }

  /** The owner no longer sees the contact, whoever of them ended it. */
  static Item blind(Item item) {
    return with(
        item,
        of(false, seenByContact(item)),
        false,
        item.approved(),
        item.requested(),
        item.listed());
  }

  /** The contact asks to see the owner. */
  static Item requestedBy(Item item, String stanza) {
    return with(
        item, item.subscription(), item.ask(), item.approved(), Optional.of(stanza), item.listed());
  }

  /** The owner lets the contact see it, which asked for it. */
  static Item grantedToContact(Item item) {
    return with(item, of(seesContact(item), true), item.ask(), false, Optional.empty(), true);
  }

  /** The owner lets the contact see it as soon as it asks. */
  static Item approvedInAdvance(Item item) {
    return with(item, item.subscription(), item.ask(), true, item.requested(), item.listed());
  }

  /** The contact no longer sees the owner, whoever of them ended it. */
  static Item hidden(Item item) {
    return with(
        item, of(seesContact(item), false), item.ask(), false, Optional.empty(), item.listed());
  }

  /** The owner takes the contact out of its roster. A question of the contact stays open. */
  static Item removed(Item item) {
    return new Item(
        item.contact(), "", Subscription.NONE, false, false, Set.of(), Optional.empty(), false);
  }

  private static Item with(
      Item item,
      Subscription subscription,
      boolean ask,
      boolean approved,
      Optional<String> requested,
      boolean listed) {
    return new Item(
        item.contact(), item.name(), subscription, ask, approved, item.groups(), requested, listed);
  }
}
