package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.YarnEvent;

/**
 * The edge to the NodeManagers: starts containers, and tells their sizes when these have changed,
 * nothing else (they end by their launcher or by a release). NMClient blocks, so each call runs on
 * the given executor, whose size bounds them.
 */
public final class NodeManagerGateway {
  private final NMClient client;
  private final GrantedContainers granted;
  private final LaunchContexts contexts;
  private final TaskContexts tasks;
  private final Executor blocking;
  private final Consumer<Event> events;

  public NodeManagerGateway(
      Configuration conf,
      GrantedContainers granted,
      LaunchContexts contexts,
      TaskContexts tasks,
      Executor blocking,
      Consumer<Event> events) {
    this.granted = granted;
    this.contexts = contexts;
    this.tasks = tasks;
    this.blocking = blocking;
    this.events = events;
    this.client = NMClient.createNMClient();
    // Brokers outlive the ApplicationMaster; the default would stop them with this client.
    client.cleanupRunningContainersOnStop(false);
    client.init(conf);
    client.start();
  }

  public void launch(Action.Launch action) {
    launch(action.container(), () -> contexts.of(action.spec()));
  }

  public void launch(Action.LaunchTask action) {
    launch(action.container(), () -> tasks.of(action.launch()));
  }

  /** What is started; making it reads the file system. */
  private interface Context {
    ContainerLaunchContext make() throws IOException;
  }

  private void launch(Held held, Context context) {
    blocking.execute(
        () ->
            events.accept(
                start(held.containerId(), context)
                    .<Event>map(
                        failure ->
                            new YarnEvent.LaunchFailed(held.nodeId(), held.containerId(), failure))
                    .orElseGet(() -> new YarnEvent.Launched(held.nodeId(), held.containerId()))));
  }

  private Optional<String> start(String id, Context context) {
    try {
      Container container =
          granted.get(id).orElseThrow(() -> new IOException("YARN has taken it back"));
      client.startContainer(container, context.make());
      return Optional.empty();
    } catch (YarnException | IOException e) {
      return Optional.of(firstLine(e));
    }
  }

  /** The container has the size that was asked for, as its new token says. */
  public void resize(Action.ResizeContainer action, Container container) {
    blocking.execute(() -> events.accept(ContainerResizes.answer(action, tell(container))));
  }

  private Optional<String> tell(Container container) {
    try {
      client.updateContainerResource(container);
      return Optional.empty();
    } catch (YarnException | IOException e) {
      return knows(container, e)
          ? Optional.empty()
          : Optional.of("its NodeManager does not take the new size: " + firstLine(e));
    }
  }

  /**
   * The ResourceManager tells the NodeManager of a decrease by itself, and may be earlier
   * (SchedulerApplicationAttempt.updateContainerAndNMToken and
   * ContainerManagerImpl.updateContainerInternal, 3.3.6).
   */
  private static boolean knows(Container container, Exception e) {
    return String.valueOf(e.getMessage())
        .contains("has update version [" + container.getVersion() + "] >=");
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  public void stop() {
    client.stop();
  }
}
