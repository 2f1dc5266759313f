package org.chancery.auth;

import java.time.Duration;
import java.util.Locale;

/** What came of an attempt to log in. Only {@link Ok} lets anybody in. */
public sealed interface Outcome {

  /** What it is called on record and by administrators, such as {@code must change password}. */
  default String words() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  /** The person is who they say. */
  record Ok(Person person) implements Outcome {}

  /** The password is wrong. Told to the client as {@link Unknown} is. */
  record WrongPassword() implements Outcome {}

  /** There is no such person. Told to the client as {@link WrongPassword} is. */
  record Unknown() implements Outcome {}

  /** The password must be changed first. */
  record MustChangePassword() implements Outcome {}

  /** The account or its password has expired. */
  record Expired() implements Outcome {}

  /** The account is disabled. */
  record Disabled() implements Outcome {}

  /** The account is locked. */
  record Locked() implements Outcome {}

  /** The person may not log in at this hour or from this place. */
  record OutsideHours() implements Outcome {}

  /** The person is not in the group that may use the service. */
  record NotAllowed() implements Outcome {}

  /**
   * The attempt broke the rules of its mechanism, or asked to act for somebody else; no password
   * was checked.
   *
   * @param reason a sentence without anything the client sent
   */
  record Invalid(String reason) implements Outcome {}

  /**
   * A certificate, ticket or token that proves nothing; no password was involved.
   *
   * @param reason a sentence for its holder and the record, without anything the client sent
   * @param expired whether it was good once, and a newer one would help
   */
  record Unproven(String reason, boolean expired) implements Outcome {}

  /**
   * Too many attempts have failed for this name or from this place; no password was checked. Told
   * the same whether or not there is such a person.
   *
   * @param retryAfter when it is worth another try
   */
  record TooManyAttempts(Duration retryAfter) implements Outcome {}

  /** The directory did not answer, or answered oddly. */
  record Unreachable(String reason) implements Outcome {}
}
