package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import com.unboundid.util.StaticUtils;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chancery.auth.Outcome;

/**
 * OpenLDAP and others that keep to the standards; password policy as in
 * draft-behera-ldap-password-policy-10.
 */
final class StandardDialect implements Dialect {
  private static final List<String> TIMES =
      List.of("pwdAccountLockedTime", "pwdChangedTime", "pwdEndTime");
  private static final List<String> FLAGS = List.of("pwdReset", "nsAccountLock");
  private static final String LOCKED_FOR_GOOD = "000001010000Z";

  /**
   * How long the time of a lock counts: the entry keeps it after the lock has ended, until a good
   * log-in.
   */
  private static final Duration LOCKED_AT_LEAST = Duration.ofHours(1);

  /** Changes from a server whose clock is behind by less than this are seen at once. */
  private static final Duration FIRST_LOOK_BACK = Duration.ofMinutes(5);

  /** Entries become visible in another order than their times say. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  /** The whole second in which a password was changed, and one to spare. */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

  private final Optional<Filter> disabled;

  StandardDialect(Optional<Filter> disabled) {
    this.disabled = disabled;
  }

  @Override
  public List<String> attributes() {
    return Stream.of(
            Stream.of("entryUUID"),
            TIMES.stream(),
            FLAGS.stream(),
            disabled.stream().flatMap(Filters::attributes))
        .flatMap(names -> names)
        .toList();
  }

  @Override
  public boolean makesSense(Entry person) {
    return TIMES.stream()
            .allMatch(
                name ->
                    !person.hasAttribute(name)
                        || LOCKED_FOR_GOOD.equals(person.getAttributeValue(name))
                        || person.getAttributeValueAsDate(name) != null)
        && FLAGS.stream()
            .allMatch(
                name ->
                    !person.hasAttribute(name) || person.getAttributeValueAsBoolean(name) != null);
  }

  @Override
  public Optional<Outcome> obstacle(Entry person, Instant now) {
    if (Filters.matches(disabled, person)
        || Boolean.TRUE.equals(person.getAttributeValueAsBoolean("nsAccountLock"))) {
      return Optional.of(new Outcome.Disabled());
    }
    String locked = person.getAttributeValue("pwdAccountLockedTime");
    if (LOCKED_FOR_GOOD.equals(locked)) {
      return Optional.of(new Outcome.Disabled());
    }
    Date lockedAt = person.getAttributeValueAsDate("pwdAccountLockedTime");
    if (lockedAt != null && now.isBefore(lockedAt.toInstant().plus(LOCKED_AT_LEAST))) {
      return Optional.of(new Outcome.Locked());
    }
    Date end = person.getAttributeValueAsDate("pwdEndTime");
    if (end != null && !end.toInstant().isAfter(now)) {
      return Optional.of(new Outcome.Expired());
    }
    if (Boolean.TRUE.equals(person.getAttributeValueAsBoolean("pwdReset"))) {
      return Optional.of(new Outcome.MustChangePassword());
    }
    return Optional.empty();
  }

  @Override
  public Outcome refused(LDAPException failure) {
    ResultCode code = failure.getResultCode();
    Optional<Outcome> policy = policy(failure.toLDAPResult());
    if (code == ResultCode.INVALID_CREDENTIALS) {
      return policy.orElseGet(Outcome.WrongPassword::new);
    } else if (code == ResultCode.INAPPROPRIATE_AUTHENTICATION
        || code == ResultCode.NO_SUCH_OBJECT) {
      return new Outcome.WrongPassword();
    } else if (code == ResultCode.UNWILLING_TO_PERFORM) {
      // 389 Directory Server says this for an account that was made inactive.
      return policy.orElseGet(Outcome.Disabled::new);
    } else if (code == ResultCode.CONSTRAINT_VIOLATION) {
      return policy.orElseGet(Outcome.Locked::new);
    }
    return new Outcome.Unreachable("the bind was answered with " + code);
  }

  @Override
  public Optional<Outcome> reservation(BindResult success) {
    return policy(success);
  }

  private static Optional<Outcome> policy(LDAPResult result) {
    try {
      return Optional.ofNullable(DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result))
          .map(DraftBeheraLDAPPasswordPolicy10ResponseControl::getErrorType)
          .map(StandardDialect::meaning);
    } catch (LDAPException e) {
      return Optional.of(new Outcome.Unreachable("the password policy's answer makes no sense"));
    }
  }

  private static Outcome meaning(DraftBeheraLDAPPasswordPolicy10ErrorType type) {
    return switch (type) {
      case PASSWORD_EXPIRED -> new Outcome.Expired();
      case ACCOUNT_LOCKED -> new Outcome.Locked();
      case CHANGE_AFTER_RESET -> new Outcome.MustChangePassword();
      case PASSWORD_MOD_NOT_ALLOWED,
          MUST_SUPPLY_OLD_PASSWORD,
          INSUFFICIENT_PASSWORD_QUALITY,
          PASSWORD_TOO_SHORT,
          PASSWORD_TOO_YOUNG,
          PASSWORD_IN_HISTORY ->
          new Outcome.Unreachable("the password policy answers a bind with " + type);
    };
  }

  @Override
  public Control[] bindControls() {
    return new Control[] {new DraftBeheraLDAPPasswordPolicy10RequestControl()};
  }

  @Override
  public String id(Entry entry) {
    return Optional.ofNullable(entry.getAttributeValue("entryUUID")).orElse("");
  }

  @Override
  public String passwordMark(Entry person) {
    return Optional.ofNullable(person.getAttributeValue("pwdChangedTime")).orElse("");
  }

  /**
   * The mark is in whole seconds. The directory's clock can't be asked for, so ours counts, with a
   * second to spare: the directory's must not be behind by more than that.
   */
  @Override
  public boolean settled(Entry person, Instant at) {
    Date changed = person.getAttributeValueAsDate("pwdChangedTime");
    return changed == null || !at.isBefore(changed.toInstant().plus(SETTLED_AFTER));
  }

  /** By the name of the entry itself: unlike {@code entryDN} its attributes are indexed. */
  @Override
  public Filter near(String dn) {
    try {
      RDN name = new RDN(DN.getRDNString(dn));
      String[] attributes = name.getAttributeNames();
      String[] values = name.getAttributeValues();
      return Filter.createANDFilter(
          IntStream.range(0, attributes.length)
              .mapToObj(i -> Filter.createEqualityFilter(attributes[i], values[i]))
              .toList());
    } catch (LDAPException e) {
      return Filter.createORFilter(); // nothing has such a DN, and nothing is found by this
    }
  }

  @Override
  public ChangeMark mark(LDAPConnection connection, Instant now) {
    return new ChangeMark(
        "", StaticUtils.encodeGeneralizedTime(Date.from(now.minus(FIRST_LOOK_BACK))));
  }

  /** By the directory's own clock. */
  @Override
  public ChangeMark advance(ChangeMark before, ChangeMark last, List<SearchResultEntry> changed) {
    String latest =
        changed.stream()
            .map(entry -> entry.getAttributeValue("modifyTimestamp"))
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .filter(time -> time.compareTo(before.value()) > 0)
            .orElse(before.value());
    return new ChangeMark(before.server(), latest);
  }

  @Override
  public Filter changedSince(ChangeMark mark) {
    try {
      Instant time = StaticUtils.decodeGeneralizedTime(mark.value()).toInstant().minus(OVERLAP);
      return Filter.createGreaterOrEqualFilter(
          "modifyTimestamp", StaticUtils.encodeGeneralizedTime(Date.from(time)));
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a time: " + mark.value(), e);
    }
  }

  @Override
  public String changeAttribute() {
    return "modifyTimestamp";
  }
}
