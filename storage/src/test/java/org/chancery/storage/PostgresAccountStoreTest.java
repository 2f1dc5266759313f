package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chancery.protocol.Jid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresAccountStoreTest extends AccountStoreContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Override
  AccountStore store() {
    return new PostgresAccountStore(database);
  }

  @Test
  void whoTakesTheNameOfARemovedAccountDoesNotInheritItsContacts() {
    Jid alice = Jid.of("alice@example.org");
    RosterStore rosters = new PostgresRosterStore(database);
    RosterStore.Item bob =
        new RosterStore.Item(
            Jid.of("bob@example.org"),
            "",
            RosterStore.Subscription.BOTH,
            false,
            false,
            Set.of(),
            Optional.empty(),
            true);
    store().add(alice, List.of());
    rosters.put(alice, bob);
    store().remove(alice);
    assertEquals(List.of(), rosters.load(alice));
  }
}
