package org.chancery.storage;

import java.util.Locale;

/**
 * What an audit row records. The name in SQL is the lower-case one with hyphens, and is never
 * reused for another meaning.
 */
public enum AuditKind {
  /** A message stanza from any path in. */
  MESSAGE,
  /** A person logged in and bound a resource. */
  LOGIN,
  /** A log-in attempt was refused. */
  LOGIN_FAILED,
  /** A session ended. */
  LOGOUT,
  /** Somebody entered or left a room, or was removed from it. */
  ROOM_PRESENCE,
  /** An affiliation or role in a room changed. */
  ROOM_MEMBERSHIP,
  /** A room was created, configured or destroyed, or its subject changed. */
  ROOM_CHANGE,
  /** A file was offered, uploaded or downloaded. */
  FILE,
  /** A call was offered, taken or ended; what is said in it is not recorded. */
  CALL,
  /** A policy decided on a stanza. */
  POLICY_DECISION,
  /** What a directory says about a person, noted at a log-in when it is news. */
  PERSON,
  /** Somebody acknowledged the notice that people are on record. */
  ACKNOWLEDGEMENT,
  /** An account, role or setting was changed by an administrator. */
  ADMINISTRATION,
  /** The server started with, or changed to, this configuration. */
  CONFIGURATION,
  /** Somebody was shown messages of a history, their own or a room's. */
  HISTORY,
  /** Somebody read the record. */
  AUDIT_ACCESS,
  /** The server checked itself: canaries, capture counts, verification. */
  CAPTURE_CHECK,
  /** A retention rule, legal hold, erasure or restriction took effect. */
  RETENTION;

  /** The value in the column {@code kind}. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
