package org.kafkayarn.client.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Option;

/** The options of every verb. */
final class CommonOptions {
  @Option(
      names = {"-D"},
      paramLabel = "KEY=VALUE",
      description = "A Hadoop configuration value; repeatable.")
  private Map<String, String> hadoop = new LinkedHashMap<>();

  @Option(
      names = {"-output", "--output"},
      paramLabel = "text|json",
      description = "The form of the result (default: text).")
  private String output = "text";

  @Option(
      names = {"-verbose", "--verbose"},
      description = "Tell more: times of each step, stack traces of errors.")
  private boolean verbose;

  Map<String, String> hadoop() {
    return hadoop;
  }

  boolean isVerbose() {
    return verbose;
  }

  boolean isJson() {
    return switch (output) {
      case "json" -> true;
      case "text" -> false;
      default -> throw new UserError("-output " + output + ": text or json");
    };
  }
}
