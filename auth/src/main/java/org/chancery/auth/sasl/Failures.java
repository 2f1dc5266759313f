package org.chancery.auth.sasl;

import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.SaslExchange.Failure;

/**
 * How each outcome is told to the client: the condition of RFC 6120 section 6.5 and a sentence that
 * says what to do.
 */
public final class Failures {
  private record Answer(String condition, String text) {}

  /** One answer for all that must not be told apart. */
  private static final Answer WRONG =
      new Answer(
          "not-authorized",
          "The user name or the password is wrong. After several wrong attempts an account may be"
              + " locked for a while.");

  private static final Answer DISABLED =
      new Answer("account-disabled", "This account is disabled. Ask your administrator.");
  private static final Answer EXPIRED =
      new Answer(
          "credentials-expired",
          "The account or its password has expired. Renew it with your organisation, then log in"
              + " again.");
  private static final Answer MUST_CHANGE =
      new Answer(
          "credentials-expired",
          "The password must be changed first. Change it with your organisation, then log in"
              + " again.");
  private static final Answer OUTSIDE_HOURS =
      new Answer("not-authorized", "This account may not log in at this hour or from this place.");
  private static final Answer NOT_ALLOWED =
      new Answer(
          "not-authorized",
          "This account is not allowed to use this service. Ask your administrator.");
  private static final Answer UNREACHABLE =
      new Answer(
          "temporary-auth-failure",
          "The directory that checks passwords does not answer. Try again in some minutes.");

  private Failures() {}

  /** What is answered to an attempt that came to this. */
  public static Failure of(Outcome outcome, String attempted) {
    Answer answer = answer(outcome);
    return new Failure(answer.condition(), answer.text(), outcome, attempted);
  }

  private static Answer answer(Outcome outcome) {
    return switch (outcome) {
      // A directory may say "locked" before it looks at the password, and only real accounts lock.
      case Outcome.WrongPassword _, Outcome.Unknown _, Outcome.Locked _ -> WRONG;
      case Outcome.Disabled _ -> DISABLED;
      case Outcome.Expired _ -> EXPIRED;
      case Outcome.MustChangePassword _ -> MUST_CHANGE;
      case Outcome.OutsideHours _ -> OUTSIDE_HOURS;
      case Outcome.NotAllowed _ -> NOT_ALLOWED;
      case Outcome.Unreachable _ -> UNREACHABLE;
      case Outcome.TooManyAttempts(var wait) ->
          new Answer(
              "temporary-auth-failure",
              "Too many attempts have failed. Try again in %d minutes."
                  .formatted(wait.toMinutes() + 1));
      case Outcome.Invalid(String reason) -> new Answer("malformed-request", reason);
      case Outcome.Unproven(String reason, boolean expired) ->
          new Answer(expired ? "credentials-expired" : "not-authorized", reason);
      case Outcome.Ok _ -> throw new IllegalArgumentException("a success is no failure");
    };
  }

  /** For a message that breaks the mechanism's rules. */
  public static Failure malformed(String text, String attempted) {
    return of(new Outcome.Invalid(text), attempted);
  }

  /** For an authorisation identity that is not the account's own. */
  public static Failure invalidAuthzid(String attempted) {
    String text = "You can only log in as yourself.";
    return new Failure("invalid-authzid", text, new Outcome.Invalid(text), attempted);
  }
}
