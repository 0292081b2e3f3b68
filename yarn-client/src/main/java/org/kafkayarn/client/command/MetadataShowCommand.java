package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code metadata show}: what is in force, and what each node could do. */
@Command(
    name = "show",
    description =
        "Print which version of its metadata Kafka has in force, and what its nodes know.")
public final class MetadataShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public MetadataShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          RunningCluster.find(surroundings, conf, yarn, name.name(), "start it: kafka-yarn submit");
      AmApi.MetadataAnswer answer = cluster.ask(AmApi::metadata, "Try again");
      if (json) {
        surroundings.console().print(AmClient.JSON.writeValueAsString(answer));
      } else {
        print(answer, surroundings.console());
      }
      return 0;
    }
  }

  private static void print(AmApi.MetadataAnswer answer, Console console) {
    console.print("metadata.version " + answer.finalized());
    console.print(
        answer
            .available()
            .map(
                version ->
                    version.equals(answer.finalized())
                        ? "no higher one is known to all nodes"
                        : version + " available: kafka-yarn metadata upgrade")
            .orElse("not every node has said yet which versions it knows"));
    console.print("policy: metadata-version " + answer.policy());
    answer.refusal().ifPresent(console::print);
    console.print("");
    Table table = new Table("node", "least", "most");
    answer
        .nodes()
        .forEach(node -> table.row(Integer.toString(node.id()), node.least(), node.most()));
    table.lines().forEach(console::print);
  }
}
