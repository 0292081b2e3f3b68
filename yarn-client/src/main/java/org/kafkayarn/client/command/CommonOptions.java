package org.kafkayarn.client.command;

import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Option;

/** The options of every verb. */
final class CommonOptions extends HadoopOptions {
  @Option(
      names = {"-output", "--output"},
      paramLabel = "text|json",
      description = "The form of the result (default: text).")
  private String output = "text";

  boolean isJson() {
    return switch (output) {
      case "json" -> true;
      case "text" -> false;
      default -> throw new UserError("-output " + output + ": text or json");
    };
  }
}
