package org.kafkayarn.client.command;

import org.kafkayarn.am.spec.ClusterName;
import picocli.CommandLine.Option;

/** Which cluster a verb is about. */
final class NameOption {
  @Option(
      names = {"-name", "--name"},
      paramLabel = "NAME",
      description = "The cluster's name (default: kafka).")
  private String name = ClusterName.DEFAULT;

  String name() {
    return ClusterName.check(name);
  }
}
