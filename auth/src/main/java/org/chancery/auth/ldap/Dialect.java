package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chancery.auth.Outcome;

/** What differs between kinds of directories. */
interface Dialect {

  /** The attributes that {@link #obstacle}, {@link #id} and {@link #passwordMark} read. */
  List<String> attributes();

  /** Whether what {@link #obstacle} reads makes sense, as far as it is there. */
  boolean makesSense(Entry person);

  /** Why a person may not log in, whatever the password; empty when nothing speaks against it. */
  Optional<Outcome> obstacle(Entry person, Instant now);

  /** What a bind that was not a success means; never {@link Outcome.Ok}. */
  Outcome refused(LDAPException failure);

  /** What a bind that succeeded means beside that; empty when nothing. */
  Optional<Outcome> reservation(BindResult success);

  /** What is sent with a bind. */
  Control[] bindControls();

  /** What an entry keeps when it is renamed. */
  String id(Entry entry);

  /** Something that changes whenever the person's password does. */
  String passwordMark(Entry person);

  /** Whether every change of the password after a time is sure to get another mark. */
  default boolean settled(Entry person, Instant at) {
    return true;
  }

  /**
   * A filter by which the entry of a DN is found with the help of an index, and perhaps others
   * beside it.
   */
  Filter near(String dn);

  /** A mark of the present state of a server, for {@link #changedSince}. */
  ChangeMark mark(LDAPConnection connection, Instant now) throws LDAPException;

  /**
   * The mark after a reading that found these entries changed; the last was taken just before it.
   */
  ChangeMark advance(ChangeMark before, ChangeMark last, List<SearchResultEntry> changed);

  /** What has changed since a mark of the same server. */
  Filter changedSince(ChangeMark mark);

  /** The attribute that shows when an entry changed. */
  String changeAttribute();

  /**
   * A point in the history of a directory.
   *
   * @param server what the number belongs to; marks of different servers can't be compared
   * @param value the number or time
   */
  record ChangeMark(String server, String value) {}
}
