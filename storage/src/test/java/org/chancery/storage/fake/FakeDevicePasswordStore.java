package org.chancery.storage.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.chancery.protocol.Jid;
import org.chancery.storage.DevicePasswordStore;

/** Passwords of devices in memory. Thread-safe. */
public final class FakeDevicePasswordStore implements DevicePasswordStore {
  private final Map<Jid, List<DevicePassword>> kept = new HashMap<>();

  private List<DevicePassword> of(Jid owner) {
    return kept.computeIfAbsent(owner.bare(), _ -> new ArrayList<>());
  }

  @Override
  public synchronized List<DevicePassword> list(Jid owner) {
    return List.copyOf(of(owner));
  }

  @Override
  public synchronized boolean add(Jid owner, DevicePassword password, int most) {
    return of(owner).size() < most && of(owner).add(password);
  }

  @Override
  public synchronized void used(Jid owner, UUID id, Instant at) {
    of(owner)
        .replaceAll(
            one ->
                one.id().equals(id)
                    ? new DevicePassword(
                        id,
                        one.entryId(),
                        one.name(),
                        one.createdAt(),
                        Optional.of(at),
                        one.verifiers())
                    : one);
  }

  @Override
  public synchronized boolean remove(Jid owner, UUID id) {
    return of(owner).removeIf(one -> one.id().equals(id));
  }
}
