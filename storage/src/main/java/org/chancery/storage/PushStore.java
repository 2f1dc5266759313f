package org.chancery.storage;

import java.util.List;
import java.util.Optional;
import org.chancery.protocol.Jid;

/** Which devices are woken through which push service (XEP-0357). Thread-safe; blocks. */
public interface PushStore {

  /**
   * One device's wish to be woken.
   *
   * @param device the full address of the client that asked for it last
   * @param service the push service
   * @param node what the service knows the device by
   * @param options the publish options that the service wants back, as XML; empty for none
   */
  record Registration(Jid device, Jid service, String node, String options) {}

  /** All registrations of an account. */
  List<Registration> of(Jid account);

  /** Adds a registration; one of the same account, service and node is replaced. */
  void put(Registration registration);

  /** Removes the registration of this node, or all of the account with this service. */
  void remove(Jid account, Jid service, Optional<String> node);

  /** Removes everything of an account. */
  void removeAll(Jid account);
}
