package org.kafkayarn.client.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every verb but for the form of its result. */
class HadoopOptions {
  @Option(
      names = {"-D"},
      paramLabel = "KEY=VALUE",
      description = "A Hadoop configuration value; repeatable.")
  private Map<String, String> hadoop = new LinkedHashMap<>();

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
}
