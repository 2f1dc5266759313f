package org.chancery.interop.smack;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.chancery.interop.ServerUnderTest;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smackx.admin.ServiceAdministrationManager;
import org.jxmpp.jid.EntityBareJid;

/**
 * Makes the accounts that the suite asks for with the server's own tools. The suite itself knows
 * two ways, in-band registration and service administration (XEP-0133), and a server may be tested
 * that has neither.
 */
final class Accounts extends ServiceAdministrationManager {
  private final ServerUnderTest server;

  Accounts(XMPPConnection connection, ServerUnderTest server) {
    super(connection);
    this.server = server;
  }

  @Override
  public void addUser(EntityBareJid address, String password) throws InterruptedException {
    try {
      server.addAccount(address.getLocalpart().toString(), password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves the account: the whole server goes after the run. */
  @Override
  public void deleteUser(EntityBareJid address) {
    // Nothing to do, see above.
  }
}
