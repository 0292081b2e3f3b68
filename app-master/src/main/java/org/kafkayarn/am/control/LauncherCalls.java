package org.kafkayarn.am.control;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LogEnd;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

/**
 * What an operator's order asks of launchers, beside what the loop orders: answers go to whoever
 * asked. Any thread.
 */
public final class LauncherCalls {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A node with many large logs reads for a while. */
  private static final Duration LOG_ENDS = Duration.ofSeconds(30);

  /** Kafka may have to be killed, after some seconds for its shutdown. */
  private static final Duration REBUILD = Duration.ofSeconds(60);

  /** A launcher waits 5 s for Kafka. */
  private static final Duration METRICS = Duration.ofSeconds(10);

  private record Address(String host, int port) {}

  private final HttpClient http;
  private final IntFunction<String> tokens;
  private final Executor blocking;
  private volatile Map<Integer, Address> addresses = Map.of();

  /**
   * @param tokens the control token of a node; may block, called on {@code blocking}
   */
  public LauncherCalls(IntFunction<String> tokens, Executor blocking) {
    this.http =
        HttpClient.newBuilder()
            .executor(blocking)
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.tokens = tokens;
    this.blocking = blocking;
  }

  /** Remembers where launchers run. The loop's thread. */
  public void follow(Snapshot snapshot) {
    Map<Integer, Address> now = new HashMap<>();
    for (Slot slot : snapshot.state().slots().values()) {
      if (slot.phase() == Slot.Phase.UP) {
        int port = snapshot.state().ledger().node(slot.id()).orElseThrow().controlPort();
        now.put(slot.id(), new Address(slot.container().orElseThrow().host(), port));
      }
    }
    if (!now.equals(addresses)) {
      addresses = Map.copyOf(now);
    }
  }

  /** The nodes whose launchers run. */
  public Set<Integer> nodes() {
    return addresses.keySet();
  }

  /** Where the logs of those partitions end on a node that has them. */
  public CompletableFuture<List<LogEnd>> logEnds(int node, List<String> partitions) {
    return call(node, client -> client.logEnds(partitions, LOG_ENDS));
  }

  /** The log files of a node's container. */
  public CompletableFuture<List<LogFile>> logs(int node) {
    return call(node, ControlClient::logs);
  }

  /** The last lines of one of them. */
  public CompletableFuture<LogSlice> log(int node, String file, int lines) {
    return call(node, client -> client.log(file, lines));
  }

  /** What comes behind a slice, as soon as there is something or the wait is over. */
  public CompletableFuture<LogSlice> logAfter(int node, String file, String next, Duration wait) {
    return call(node, client -> client.logAfter(file, next, wait));
  }

  /** Kafka's metrics in Prometheus' text format. */
  public CompletableFuture<String> metrics(int node, boolean partitions) {
    return call(node, client -> client.metrics(partitions, METRICS));
  }

  public CompletableFuture<LauncherState> rebuildQuorum(int node, LaunchSpec spec) {
    return call(node, client -> client.rebuildQuorum(spec, REBUILD));
  }

  private <T> CompletableFuture<T> call(
      int node, Function<ControlClient, CompletableFuture<T>> call) {
    Optional<Address> address = Optional.ofNullable(addresses.get(node));
    if (address.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the launcher of node " + node + " does not run"));
    }
    return CompletableFuture.supplyAsync(() -> tokens.apply(node), blocking)
        .thenApply(
            token ->
                new ControlClient(http, address.get().host(), address.get().port(), token, CONNECT))
        .thenCompose(call);
  }
}
