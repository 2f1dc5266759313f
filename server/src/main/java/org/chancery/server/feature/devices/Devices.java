package org.chancery.server.feature.devices;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chancery.auth.device.DevicePasswords;
import org.chancery.protocol.Element;
import org.chancery.protocol.Iq;
import org.chancery.protocol.Jid;
import org.chancery.protocol.StanzaError.Condition;
import org.chancery.protocol.StanzaException;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.audit.AuditLog;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.IqRequest;
import org.chancery.server.feature.IqScope;
import org.chancery.server.feature.Spec;
import org.chancery.server.feature.commands.Command;
import org.chancery.server.feature.commands.Command.Done;
import org.chancery.server.routing.Origin;
import org.chancery.server.session.Session;
import org.chancery.server.session.Sessions;
import org.chancery.storage.AuditEntry;
import org.chancery.storage.AuditKind;
import org.chancery.storage.DevicePasswordStore.DevicePassword;

/**
 * Lets people make, name, see and revoke passwords of their devices, by commands that every client
 * shows and by XEP-0494. Each change is on record before it happens; a password is shown once.
 */
public final class Devices implements Feature {
  private static final String ACCESS = "urn:xmpp:cam:0";
  private static final String COMMANDS = "urn:chancery:device-passwords";
  private static final int LONGEST_NAME = 60;
  private static final FormField NAME =
      FormField.text("name", "A name for the device, such as \"phone\"", "").mandatory();

  private final Optional<DevicePasswords> passwords;
  private final Set<String> domains;
  private final Sessions sessions;
  private final AuditLog auditLog;
  private final Clock clock;

  /** With the passwords; empty where the company does not want any. */
  public Devices(
      Optional<DevicePasswords> passwords,
      Set<String> domains,
      Sessions sessions,
      AuditLog auditLog,
      Clock clock) {
    this.passwords = passwords;
    this.domains = domains;
    this.sessions = sessions;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  @Override
  public List<Spec> specs() {
    return List.of(Spec.xep(494, "Client Access Management (device passwords)", "0.2.0"));
  }

  @Override
  public void install(Hooks hooks) {
    if (passwords.isPresent()) {
      hooks.iqGet(IqScope.OWN_ACCOUNT, ACCESS, "list", this::list);
      hooks.iqSet(IqScope.OWN_ACCOUNT, ACCESS, "revoke", this::revoke);
      hooks.accountFeature(ACCESS);
    }
  }

  /** What people find in their client's menu. */
  public List<Command> commands() {
    return List.of(
        command("make", "Make a password for a device", List.of(NAME), this::make),
        command("list", "My devices' passwords", List.of(), (origin, _) -> show(origin)),
        command("revoke", "Revoke a device's password", List.of(NAME), this::revokeNamed));
  }

  private Command command(String action, String name, List<FormField> fields, Command.Work work) {
    return new Command(
        COMMANDS,
        action,
        name,
        fields,
        work,
        account -> passwords.isPresent() && domains.contains(account.domain()));
  }

  // ---- commands ----

  private Done make(Origin origin, DataForm form) {
    Jid owner = origin.address().bare();
    requireMoreThanADevice(origin);
    String name = form.value("name").orElse("").strip();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new StanzaException(
          Condition.NOT_ACCEPTABLE, "The name must have 1 to " + LONGEST_NAME + " characters.");
    }
    if (named(owner, name).isPresent()) {
      throw new StanzaException(Condition.CONFLICT, "There is a device of that name already.");
    }
    note(origin, "device password made", name);
    String password =
        all()
            .make(owner, name)
            .orElseThrow(
                () ->
                    new StanzaException(
                        Condition.RESOURCE_CONSTRAINT,
                        "You have as many as are allowed: revoke one first."));
    return Done.showing(
        DataForm.builder(DataForm.Type.RESULT, COMMANDS)
            .title("The password for \"" + name + "\"")
            .instructions("It is shown only this once: type it into the device now.")
            .add(FormField.text("password", "Password", password))
            .toElement());
  }

  /** A stolen device must not be able to make itself further ways in. */
  private static void requireMoreThanADevice(Origin origin) {
    boolean byDevice =
        origin.session().map(Session::credential).orElseThrow(Devices::ownOnly)
            instanceof DevicePasswords.Used;
    if (byDevice) {
      throw new StanzaException(
          Condition.NOT_ALLOWED,
          "This device has logged in with a device password. Use one that has not.");
    }
  }

  private static StanzaException ownOnly() {
    return new StanzaException(Condition.NOT_ALLOWED, "Only your own passwords can be made here.");
  }

  private Done show(Origin origin) {
    List<FormField> columns =
        Stream.of("name", "made", "used")
            .map(column -> FormField.text(column, column, ""))
            .toList();
    List<List<FormField>> rows =
        all().of(origin.address().bare()).stream()
            .map(
                one ->
                    List.of(
                        FormField.plain("name", List.of(one.name())),
                        FormField.plain("made", List.of(seconds(one.createdAt()))),
                        FormField.plain(
                            "used",
                            List.of(one.lastUsedAt().map(Devices::seconds).orElse("never")))))
            .toList();
    return Done.showing(DataForm.table(COMMANDS, "My devices' passwords", columns, rows));
  }

  private Done revokeNamed(Origin origin, DataForm form) {
    DevicePassword found =
        named(origin.address().bare(), form.value("name").orElse("").strip())
            .orElseThrow(
                () ->
                    new StanzaException(
                        Condition.ITEM_NOT_FOUND, "There is no device of that name."));
    revoke(origin, found);
    return Done.saying("Revoked. The device is logged out within moments.");
  }

  // ---- XEP-0494 ----

  private Iq list(IqRequest request) {
    Set<UUID> connected =
        sessions.of(request.asker()).stream()
            .map(Session::credential)
            .flatMap(it -> it instanceof DevicePasswords.Used used ? Stream.of(used.id()) : null)
            .collect(Collectors.toSet());
    Element.Builder clients = Element.builder("clients", ACCESS);
    all()
        .of(request.asker())
        .forEach(one -> clients.add(client(one, connected.contains(one.id()))));
    return request.iq().result(clients.build());
  }

  private static Element client(DevicePassword one, boolean connected) {
    Element.Builder client =
        Element.builder("client", ACCESS)
            .attribute("id", one.id().toString())
            .attribute("type", "access")
            .attribute("connected", Boolean.toString(connected))
            .add("first-seen", seconds(one.createdAt()));
    one.lastUsedAt().ifPresent(at -> client.add("last-seen", seconds(at)));
    return client
        .add(Element.builder("auth", ACCESS).add("grant").build())
        .add(Element.builder("user-agent", ACCESS).add("device", one.name()).build())
        .build();
  }

  private Iq revoke(IqRequest request) {
    String id = request.payload().attribute("id").orElse("");
    DevicePassword found =
        all().of(request.asker()).stream()
            .filter(one -> one.id().toString().equals(id))
            .findFirst()
            .orElseThrow(() -> new StanzaException(Condition.ITEM_NOT_FOUND));
    revoke(request.origin(), found);
    return request.iq().result();
  }

  // ---- both ----

  private void revoke(Origin origin, DevicePassword one) {
    note(origin, "device password revoked", one.name());
    all().revoke(origin.address().bare(), one.id());
  }

  private void note(Origin origin, String action, String name) {
    auditLog.commit(
        AuditEntry.of(AuditKind.ADMINISTRATION, clock.instant())
            .from(origin.address())
            .session(origin.stream())
            .detail("action", action)
            .detail("device", name)
            .build());
  }

  private Optional<DevicePassword> named(Jid owner, String name) {
    return all().of(owner).stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
  }

  private DevicePasswords all() {
    return passwords.orElseThrow(() -> new StanzaException(Condition.SERVICE_UNAVAILABLE));
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
