package org.chancery.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chancery.auth.sasl.ScramVerifiers;
import org.chancery.protocol.Jid;
import org.chancery.storage.AccountStore;
import org.chancery.storage.Secrets;
import org.chancery.storage.fake.FakeAccountStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPeopleTest {

  @TempDir private Path directory;

  private final AccountStore accounts = new FakeAccountStore();
  private final People people =
      new People(accounts, "localhost", ScramVerifiers.DEFAULT_ITERATIONS);
  private final List<Jid> recorded = new ArrayList<>();

  @Test
  void thePeopleAreMadeOnceAndKeepTheirPasswords() {
    List<String> first = lines();
    List<String> second = lines();

    assertEquals(3, first.size());
    assertTrue(first.getFirst().matches("alice@localhost  password: [a-z]{6}-[a-z]{6}-[a-z]{6}"));
    assertEquals(first, second);
    assertEquals(
        List.of("alice@localhost", "bob@localhost", "carol@localhost"),
        recorded.stream().map(Jid::toString).toList());
  }

  @Test
  void theShownPasswordIsTheRightOne() {
    String shown = lines().getFirst().replaceFirst(".*password: ", "");

    assertTrue(
        accounts.find(people.address("alice")).orElseThrow().verifiers().stream()
            .allMatch(it -> ScramVerifiers.matches(it, shown)));
  }

  @Test
  void aPasswordThatWasChangedSinceIsNotShown() {
    lines();
    people.changePassword(people.address("bob"), "of his own");

    assertEquals("bob@localhost  password: (changed by an administrator)", lines().get(1));
  }

  @Test
  void onlyTheServerMayReadThePasswords() throws IOException {
    lines();

    assertEquals(
        "[OWNER_READ, OWNER_WRITE]",
        Files.getPosixFilePermissions(directory.resolve("demo-alice.password")).stream()
            .sorted()
            .toList()
            .toString());
  }

  private List<String> lines() {
    return new DemoPeople(accounts, people, new Secrets(directory), recorded::add).lines();
  }
}
