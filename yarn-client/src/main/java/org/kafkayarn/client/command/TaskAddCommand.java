package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code task add}: a new task. */
@Command(
    name = "add",
    description = {
      "Add a task: a program that runs in containers beside the brokers, in one or "
          + "more instances.",
      "It finds the brokers in KAFKA_BOOTSTRAP_SERVERS, and in client.properties, "
          + "producer.properties and consumer.properties of its working directory. It is a "
          + "part of the specification from then on."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn task add load -kind producer -with-kafka -restart on-failure \\",
      "    -command 'kafka-producer-perf-test.sh --topic t --num-records 100000 --record-size 100"
          + " \\",
      "      --throughput -1 --command-config producer.properties'",
      "  kafka-yarn task add read -kind consumer -archive app=app.tgz -command app/bin/read.sh \\",
      "    -scale-lag target=10000,min=1,max=4 -group readers -after brokers,topic:t"
    })
public final class TaskAddCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  private String task;

  @Mixin private TaskOptions wanted;

  @Mixin private TaskEffort effort;

  @Mixin private ClusterOptions options;

  public TaskAddCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    var unused = effort.limit();
    ObjectNode fields = wanted.fields();
    if (!fields.hasNonNull("command")) {
      throw new UserError("what is it to run? Give -command");
    }
    return options.run(
        surroundings,
        (cluster, conf, json) -> {
          ObjectNode body = AmClient.JSON.createObjectNode().put("name", task);
          body.setAll(
              TaskCalls.placed(task, fields, effort.dryRun(), conf, surroundings.clock(), console));
          return new TaskCalls(cluster, console, options.name(), json)
              .change("POST", "", Optional.of(body), task, effort);
        });
  }
}
