package org.chancery.server.admin;

import picocli.CommandLine.Command;

/** What concerns the record as a whole; its parts are commands of their own. */
@Command(
    name = "audit",
    description = "Works on the record.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AuditVerifyCommand.class,
      AuditKeyCommand.class,
      AuditProofCommand.class,
      AuditExportCommand.class,
      AuditRetentionCommand.class,
      AuditHoldCommand.class,
      AuditEraseCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {}
