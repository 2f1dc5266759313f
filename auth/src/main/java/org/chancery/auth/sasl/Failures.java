package org.chancery.auth.sasl;

import org.chancery.auth.Outcome;
import org.chancery.auth.sasl.SaslExchange.Failure;

/**
 * How each outcome is told to the client: the condition of RFC 6120 section 6.5 and a sentence that
 * says what to do.
 */
final class Failures {
  /** One text for all that must not be told apart. */
  private static final String WRONG =
      "The user name or the password is wrong. After several wrong attempts an account may be"
          + " locked for a while.";

  private Failures() {}

  static Failure of(Outcome outcome, String attempted) {
    return switch (outcome) {
      // A directory may say "locked" before it has looked at the password, and only real accounts
      // get locked.
      case Outcome.WrongPassword _, Outcome.Unknown _, Outcome.Locked _ ->
          new Failure("not-authorized", WRONG, outcome, attempted);
      case Outcome.Disabled _ ->
          new Failure(
              "account-disabled",
              "This account is disabled. Ask your administrator.",
              outcome,
              attempted);
      case Outcome.Expired _ ->
          new Failure(
              "credentials-expired",
              "The account or its password has expired. Renew it with your organisation, then log"
                  + " in again.",
              outcome,
              attempted);
      case Outcome.MustChangePassword _ ->
          new Failure(
              "credentials-expired",
              "The password must be changed first. Change it with your organisation, then log in"
                  + " again.",
              outcome,
              attempted);
      case Outcome.OutsideHours _ ->
          new Failure(
              "not-authorized",
              "This account may not log in at this hour or from this place.",
              outcome,
              attempted);
      case Outcome.NotAllowed _ ->
          new Failure(
              "not-authorized",
              "This account is not allowed to use this service. Ask your administrator.",
              outcome,
              attempted);
      case Outcome.Unreachable _ ->
          new Failure(
              "temporary-auth-failure",
              "The directory that checks passwords does not answer. Try again in some minutes.",
              outcome,
              attempted);
      case Outcome.TooManyAttempts(var wait) ->
          new Failure(
              "temporary-auth-failure",
              "Too many attempts have failed. Try again in %d minutes."
                  .formatted(wait.toMinutes() + 1),
              outcome,
              attempted);
      case Outcome.Invalid(String reason) -> malformed(reason, attempted);
      case Outcome.Ok _ -> throw new IllegalArgumentException("a success is no failure");
    };
  }

  /** For a message that breaks the mechanism's rules. */
  static Failure malformed(String text, String attempted) {
    return new Failure("malformed-request", text, new Outcome.Invalid(text), attempted);
  }

  /** For an authorisation identity that is not the account's own. */
  static Failure invalidAuthzid(String attempted) {
    String text = "You can only log in as yourself.";
    return new Failure("invalid-authzid", text, new Outcome.Invalid(text), attempted);
  }
}
