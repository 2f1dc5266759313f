package org.chancery.auth.sasl;

import org.chancery.auth.Directories;
import org.chancery.auth.Outcome;
import org.chancery.protocol.Jid;

/**
 * The last step of every mechanism that needs no password here: whoever has proved to be somebody
 * still needs an account, and one that may be used now.
 */
public final class Proven {
  private Proven() {}

  /** Asks the directories; blocks. Only their {@link Outcome.Ok} lets anybody in. */
  public static SaslExchange.Step step(
      Directories directories, Jid account, Credential credential) {
    return step(directories.admit(account), account, credential);
  }

  /** The same once the directories have been asked. */
  static SaslExchange.Step step(Outcome outcome, Jid account, Credential credential) {
    return switch (outcome) {
      case Outcome.Ok(var person) when person.enabled() ->
          new SaslExchange.Success(person.address(), new byte[0], credential);
      case Outcome.Ok _ -> Failures.of(new Outcome.Disabled(), account.toString());
      // Its holder was vouched for by name: that there is no such account is no secret from them.
      case Outcome.Unknown unknown ->
          new SaslExchange.Failure(
              "not-authorized",
              "There is no account here for the name that you were vouched for.",
              unknown,
              account.toString());
      default -> Failures.of(outcome, account.toString());
    };
  }
}
