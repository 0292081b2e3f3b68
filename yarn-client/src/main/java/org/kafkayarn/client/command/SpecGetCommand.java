package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spec get}: the complete spec of a cluster, whether it runs or not. */
@Command(
    name = "get",
    description = {
      "Print what is wanted of the cluster, complete, as a file that submit and spec apply take."
    })
public final class SpecGetCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private NameOption name;

  @Option(
      names = {"-output", "--output"},
      paramLabel = "yaml|json",
      description = "The form of the result (default: yaml).")
  private String output = "yaml";

  @Mixin private HadoopOptions common;

  public SpecGetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (!output.equals("yaml") && !output.equals("json")) {
      throw new UserError("-output " + output + ": yaml or json");
    }
    Configuration conf = surroundings.checkedConfiguration(common);
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterSpec spec = stored(new ClusterFinder(conf, yarn, name.name()).home()).spec();
      String text = output.equals("json") ? SpecFile.json(spec) : SpecFile.yaml(spec);
      text.lines().forEach(surroundings.console()::print);
      return 0;
    }
  }

  static StoredSpec stored(ClusterHome home) throws IOException {
    try {
      return home.readSpec()
          .orElseThrow(
              () ->
                  new CommandFailed(
                      "cluster %s has no spec in %s: submit it".formatted(home.name(), home.uri()),
                      List.of()));
    } catch (IOException e) {
      throw new CommandFailed(
          "the cluster's home %s cannot be read: %s".formatted(home.uri(), OneLine.of(e)), e);
    }
  }
}
