package org.chancery.server.admin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class AuditCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which of its commands is meant");
  }
}
