package org.kafkayarn.client.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.spec.TaskRules;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task log}: what an instance of a task has written, as YARN keeps it. */
@Command(
    name = "log",
    description = {
      "Print the end of what an instance of a task has written, or follow it; also of one that has"
          + " ended, and of a cluster that does not run."
    },
    footer = {
      "%nExamples:",
      "  kafka-yarn task log load",
      "  kafka-yarn task log read/2 -file stderr -follow"
    })
public final class TaskLogCommand implements Callable<Integer> {
  /** YARN tells nobody that a file has grown. */
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final Surroundings surroundings;
  private final Console console;

  @Parameters(
      paramLabel = "NAME[/INDEX]",
      description = "The task, and which of its instances, from 0 (default: the only one).")
  private String instance;

  @Mixin private NameOption name;

  @Option(
      names = {"-file", "--file"},
      paramLabel = "NAME",
      description = "Which file: stdout (default), stderr, or one of the program's own.")
  private String file = "stdout";

  @Mixin private LogOptions log;

  @Mixin private HadoopOptions common;

  public TaskLogCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    int lines = log.lines();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterFinder finder = new ClusterFinder(conf, yarn, name.name());
      Optional<ApplicationReport> live = finder.live();
      TaskContainers containers = containers(finder);
      if (live.isEmpty()) {
        ApplicationReport last =
            finder
                .last()
                .orElseThrow(
                    () ->
                        new CommandFailed(
                            "cluster %s is not running, and YARN has forgotten its last application: its logs may still be aggregated"
                                .formatted(name.name()),
                            List.of()));
        ContainerLog.last(read(yarn, last, find(containers, last, Optional.empty())), lines)
            .forEach(console::print);
        return 0;
      }
      String token = finder.token();
      ApplicationWatch watch = surroundings.watch(yarn, live.get().getApplicationId(), token);
      TaskContainers.Container container = find(containers, live.get(), watch.api(live.get()));
      List<String> first = read(yarn, live.get(), container);
      ContainerLog.last(first, lines).forEach(console::print);
      if (log.follow()) {
        follow(yarn, watch, containers, container, first);
      }
      return 0;
    }
  }

  private TaskContainers containers(ClusterFinder finder) throws IOException {
    int slash = instance.indexOf('/');
    String task = slash < 0 ? instance : instance.substring(0, slash);
    TaskRules.checkName("task", task);
    String index = instance.substring(slash + 1);
    if (slash >= 0 && !index.matches("[0-9]{1,6}")) {
      throw new UserError(
          "task %s: not an instance: %s. Write %s/0".formatted(task, instance, task));
    }
    return new TaskContainers(
        finder.home(), task, slash < 0 ? Optional.empty() : Optional.of(Integer.parseInt(index)));
  }

  private TaskContainers.Container find(
      TaskContainers containers, ApplicationReport application, Optional<AmApi> api)
      throws IOException {
    Optional<TaskContainers.Container> found;
    try {
      found = containers.find(application, api);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      console.progress("the ApplicationMaster does not answer: " + OneLine.of(e));
      found = containers.find(application, Optional.empty());
    }
    return found.orElseThrow(
        () ->
            new CommandFailed(
                "no container of task %s was started in %s"
                    .formatted(instance, application.getApplicationId()),
                List.of("what it waits for: kafka-yarn task list -name " + name.name())));
  }

  private List<String> read(
      YarnGateway yarn, ApplicationReport application, TaskContainers.Container container)
      throws IOException {
    return new ContainerLog(container.id(), container.host(), file).read(yarn, application);
  }

  /** Until the application ends; an instance that starts elsewhere has another log. */
  private void follow(
      YarnGateway yarn,
      ApplicationWatch watch,
      TaskContainers containers,
      TaskContainers.Container first,
      List<String> printed)
      throws IOException {
    TaskContainers.Container container = first;
    List<String> seen = printed;
    while (true) {
      surroundings.pause().await(BETWEEN);
      Optional<ApplicationReport> report = watch.report();
      if (report.isEmpty()) {
        continue;
      }
      if (LiveCluster.hasEnded(report.get())) {
        console.progress("the application has ended");
        return;
      }
      try {
        TaskContainers.Container now = find(containers, report.get(), watch.api(report.get()));
        if (!now.id().equals(container.id())) {
          console.progress("here another log begins: " + now.id());
          container = now;
          seen = List.of();
        }
        List<String> all = read(yarn, report.get(), container);
        all.subList(known(seen, all), all.size()).forEach(console::print);
        seen = all;
      } catch (CommandFailed e) {
        console.progress(OneLine.of(e));
      }
    }
  }

  /** How many of the lines were there before: only the end of a large file is read. */
  static int known(List<String> before, List<String> now) {
    for (int cut = 0; cut < before.size(); cut++) {
      List<String> rest = before.subList(cut, before.size());
      if (rest.size() <= now.size() && now.subList(0, rest.size()).equals(rest)) {
        return rest.size();
      }
    }
    return 0;
  }
}
