package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore.Verifier;
import org.chancery.storage.DerivedVerifierStore.Sealed;
import org.chancery.storage.DevicePasswordStore.DevicePassword;
import org.junit.jupiter.api.Test;

/** What every {@link DerivedVerifierStore} and every {@link DevicePasswordStore} does. */
abstract class DirectoryLoginStoresContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");
  private static final Instant MORNING = Instant.parse("2026-01-02T08:00:00Z");

  abstract DerivedVerifierStore derived();

  abstract DevicePasswordStore devices();

  private static DevicePassword device(String name, Instant at) {
    List<Verifier> verifiers =
        List.of(
            new Verifier("SHA-1", new byte[] {1}, 8192, new byte[] {2}, new byte[] {3}),
            new Verifier("SHA-256", new byte[] {4}, 8192, new byte[] {5}, new byte[] {6}));
    return new DevicePassword(
        UUID.randomUUID(), "entry of " + name, name, at, Optional.empty(), verifiers);
  }

  @Test
  void whatIsSealedIsKeptUntilItIsReplacedOrForgotten() {
    assertEquals(Optional.empty(), derived().find(ALICE));
    derived().put(ALICE, new Sealed("ad", "id", "one", new byte[] {1, 2}));
    derived().put(ALICE.withResource("desk"), new Sealed("ad", "id", "two", new byte[] {3}));
    Sealed kept = derived().find(ALICE).orElseThrow();
    assertEquals("ad", kept.directory());
    assertEquals("id", kept.entryId());
    assertEquals("two", kept.passwordMark());
    assertArrayEquals(new byte[] {3}, kept.bytes());
    assertEquals(Optional.empty(), derived().find(BOB));
    assertTrue(derived().remove(ALICE));
    assertFalse(derived().remove(ALICE));
    assertEquals(Optional.empty(), derived().find(ALICE));
  }

  @Test
  void whatOneDirectoryTookIsFoundAndForgottenTogether() {
    derived().put(ALICE, new Sealed("ad", "a", "", new byte[] {1}));
    derived().put(BOB, new Sealed("ldap", "b", "", new byte[] {1}));
    assertEquals(List.of(ALICE), derived().of("ad"));
    derived().keepOnly(Set.of("ldap", "other"));
    assertEquals(List.of(), derived().of("ad"));
    assertEquals(List.of(BOB), derived().of("ldap"));
    derived().keepOnly(Set.of());
    assertEquals(List.of(), derived().of("ldap"));
  }

  @Test
  void devicesAreListedOldestFirstWithTheirVerifiers() {
    DevicePassword phone = device("phone", MORNING.plusSeconds(60));
    DevicePassword tablet = device("tablet", MORNING);
    assertTrue(devices().add(ALICE, tablet, 10));
    assertTrue(devices().add(ALICE, phone, 10));
    List<DevicePassword> listed = devices().list(ALICE);
    assertEquals(List.of("tablet", "phone"), listed.stream().map(DevicePassword::name).toList());
    assertEquals(tablet.id(), listed.getFirst().id());
    assertEquals("entry of tablet", listed.getFirst().entryId());
    assertEquals(MORNING, listed.getFirst().createdAt());
    assertEquals(Optional.empty(), listed.getFirst().lastUsedAt());
    assertEquals(
        List.of("SHA-1", "SHA-256"),
        listed.getFirst().verifiers().stream().map(Verifier::hash).toList());
    assertArrayEquals(new byte[] {5}, listed.getFirst().verifiers().getLast().storedKey());
    assertEquals(List.of(), devices().list(BOB));
  }

  @Test
  void aPersonHasOnlySoManyDevices() {
    assertTrue(devices().add(ALICE, device("one", MORNING), 2));
    assertTrue(devices().add(ALICE, device("two", MORNING), 2));
    assertFalse(devices().add(ALICE, device("three", MORNING), 2));
    assertEquals(2, devices().list(ALICE).size());
    assertTrue(devices().add(BOB, device("one", MORNING), 2));
  }

  @Test
  void theLastUseIsKept() {
    DevicePassword phone = device("phone", MORNING);
    devices().add(ALICE, phone, 10);
    devices().used(ALICE, phone.id(), MORNING.plusSeconds(5));
    assertEquals(
        Optional.of(MORNING.plusSeconds(5)), devices().list(ALICE).getFirst().lastUsedAt());
    assertEquals(2, devices().list(ALICE).getFirst().verifiers().size());
  }

  @Test
  void revokedDevicesAreGone() {
    DevicePassword phone = device("phone", MORNING);
    devices().add(ALICE, phone, 10);
    devices().add(ALICE, device("tablet", MORNING), 10);
    assertFalse(devices().remove(BOB, phone.id()));
    assertTrue(devices().remove(ALICE, phone.id()));
    assertFalse(devices().remove(ALICE, phone.id()));
    assertEquals(
        List.of("tablet"), devices().list(ALICE).stream().map(DevicePassword::name).toList());
  }
}
