package org.kafkayarn.client.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.text.Bytes;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.yarn.AmClient;

/** Gives an order to a running cluster, and follows what becomes of it. */
final class OrderCall {
  /** Above what the ApplicationMaster itself waits for Kafka and for the file system. */
  private static final Duration WITHIN = Duration.ofSeconds(90);

  private final Console console;
  private final RunningCluster cluster;
  private final String name;
  private final boolean json;

  OrderCall(Console console, RunningCluster cluster, String name, boolean json) {
    this.console = console;
    this.cluster = cluster;
    this.name = name;
    this.json = json;
  }

  /**
   * Orders it, or only tells what it would do; the result is the exit code.
   *
   * @param path below {@code /api/v1}
   */
  int run(String path, ObjectNode body, boolean dryRun, FollowOptions follow) throws IOException {
    // What is wrong with the options is told before anything is ordered.
    var unused = follow.limit();
    if (dryRun) {
      preview(ask(path + "?dryRun=true", body));
      return 0;
    }
    return follow(order(path, body), follow, OperationWait.DONE);
  }

  /** Waits for the operation if that is wanted. */
  int follow(OperationStatus ordered, FollowOptions follow, String goal) throws IOException {
    OperationWait wait = new OperationWait(console, name, json);
    if (follow.waits()) {
      return wait.follow(cluster.watch(), ordered.number(), follow.limit(), goal, false);
    }
    wait.print(ordered);
    if (!json) {
      console.print("# Follow it: " + wait.howToFollow(ordered.number()));
    }
    return 0;
  }

  OperationStatus order(String path, ObjectNode body) {
    JsonNode answer = ask(path, body);
    try {
      return AmClient.JSON.treeToValue(answer, OperationStatus.class);
    } catch (JsonProcessingException e) {
      throw new CommandFailed(
          "the ApplicationMaster's answer is not understood. What was ordered: kafka-yarn operation"
              + " list",
          e);
    }
  }

  private JsonNode ask(String path, ObjectNode body) {
    return cluster.ask(
        api -> api.call("POST", path, Optional.of(body), WITHIN),
        "Whether it was ordered: kafka-yarn operation list");
  }

  private void preview(JsonNode preview) throws IOException {
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(preview));
      return;
    }
    if (preview.has("partitions")) {
      console.print(
          "%s partitions get other replicas, %s are copied"
              .formatted(
                  preview.path("partitions").asText(), Bytes.show(preview.path("bytes").asLong())));
      brokers(preview.path("brokers")).lines().forEach(console::print);
    }
    preview.path("lines").forEach(line -> console.print(line.asText()));
    console.print("# Dry run: nothing was changed.");
  }

  private static Table brokers(JsonNode brokers) {
    Table table = new Table("broker", "replicas", "leaders", "data");
    for (JsonNode broker : brokers) {
      table.row(
          broker.path("broker").asText(),
          change(broker, "replicas"),
          change(broker, "leaders"),
          "%s -> %s"
              .formatted(
                  Bytes.show(broker.path("bytesBefore").asLong()),
                  Bytes.show(broker.path("bytesAfter").asLong())));
    }
    return table;
  }

  private static String change(JsonNode broker, String what) {
    return "%s -> %s"
        .formatted(broker.path(what + "Before").asText(), broker.path(what + "After").asText());
  }
}
