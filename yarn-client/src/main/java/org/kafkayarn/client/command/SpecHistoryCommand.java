package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.SpecHistory;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.text.Times;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spec history}: the last specifications, whether the cluster runs or not. */
@Command(
    name = "history",
    description =
        "Show the last specifications, the current one first: their numbers, their times, and what"
            + " changed with each. The current one and ten before it are kept.",
    footer = {"%nExamples:", "  kafka-yarn spec history"})
public final class SpecHistoryCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  public SpecHistoryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterHome home = new ClusterFinder(conf, yarn, name.name()).home();
      long current = SpecGetCommand.stored(home).spec().generation();
      List<SpecHistory.Entry> entries = entries(home, current);
      if (json) {
        surroundings.console().print(AmClient.JSON.writeValueAsString(json(entries)));
      } else {
        table(entries).lines().forEach(surroundings.console()::print);
      }
      return 0;
    }
  }

  private static List<SpecHistory.Entry> entries(ClusterHome home, long current) {
    try {
      List<SpecHistory.Entry> kept = home.history().upTo(current);
      // A kafka-yarn that kept none has written the current one.
      return kept.isEmpty()
          ? List.of(new SpecHistory.Entry(Optional.empty(), List.of(), SpecGetCommand.stored(home)))
          : kept;
    } catch (IOException e) {
      throw new CommandFailed(
          "the cluster's home %s cannot be read: %s".formatted(home.uri(), OneLine.of(e)), e);
    }
  }

  private static Table table(List<SpecHistory.Entry> entries) {
    Table table = new Table("number", "time", "changes");
    for (SpecHistory.Entry entry : entries) {
      String number = Long.toString(entry.number());
      String at = entry.at().map(Times::show).orElse("-");
      List<String> changes = entry.changes();
      table.row(number, at, changes.isEmpty() ? "-" : OneLine.of(changes.get(0)));
      changes.stream().skip(1).forEach(line -> table.row("", "", OneLine.of(line)));
    }
    return table;
  }

  private static ArrayNode json(List<SpecHistory.Entry> entries) {
    ArrayNode all = AmClient.JSON.createArrayNode();
    for (SpecHistory.Entry entry : entries) {
      ObjectNode one = all.addObject().put("number", entry.number());
      entry.at().ifPresent(at -> one.put("at", at.toString()));
      one.set("changes", AmClient.JSON.valueToTree(entry.changes()));
    }
    return all;
  }
}
