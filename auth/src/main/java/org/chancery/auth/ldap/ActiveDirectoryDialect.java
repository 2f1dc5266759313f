package org.chancery.auth.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chancery.auth.Outcome;

/**
 * Active Directory and Samba: MS-ADTS for the attributes, MS-ERREF for the codes in a failed bind.
 */
final class ActiveDirectoryDialect implements Dialect {
  private static final Pattern CODE = Pattern.compile("\\bdata ([0-9a-fA-F]{1,8})\\b");
  private static final List<String> OWN = List.of("objectGUID", "logonHours");

  /** Every user has it: whoever can't read it can't tell who is disabled. */
  private static final String CONTROL = "userAccountControl";

  private static final List<String> NUMBERS =
      List.of(
          CONTROL,
          "msDS-User-Account-Control-Computed",
          "accountExpires",
          "pwdLastSet",
          "primaryGroupID");
  private static final int HOURS_BYTES = 21;
  private static final long DISABLED = 0x2;
  private static final long NEVER_EXPIRES = 0x10000;
  private static final long LOCKED_OUT = 0x10;
  private static final long PASSWORD_EXPIRED = 0x800000;
  private static final long FILETIME_EPOCH_SECONDS = 11_644_473_600L;
  private static final long FILETIME_TICKS_PER_SECOND = 10_000_000;

  private final Optional<Filter> disabled;

  ActiveDirectoryDialect(Optional<Filter> disabled) {
    this.disabled = disabled;
  }

  @Override
  public List<String> attributes() {
    return Stream.of(OWN.stream(), NUMBERS.stream(), disabled.stream().flatMap(Filters::attributes))
        .flatMap(names -> names)
        .toList();
  }

  @Override
  public boolean makesSense(Entry person) {
    byte[] hours = person.getAttributeValueBytes("logonHours");
    return person.hasAttribute(CONTROL)
        && NUMBERS.stream()
            .allMatch(
                name -> !person.hasAttribute(name) || person.getAttributeValueAsLong(name) != null)
        && (hours == null || hours.length == 0 || hours.length == HOURS_BYTES);
  }

  @Override
  public Optional<Outcome> obstacle(Entry person, Instant now) {
    long control = number(person, CONTROL);
    long computed = number(person, "msDS-User-Account-Control-Computed");
    if ((control & DISABLED) != 0 || Filters.matches(disabled, person)) {
      return Optional.of(new Outcome.Disabled());
    }
    if (expired(number(person, "accountExpires"), now)) {
      return Optional.of(new Outcome.Expired());
    }
    if ((computed & LOCKED_OUT) != 0) {
      return Optional.of(new Outcome.Locked());
    }
    if ((control & NEVER_EXPIRES) == 0 && "0".equals(person.getAttributeValue("pwdLastSet"))) {
      return Optional.of(new Outcome.MustChangePassword());
    }
    if ((computed & PASSWORD_EXPIRED) != 0) {
      return Optional.of(new Outcome.Expired());
    }
    return withinHours(person, now) ? Optional.empty() : Optional.of(new Outcome.OutsideHours());
  }

  private static long number(Entry entry, String attribute) {
    Long value = entry.getAttributeValueAsLong(attribute);
    return value == null ? 0 : value;
  }

  /** 0 and the largest number both mean never. */
  private static boolean expired(long filetime, Instant now) {
    return filetime != 0
        && filetime != Long.MAX_VALUE
        && filetime / FILETIME_TICKS_PER_SECOND - FILETIME_EPOCH_SECONDS <= now.getEpochSecond();
  }

  /**
   * One bit for each hour of the week, from Sunday midnight UTC, the lowest bit of each byte first.
   */
  private static boolean withinHours(Entry person, Instant now) {
    byte[] hours = person.getAttributeValueBytes("logonHours");
    if (hours == null || hours.length != HOURS_BYTES) {
      return true;
    }
    ZonedDateTime time = now.atZone(ZoneOffset.UTC);
    int hour = time.getDayOfWeek().getValue() % 7 * 24 + time.getHour();
    return (hours[hour / 8] >> hour % 8 & 1) != 0;
  }

  @Override
  public Outcome refused(LDAPException failure) {
    if (failure.getResultCode() != ResultCode.INVALID_CREDENTIALS) {
      return new Outcome.Unreachable("the bind was answered with " + failure.getResultCode());
    }
    String message = failure.getDiagnosticMessage();
    Matcher code = CODE.matcher(message == null ? "" : message);
    return code.find() ? meaning(code.group(1)) : new Outcome.WrongPassword();
  }

  private static Outcome meaning(String code) {
    return switch (HexFormat.fromHexDigits(code)) {
      case 0x525 -> new Outcome.Unknown();
      case 0x530, 0x531 -> new Outcome.OutsideHours();
      case 0x532, 0x701 -> new Outcome.Expired();
      case 0x533 -> new Outcome.Disabled();
      case 0x773 -> new Outcome.MustChangePassword();
      case 0x775 -> new Outcome.Locked();
      default -> new Outcome.WrongPassword();
    };
  }

  @Override
  public Optional<Outcome> reservation(BindResult success) {
    return Optional.empty();
  }

  @Override
  public Control[] bindControls() {
    return new Control[0];
  }

  @Override
  public String id(Entry entry) {
    byte[] guid = entry.getAttributeValueBytes("objectGUID");
    return guid == null ? "" : HexFormat.of().formatHex(guid);
  }

  @Override
  public String passwordMark(Entry person) {
    return Optional.ofNullable(person.getAttributeValue("pwdLastSet")).orElse("");
  }

  @Override
  public Filter near(String dn) {
    return Filter.createEqualityFilter("distinguishedName", dn);
  }

  @Override
  public ChangeMark mark(LDAPConnection connection, Instant now) throws LDAPException {
    RootDSE root = connection.getRootDSE();
    String server = root == null ? null : root.getAttributeValue("dsServiceName");
    String usn = root == null ? null : root.getAttributeValue("highestCommittedUSN");
    if (server == null || usn == null) {
      throw new LDAPException(ResultCode.OTHER, "the root entry shows no update sequence number");
    }
    return new ChangeMark(server, usn);
  }

  @Override
  public ChangeMark advance(ChangeMark before, ChangeMark last, List<SearchResultEntry> changed) {
    return last;
  }

  @Override
  public Filter changedSince(ChangeMark mark) {
    return Filter.createGreaterOrEqualFilter(
        "uSNChanged", Long.toString(Long.parseLong(mark.value()) + 1));
  }

  @Override
  public String changeAttribute() {
    return "uSNChanged";
  }
}
