package org.chancery.server.feature.password;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Directories;
import org.chancery.auth.Directory;
import org.chancery.auth.DirectoryUnreachableException;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;

/**
 * Lets people change their password where the server keeps it, and tells them where else to do so.
 * Nobody registers or leaves this way.
 */
public final class PasswordChange implements Feature {
  private static final String NAMESPACE = "jabber:iq:register";
  private static final int SHORTEST = 8;

  private final Directories directories;
  private final AuditLog auditLog;
  private final Clock clock;

  /** With its parts. */
  public PasswordChange(Directories directories, AuditLog auditLog, Clock clock) {
    this.directories = directories;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(77, "In-Band Registration", "2.4"));
  }

  @Override
  public void install(Hooks hooks) {
    for (IqScope scope : List.of(IqScope.SERVER, IqScope.OWN_ACCOUNT)) {
      hooks.iqGet(scope, NAMESPACE, "query", this::show);
      hooks.iqSet(scope, NAMESPACE, "query", this::change);
    }
    hooks.serverFeature(NAMESPACE);
  }

  private Iq show(IqRequest request) {
    return request
        .iq()
        .result(
            Element.builder("query", NAMESPACE)
                .add("registered")
                .add("username", request.asker().local())
                .add("password")
                .build());
  }

  private Iq change(IqRequest request) {
    Jid account = request.asker();
    Element query = request.payload();
    if (query.child("remove", NAMESPACE).isPresent()) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "Accounts are removed by the administrators only.");
    }
    String password =
        query
            .childText("password")
            .orElseThrow(() -> new StanzaException(Condition.BAD_REQUEST, "No password is given."));
    requireOwn(request, account, query.childText("username"));
    if (password.codePointCount(0, password.length()) < SHORTEST) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "The password needs at least " + SHORTEST + " characters.");
    }
    // On record before it happens, as what administrators do.
    auditLog.commit(
        AuditEntry.of(AuditKind.ADMINISTRATION, clock.instant())
            .from(request.origin().address())
            .to(account)
            .session(request.origin().stream())
            .detail("action", "password set by its owner")
            .build());
    set(account, password);
    return request.iq().result();
  }

  private static void requireOwn(IqRequest request, Jid account, Optional<String> username) {
    boolean other =
        username.filter(name -> !name.strip().equalsIgnoreCase(account.local())).isPresent();
    if (other || request.origin().session().isEmpty()) {
      throw new StanzaException(
          Condition.NOT_ALLOWED, "Only your own password can be changed here.");
    }
  }

  private void set(Jid account, String password) {
    try {
      Optional<Directory> owner = directories.owner(account);
      if (owner.isEmpty() || !owner.get().setPassword(account, password)) {
        throw new StanzaException(
            Condition.NOT_ALLOWED,
            "Your password is kept in your organisation's directory and must be changed there.");
      }
    } catch (IllegalArgumentException e) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "The password has characters that can't be used.");
    } catch (DirectoryUnreachableException e) {
      throw new StanzaException(
          StanzaError.of(Condition.SERVICE_UNAVAILABLE, "The directory can't be asked right now.")
              .withType(StanzaError.Type.WAIT));
    }
  }
}
