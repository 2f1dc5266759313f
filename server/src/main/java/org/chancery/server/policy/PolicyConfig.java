package org.chancery.server.policy;

import java.util.HashMap;
import java.util.Map;
import org.chancery.server.config.Section;
import org.chancery.server.config.Settings;

/**
 * Settings of the company's policy.
 *
 * @param encryption whether end-to-end encryption is allowed for people of no named group
 * @param encryptionByGroup the same for named groups of the directory; who is in several is allowed
 *     what all of them are
 * @param fileTransfer whether clients may send files to each other past the server
 * @param otherRequests whether clients may send each other requests that the server doesn't know
 * @param historyPreferences whether people may choose whose messages show in their own history
 */
public record PolicyConfig(
    Rule encryption,
    Map<String, Rule> encryptionByGroup,
    Rule fileTransfer,
    Rule otherRequests,
    Rule historyPreferences) {

  /** What is done about something. */
  public enum Rule {
    /** It passes; on record is what can be. */
    ALLOW,
    /** It is refused with a readable error, and that is on record. */
    FORBID
  }

  /** Reads {@code chancery.policy}. */
  public static PolicyConfig from(Settings settings) {
    Section policy = settings.section("policy");
    return new PolicyConfig(
        policy.oneOf("encryption", Rule.class),
        byGroup(policy),
        policy.oneOf("direct-file-transfer", Rule.class),
        policy.oneOf("unknown-requests", Rule.class),
        policy.oneOf("history-preferences", Rule.class));
  }

  private static Map<String, Rule> byGroup(Section policy) {
    Map<String, Rule> rules = new HashMap<>();
    policy
        .map("encryption-by-group")
        .forEach(
            (group, rule) -> {
              switch (rule) {
                case "allow" -> rules.put(group, Rule.ALLOW);
                case "forbid" -> rules.put(group, Rule.FORBID);
                default ->
                    policy.problem(
                        "encryption-by-group", "must say allow or forbid for each group");
              }
            });
    return Map.copyOf(rules);
  }
}
