package org.kafkayarn.am.control;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * The edge to the launchers: keeps one long poll open to each whose container runs, so that the end
 * of a Kafka process is known at once, and carries orders. Called by the loop's thread; answers
 * arrive on the HTTP client's and become events.
 */
public final class LauncherGateway {
  private static final Duration EXCHANGE = Duration.ofSeconds(5);
  private static final Duration LONG_POLL = Duration.ofSeconds(30);

  /**
   * Between attempts to reach a launcher that does not answer: it starts in about half a second.
   */
  private static final long FIRST_RETRY_MS = 50;

  private static final long LAST_RETRY_MS = 2_000;

  private final HttpClient http;
  private final IntFunction<String> tokens;
  private final Consumer<Event> events;
  private final Executor blocking;
  private final Map<String, Watch> watches = new HashMap<>();

  /**
   * @param tokens the control token of a node; may block, called on {@code blocking}
   */
  public LauncherGateway(IntFunction<String> tokens, Executor blocking, Consumer<Event> events) {
    this.http =
        HttpClient.newBuilder()
            .executor(blocking)
            .connectTimeout(EXCHANGE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.tokens = tokens;
    this.blocking = blocking;
    this.events = events;
  }

  /** Watches the launchers of all containers that run, and no others. */
  public void follow(Snapshot snapshot) {
    Map<String, Slot> wanted = new HashMap<>();
    for (Slot slot : snapshot.state().slots().values()) {
      if (slot.phase() == Slot.Phase.UP) {
        wanted.put(slot.container().orElseThrow().containerId(), slot);
      }
    }
    watches
        .entrySet()
        .removeIf(
            entry -> {
              if (wanted.containsKey(entry.getKey())) {
                return false;
              }
              entry.getValue().end();
              return true;
            });
    wanted.forEach(
        (container, slot) ->
            watches.computeIfAbsent(
                container,
                id -> {
                  int port = snapshot.state().ledger().node(slot.id()).orElseThrow().controlPort();
                  Watch watch = new Watch(slot.id(), slot.container().orElseThrow(), port);
                  blocking.execute(watch::begin);
                  return watch;
                }));
  }

  public void start(Action.StartKafka action) {
    order(action.container(), Order.START, client -> client.start(action.spec()));
  }

  public void stop(Action.StopKafka action) {
    order(
        action.container(),
        Order.STOP,
        client -> action.grantWait().map(client::stop).orElseGet(client::stop));
  }

  public void exit(Action.ExitLauncher action) {
    order(action.container(), Order.EXIT, ControlClient::exit);
  }

  private void order(
      Held container, Order order, Function<ControlClient, CompletableFuture<LauncherState>> call) {
    Watch watch = watches.get(container.containerId());
    if (watch == null) {
      events.accept(
          new LauncherEvent.OrderDone(
              container.nodeId(),
              container.containerId(),
              order,
              Optional.of("its launcher is not known yet")));
      return;
    }
    watch.order(order, call);
  }

  /** The long poll to one launcher; it ends with the container. */
  private final class Watch {
    private final int nodeId;
    private final Held container;
    private final int port;
    private final CompletableFuture<ControlClient> client = new CompletableFuture<>();
    private volatile boolean ended;

    Watch(int nodeId, Held container, int port) {
      this.nodeId = nodeId;
      this.container = container;
      this.port = port;
    }

    void begin() {
      try {
        client.complete(
            new ControlClient(http, container.host(), port, tokens.apply(nodeId), EXCHANGE));
      } catch (RuntimeException e) {
        silent(reason(e));
        later(LAST_RETRY_MS, this::begin);
        return;
      }
      poll(-1, FIRST_RETRY_MS);
    }

    private void poll(long after, long retryMs) {
      if (ended) {
        return;
      }
      Supplier<CompletableFuture<LauncherState>> call =
          () -> client.join().stateAfter(after, LONG_POLL).thenApply(this::own);
      var unused =
          call.get()
              .whenComplete(
                  (state, failure) -> {
                    if (ended) {
                      return;
                    }
                    if (failure == null) {
                      events.accept(
                          new LauncherEvent.Answered(nodeId, container.containerId(), state));
                      poll(state.version(), FIRST_RETRY_MS);
                    } else {
                      silent(reason(failure));
                      later(retryMs, () -> poll(-1, Math.min(2 * retryMs, LAST_RETRY_MS)));
                    }
                  });
    }

    /** An earlier container's launcher may hold the port until ours has sent it away. */
    private LauncherState own(LauncherState state) {
      if (!state.containerId().equals(container.containerId())) {
        throw new OtherLauncher(state.containerId());
      }
      return state;
    }

    private void silent(String reason) {
      events.accept(new LauncherEvent.Silent(nodeId, container.containerId(), reason));
    }

    private void later(long delayMs, Runnable next) {
      CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS, blocking).execute(next);
    }

    void order(Order order, Function<ControlClient, CompletableFuture<LauncherState>> call) {
      var unused =
          client
              .thenCompose(call)
              .thenApply(this::own)
              .whenComplete(
                  (state, failure) -> {
                    if (failure == null) {
                      events.accept(
                          new LauncherEvent.Answered(nodeId, container.containerId(), state));
                    }
                    events.accept(
                        new LauncherEvent.OrderDone(
                            nodeId,
                            container.containerId(),
                            order,
                            Optional.ofNullable(failure).map(LauncherGateway::reason)));
                  });
    }

    void end() {
      ended = true;
    }
  }

  /** Who answered is not the launcher that was spoken to. */
  private static final class OtherLauncher extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherLauncher(String container) {
      super("the earlier " + container + " still runs there, and is told to exit");
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    if (cause instanceof OtherLauncher) {
      return message;
    }
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
