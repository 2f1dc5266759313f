package org.chancery.server.feature.serverinfo;

import java.util.List;
import org.chancery.protocol.payload.DataForm;
import org.chancery.protocol.payload.FormField;
import org.chancery.server.feature.Feature;
import org.chancery.server.feature.Hooks;
import org.chancery.server.feature.Spec;

/** Shows the operator's contact addresses and data policy in the server's discovery. */
public final class ServerInfo implements Feature {
  private static final String CONTACTS = "http://jabber.org/network/serverinfo";
  private static final String DATA_POLICY = "urn:xmpp:data-policy:0";

  private final ServerInfoConfig config;

  /** As configured. */
  public ServerInfo(ServerInfoConfig config) {
    this.config = config;
  }

  @Override
  public List<Spec> specs() {
    return List.of(
        Spec.xep(157, "Contact Addresses for XMPP Services", "1.1.1"),
        Spec.xep(504, "Data Policy", "0.1.0"));
  }

  @Override
  public void install(Hooks hooks) {
    if (!config.contacts().isEmpty()) {
      DataForm.Builder form = DataForm.builder(DataForm.Type.RESULT, CONTACTS);
      config
          .contacts()
          .forEach(
              (purpose, addresses) ->
                  form.add(FormField.of("list-multi", purpose + "-addresses", "", addresses)));
      hooks.serverForm(form.toElement());
    }
    if (!config.dataPolicy().isEmpty()) {
      DataForm.Builder form = DataForm.builder(DataForm.Type.RESULT, DATA_POLICY);
      config.dataPolicy().forEach(form::add);
      hooks.serverForm(form.toElement());
    }
  }
}
