package org.kafkayarn.client.command;

import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Option;

/** How much of a log is printed. */
final class LogOptions {
  @Option(
      names = {"-lines", "--lines"},
      paramLabel = "N",
      description = "Print the last N lines (default: 100), of 1 MiB at most.")
  private int lines = 100;

  @Option(
      names = {"-follow", "--follow"},
      description =
          "Go on with what is written, also when it starts elsewhere, until the application ends.")
  private boolean follow;

  /** From 0 on. */
  int lines() {
    if (lines < 0) {
      throw new UserError("-lines " + lines + ": a number from 0 on");
    }
    return lines;
  }

  boolean follow() {
    return follow;
  }
}
