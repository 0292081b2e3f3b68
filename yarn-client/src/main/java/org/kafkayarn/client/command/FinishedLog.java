package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.events.EventKind;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.YarnGateway;

/** The log of a broker whose launcher cannot be asked, as YARN keeps it. */
final class FinishedLog {
  private static final Pattern CONTAINER =
      Pattern.compile("container_(?:e\\d+_)?(\\d+_\\d+)_\\d+_\\d+");

  /** A container that was granted may never have been started. */
  private static final Set<String> NOT_STARTED =
      Set.of(EventKind.GRANTED.word(), EventKind.RELEASED.word());

  private final YarnGateway yarn;
  private final ClusterHome home;
  private final Console console;

  FinishedLog(YarnGateway yarn, ClusterHome home, Console console) {
    this.yarn = yarn;
    this.home = home;
    this.console = console;
  }

  private record Container(String id, String host) {}

  /**
   * @param application the one that runs, or the last one
   * @param why the launcher is not asked
   */
  void print(
      Optional<ApplicationReport> application, String why, int broker, String file, int lines)
      throws IOException {
    if (application.isEmpty()) {
      throw new CommandFailed(
          why + ", and YARN has forgotten its last application: its logs may still be aggregated",
          List.of());
    }
    String id = application.get().getApplicationId().toString();
    Container container =
        last(broker, id)
            .orElseThrow(
                () ->
                    new CommandFailed(
                        "%s, and no container of broker %d was started in %s"
                            .formatted(why, broker, id),
                        List.of("the events tell more: kafka-yarn events -node " + broker)));
    String command = "yarn logs -applicationId %s -containerId %s".formatted(id, container.id());
    console.warn(
        "%s. Reading %s of %s on %s from YARN: %s -log_files %s"
            .formatted(OneLine.of(why), file, container.id(), container.host(), command, file));
    List<String> all =
        new ContainerLog(container.id(), container.host(), file).read(yarn, application.get());
    ContainerLog.last(all, lines).forEach(console::print);
  }

  /** The last one that was started for a broker in an application. */
  private Optional<Container> last(int broker, String application) throws IOException {
    Optional<Container> last = Optional.empty();
    for (ClusterEvent event : home.events().read()) {
      Matcher matcher = CONTAINER.matcher(event.reason());
      if (event.node().equals(Optional.of(broker))
          && !NOT_STARTED.contains(event.kind())
          && matcher.lookingAt()
          && application.equals("application_" + matcher.group(1))) {
        last = Optional.of(new Container(matcher.group(), event.host().orElse("")));
      }
    }
    return last;
  }
}
