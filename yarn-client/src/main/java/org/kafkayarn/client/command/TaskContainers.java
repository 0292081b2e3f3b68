package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.TaskStatus;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.AmClient;

/**
 * The containers of a task's instances: by the status while they run, by the events after that.
 *
 * @param index absent: the only one
 */
record TaskContainers(ClusterHome home, String task, Optional<Integer> index) {
  private static final Pattern STARTED =
      Pattern.compile("(\\S+)/(\\d+) runs in (container_(?:e\\d+_)?(\\d+_\\d+)_\\d+_\\d+).*");

  /** Where an instance runs, or ran last. */
  record Container(int index, String id, String host) {}

  /**
   * The container of the instance; empty when none was started in the application.
   *
   * @param api of the ApplicationMaster, while it serves
   */
  Optional<Container> find(ApplicationReport application, Optional<AmApi> api) throws IOException {
    SortedMap<Integer, Container> all = byEvents(application);
    if (api.isPresent()) {
      all.putAll(byStatus(api.get()));
    }
    if (index.isPresent()) {
      return Optional.ofNullable(all.get(index.get()));
    }
    if (all.size() > 1) {
      throw new UserError(
          "task %s has more than one instance. Name one: %s"
              .formatted(
                  task,
                  all.keySet().stream()
                      .map(each -> task + "/" + each)
                      .collect(Collectors.joining(", "))));
    }
    return all.values().stream().findFirst();
  }

  private static SortedMap<Integer, Container> none() {
    return new TreeMap<>();
  }

  private SortedMap<Integer, Container> byStatus(AmApi api) throws IOException {
    SortedMap<Integer, Container> found = none();
    Optional<AmClient.Answer> answer = api.status(Optional.empty(), Duration.ZERO);
    answer.stream()
        .flatMap(given -> given.status().tasks().stream())
        .filter(each -> each.name().equals(task))
        .map(TaskStatus::instances)
        .forEach(
            instances ->
                instances.stream()
                    .filter(one -> one.containerId().isPresent())
                    .forEach(
                        one ->
                            found.put(
                                one.index(),
                                new Container(
                                    one.index(), one.containerId().get(), one.host().orElse("")))));
    return found;
  }

  private SortedMap<Integer, Container> byEvents(ApplicationReport application) throws IOException {
    SortedMap<Integer, Container> found = none();
    String id = application.getApplicationId().toString();
    for (ClusterEvent event : home.events().read()) {
      Matcher started = STARTED.matcher(event.reason());
      if (started.matches()
          && started.group(1).equals(task)
          && id.equals("application_" + started.group(4))) {
        int which = Integer.parseInt(started.group(2));
        found.put(which, new Container(which, started.group(3), event.host().orElse("")));
      }
    }
    return found;
  }
}
