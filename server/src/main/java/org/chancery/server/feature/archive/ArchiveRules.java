package org.chancery.server.feature.archive;

import org.chancery.protocol.Message;
import org.chancery.server.routing.Lasting;
import org.chancery.storage.AuditEntry.Visibility;

/**
 * What shows in people's own history, XEP-0313 section 5.1.3. The record holds a message whatever
 * this says.
 */
final class ArchiveRules {
  private ArchiveRules() {}

  static Visibility visibility(Message message) {
    return switch (message.type()) {
      case NORMAL, CHAT ->
          Lasting.isForHistory(message.element()) ? Visibility.BOTH : Visibility.RECORD_ONLY;
      case GROUPCHAT, HEADLINE, ERROR -> Visibility.RECORD_ONLY;
    };
  }
}
