package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.chancery.storage.AccountStore.Account;
import org.chancery.storage.fake.FakeAccountStore;
import org.junit.jupiter.api.Test;

class PeopleTest {

  private static final int ITERATIONS = ScramVerifiers.DEFAULT_ITERATIONS;

  private final AccountStore accounts = new FakeAccountStore();
  private final People people = new People(accounts, "example.org", ITERATIONS);
  private final List<String> reported = new ArrayList<>();

  @Test
  void theDomainOfAnAddressMayBeLeftOut() {
    assertEquals(Jid.of("alice@example.org"), people.address("Alice"));
    assertEquals(Jid.of("alice@example.org"), people.address("alice@example.org"));
  }

  @Test
  void onlyBareAddressesOfTheDomainAreTaken() {
    refused("alice@example.net", "alice@example.net is not of the domain example.org");
    refused("alice@example.org/phone", "alice@example.org/phone must be a bare address");
    refused("@example.org", "@example.org is not an address");
    refused("", " is not an address");
  }

  @Test
  void aPasswordIsKeptAsVerifiersOnly() {
    Jid alice = people.address("alice");
    people.add(alice, "first");
    assertTrue(hasPassword(alice, "first"));

    people.changePassword(alice, "second");

    assertFalse(hasPassword(alice, "first"));
    assertTrue(hasPassword(alice, "second"));
  }

  @Test
  void anAccountThatExistsIsNotAddedAgainAndOneThatDoesNotIsNotChanged() {
    Jid alice = people.address("alice");
    people.add(alice, "first");

    assertThrows(CommandFailure.class, () -> people.add(alice, "second"));
    assertTrue(hasPassword(alice, "first"));

    Jid nobody = people.address("nobody");
    assertThrows(CommandFailure.class, () -> people.changePassword(nobody, "x"));
    assertThrows(CommandFailure.class, () -> people.setEnabled(nobody, false));
    assertThrows(CommandFailure.class, () -> people.remove(nobody));
  }

  @Test
  void aDisabledAccountIsListedAsSuch() {
    people.add(people.address("alice"), "x");
    people.add(people.address("bob"), "x");
    people.setEnabled(people.address("alice"), false);

    assertEquals(List.of(false, true), people.list().stream().map(Account::enabled).toList());
  }

  @Test
  void anImportAddsWhatItCanAndReportsTheRestByLine() throws IOException {
    people.add(people.address("carol"), "old");

    PeopleImport.Result result =
        imported(
            """
            \ufeffalice@example.org,with,commas and blanks\s

            no comma here
            bob@elsewhere.example,x
            dave,
            carol@example.org,new
            ALICE,again
            erin,fine
            """);

    assertEquals(new PeopleImport.Result(2, 2, 3), result);
    assertEquals(
        List.of(
            "line 3: is not address,password",
            "line 4: bob@elsewhere.example is not of the domain example.org",
            "line 6: carol@example.org exists already",
            "line 7: alice@example.org exists already",
            "line 5: the password is empty, too long or has characters that cannot be used"),
        reported);
    assertTrue(hasPassword(Jid.of("alice@example.org"), "with,commas and blanks "));
    assertTrue(hasPassword(Jid.of("carol@example.org"), "old"));
    assertTrue(accounts.find(Jid.of("dave@example.org")).isEmpty());
  }

  @Test
  void anImportLargerThanABatchIsWhole() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_100; i++) {
      lines.append("user").append(i).append(",\n");
    }
    lines.append("last,password\n");

    assertEquals(new PeopleImport.Result(1, 0, 1_100), imported(lines.toString()));
    assertEquals("line 1100: ", reported.getLast().substring(0, 11));
  }

  private PeopleImport.Result imported(String lines) throws IOException {
    BufferedReader reader = new BufferedReader(new StringReader(lines));
    return new PeopleImport(people, accounts, ITERATIONS, reported::add).read(reader);
  }

  private void refused(String typed, String message) {
    CommandFailure refused = assertThrows(CommandFailure.class, () -> people.address(typed));
    assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
  }

  private boolean hasPassword(Jid address, String password) {
    return accounts.find(address).orElseThrow().verifiers().stream()
        .allMatch(it -> ScramVerifiers.matches(it, password));
  }
}
