package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.yarn.AmClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task wait}: the end of a batch task. */
@Command(
    name = "wait",
    description = {
      "Wait until all instances of a batch task (-restart on-failure or never) have "
          + "ended, and print their exit codes.",
      "Exit code 0 when all of them are 0, else 1."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn task wait load -timeout 10m && kafka-yarn task remove load"
    })
public final class TaskWaitCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  private String task;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description =
          "Wait no longer than this, as 90s or 5m (default: as long as it takes). It goes on; exit"
              + " code 3.")
  private String timeout;

  @Mixin private ClusterOptions options;

  public TaskWaitCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Optional<Duration> limit =
        Optional.ofNullable(timeout).map(text -> Durations.parse("-timeout", text));
    return options.run(
        surroundings,
        (cluster, json) -> {
          JsonNode now =
              new TaskCalls(cluster, console, options.name(), json).get(TaskCalls.path(task));
          if (now.path("spec").path("restart").asText().equals("always")) {
            throw new UserError(
                "task %s runs until it is stopped (restart: always): there is no end to wait for"
                    .formatted(task));
          }
          Optional<TaskStatus> ended =
              new TaskWait(console, options.name(), task).ended(cluster.watch(), limit);
          if (ended.isEmpty()) {
            return SubmitCommand.TIMED_OUT;
          }
          print(ended.get(), json);
          boolean good =
              ended.get().instances().stream()
                  .allMatch(one -> one.exitCode().filter(code -> code != 0).isEmpty());
          return good ? 0 : 1;
        });
  }

  private void print(TaskStatus ended, boolean json) throws IOException {
    if (json) {
      console.print(AmClient.JSON.writeValueAsString(ended));
    } else {
      ended
          .instances()
          .forEach(
              one ->
                  console.print(
                      "%s/%d: exit code %s"
                          .formatted(
                              task,
                              one.index(),
                              one.exitCode().map(String::valueOf).orElse("unknown"))));
    }
  }
}
