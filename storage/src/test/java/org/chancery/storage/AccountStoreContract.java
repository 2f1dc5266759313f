package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.Test;

/** What every {@link AccountStore} does. */
abstract class AccountStoreContract {
  private static final Jid ALICE = Jid.of("alice@example.org");
  private static final Jid BOB = Jid.of("bob@example.org");

  abstract AccountStore store();

  @Test
  void anAddedAccountIsFoundByAnyOfItsFullAddresses() {
    assertTrue(store().add(ALICE, List.of(verifier("SHA-1", 1), verifier("SHA-256", 2))));
    AccountStore.Account found = store().find(Jid.of("alice@example.org/desk")).orElseThrow();
    assertEquals(ALICE, found.address());
    assertTrue(found.enabled());
    assertEquals(List.of("SHA-1", "SHA-256"), hashes(found));
    assertArrayEquals(new byte[] {2, 3}, found.verifiers().getLast().storedKey());
    assertArrayEquals(new byte[] {2, 4}, found.verifiers().getLast().serverKey());
    assertArrayEquals(new byte[] {2}, found.verifiers().getLast().salt());
    assertEquals(10_002, found.verifiers().getLast().iterations());
  }

  @Test
  void anUnknownAccountIsNotFound() {
    assertEquals(Optional.empty(), store().find(ALICE));
  }

  @Test
  void anAccountThatIsThereIsNotAddedAgain() {
    store().add(ALICE, List.of(verifier("SHA-1", 1)));
    assertFalse(store().add(ALICE, List.of(verifier("SHA-512", 2))));
    assertEquals(List.of("SHA-1"), hashes(store().find(ALICE).orElseThrow()));
  }

  @Test
  void manyAreAddedAtOnceAndThoseThatExistStayAsTheyAre() {
    store().add(ALICE, List.of(verifier("SHA-1", 1)));
    int added =
        store()
            .addAll(
                List.of(
                    new AccountStore.Account(ALICE, false, List.of(verifier("SHA-512", 9))),
                    new AccountStore.Account(BOB, false, List.of(verifier("SHA-256", 2)))));
    assertEquals(1, added);
    assertTrue(store().find(ALICE).orElseThrow().enabled());
    assertFalse(store().find(BOB).orElseThrow().enabled());
    assertEquals(List.of("SHA-256"), hashes(store().find(BOB).orElseThrow()));
  }

  @Test
  void accountsOfADomainAreListedInOrderWithoutVerifiers() {
    store().add(BOB, List.of(verifier("SHA-1", 1)));
    store().add(Jid.of("carol@example.net"), List.of(verifier("SHA-1", 1)));
    store().add(ALICE, List.of(verifier("SHA-1", 1)));
    List<AccountStore.Account> listed = store().list("example.org");
    assertEquals(List.of(ALICE, BOB), listed.stream().map(AccountStore.Account::address).toList());
    assertTrue(listed.stream().allMatch(account -> account.verifiers().isEmpty()));
  }

  @Test
  void verifiersAreReplacedAsAWhole() {
    store().add(ALICE, List.of(verifier("SHA-1", 1), verifier("SHA-256", 2)));
    assertTrue(store().setVerifiers(ALICE, List.of(verifier("SHA-512", 3))));
    assertEquals(List.of("SHA-512"), hashes(store().find(ALICE).orElseThrow()));
    assertFalse(store().setVerifiers(BOB, List.of(verifier("SHA-512", 3))));
    assertEquals(Optional.empty(), store().find(BOB));
  }

  @Test
  void anAccountIsDisabledAndEnabledAgain() {
    store().add(ALICE, List.of());
    assertTrue(store().setEnabled(ALICE, false));
    assertFalse(store().find(ALICE).orElseThrow().enabled());
    assertTrue(store().setEnabled(ALICE, true));
    assertTrue(store().find(ALICE).orElseThrow().enabled());
    assertFalse(store().setEnabled(BOB, true));
  }

  @Test
  void aRemovedAccountIsGone() {
    store().add(ALICE, List.of(verifier("SHA-1", 1)));
    assertTrue(store().remove(ALICE));
    assertFalse(store().remove(ALICE));
    assertEquals(Optional.empty(), store().find(ALICE));
  }

  private static AccountStore.Verifier verifier(String hash, int n) {
    byte seed = (byte) n;
    return new AccountStore.Verifier(
        hash,
        new byte[] {seed},
        10_000 + n,
        new byte[] {seed, (byte) (n + 1)},
        new byte[] {seed, (byte) (n + 2)});
  }

  private static List<String> hashes(AccountStore.Account account) {
    return account.verifiers().stream().map(AccountStore.Verifier::hash).toList();
  }
}
