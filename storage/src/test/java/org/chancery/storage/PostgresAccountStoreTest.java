package org.chancery.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.chancery.protocol.Jid;
import org.chancery.storage.DevicePasswordStore.DevicePassword;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresAccountStoreTest extends AccountStoreContract {
  @AutoClose private final TestDatabase test = TestDatabase.create();

  @Override
  AccountStore store() {
    return new PostgresAccountStore(test.database());
  }

  @Test
  void whoTakesTheNameOfARemovedAccountDoesNotInheritItsContacts() {
    Jid alice = Jid.of("alice@example.org");
    RosterStore rosters = new PostgresRosterStore(test.database());
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

  @Test
  void theDevicesOfARemovedAccountLogInNobodyElse() {
    Jid alice = Jid.of("alice@example.org");
    Jid bob = Jid.of("bob@example.org");
    DevicePasswordStore devices = new PostgresDevicePasswordStore(test.database());
    AccountStore.Verifier verifier =
        new AccountStore.Verifier("SHA-256", new byte[] {1}, 8192, new byte[] {2}, new byte[] {3});
    for (Jid owner : List.of(alice, bob)) {
      store().add(owner, List.of());
      DevicePassword phone =
          new DevicePassword(
              UUID.randomUUID(), "", "phone", Instant.EPOCH, Optional.empty(), List.of(verifier));
      devices.add(owner, phone, 10);
    }
    store().remove(alice);
    assertEquals(List.of(), devices.list(alice));
    assertEquals(1, devices.list(bob).size());
  }
}
