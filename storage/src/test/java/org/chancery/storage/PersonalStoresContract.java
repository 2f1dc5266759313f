package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.chancery.storage.HistoryPreferenceStore.Default;
import org.chancery.storage.HistoryPreferenceStore.Preferences;
import org.junit.jupiter.api.Test;

/** What every store of people's own things does. */
abstract class PersonalStoresContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid PHONE = Jid.of("alice@example.org/phone");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final long ROOM = 100;

  abstract VCardStore vCards();

  abstract PrivateStore privates();

  abstract ActivityStore activity();

  abstract PushStore push();

  abstract HistoryPreferenceStore history();

  @Test
  void aVCardIsReplacedAndRemoved() {
    vCards().put(ALICE, "<a/>");
    vCards().put(PHONE, "<b/>");
    assertEquals(Optional.of("<b/>"), vCards().find(ALICE));
    assertEquals(Optional.empty(), vCards().find(BOB));
    vCards().remove(ALICE);
    assertEquals(Optional.empty(), vCards().find(ALICE));
  }

  @Test
  void privateXmlIsKeptByNamespaceAndName() {
    assertTrue(privates().put(ALICE, "urn:a", "x", "<1/>", ROOM));
    assertTrue(privates().put(ALICE, "urn:a", "y", "<2/>", ROOM));
    assertTrue(privates().put(PHONE, "urn:a", "x", "<3/>", ROOM));
    assertEquals(Optional.of("<3/>"), privates().find(ALICE, "urn:a", "x"));
    assertEquals(Optional.of("<2/>"), privates().find(ALICE, "urn:a", "y"));
    assertEquals(Optional.empty(), privates().find(ALICE, "urn:b", "x"));
    assertEquals(Optional.empty(), privates().find(BOB, "urn:a", "x"));
  }

  @Test
  void anAccountKeepsNoMoreThanItMay() {
    assertTrue(privates().put(ALICE, "urn:a", "x", "ä".repeat(40), ROOM));
    assertFalse(privates().put(ALICE, "urn:a", "y", "b".repeat(21), ROOM));
    assertTrue(privates().put(ALICE, "urn:a", "x", "b".repeat(100), ROOM));
    assertTrue(privates().put(BOB, "urn:a", "x", "b".repeat(100), ROOM));
    assertEquals(Optional.empty(), privates().find(ALICE, "urn:a", "y"));
  }

  @Test
  void allPrivateXmlOfAnAccountIsRemoved() {
    privates().put(ALICE, "urn:a", "x", "<1/>", ROOM);
    privates().put(BOB, "urn:a", "x", "<2/>", ROOM);
    privates().removeAll(PHONE);
    assertEquals(Optional.empty(), privates().find(ALICE, "urn:a", "x"));
    assertEquals(Optional.of("<2/>"), privates().find(BOB, "urn:a", "x"));
  }

  @Test
  void onlyTheLastActivityIsKnown() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    ActivityStore.Left later = new ActivityStore.Left(now.plusSeconds(5), "");
    activity().left(ALICE, new ActivityStore.Left(now, "lunch"));
    activity().left(PHONE, later);
    assertEquals(Optional.of(later), activity().last(ALICE));
    assertEquals(Optional.empty(), activity().last(BOB));
  }

  @Test
  void aDeviceIsRegisteredOnceForEachNodeOfAService() {
    Jid service = Jid.of("push.example.org");
    Jid other = Jid.of("gateway@example.org/a");
    PushStore.Registration first = new PushStore.Registration(PHONE, service, "n", "");
    PushStore.Registration again =
        new PushStore.Registration(PHONE.withResource("new"), service, "n", "<x/>");
    push().put(first);
    push().put(again);
    assertEquals(List.of(again), push().of(PHONE));
    PushStore.Registration elsewhere = new PushStore.Registration(PHONE, other, "n", "");
    PushStore.Registration further = new PushStore.Registration(PHONE, other, "m", "");
    push().put(elsewhere);
    push().put(further);
    assertEquals(List.of(further, elsewhere, again), push().of(ALICE));
    assertEquals(List.of(), push().of(BOB));
    push().remove(ALICE, other, Optional.of("n"));
    assertEquals(List.of(further, again), push().of(ALICE));
    push().remove(PHONE, service, Optional.empty());
    assertEquals(List.of(further), push().of(ALICE));
    push().removeAll(PHONE);
    assertEquals(List.of(), push().of(ALICE));
  }

  @Test
  void thePreferencesAboutHistoryAreReplacedAndRemoved() {
    Preferences first = new Preferences(Default.ROSTER, Set.of(BOB, PHONE), Set.of());
    Preferences second = new Preferences(Default.NEVER, Set.of(), Set.of(BOB));
    history().put(PHONE, first);
    assertEquals(Optional.of(first), history().find(ALICE));
    history().put(ALICE, second);
    assertEquals(Optional.of(second), history().find(PHONE));
    assertEquals(Optional.empty(), history().find(BOB));
    history().remove(PHONE);
    assertEquals(Optional.empty(), history().find(ALICE));
  }
}
