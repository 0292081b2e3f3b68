package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.segment.LastVoter;

/**
 * The order to make this node the only voter: ends Kafka, writes that into its metadata log, starts
 * Kafka again. While it is under way nobody else may start Kafka here.
 */
final class QuorumRebuild {
  /** A voter without a quorum looks for another leader for 5 s before it ends. */
  private static final Duration IN_ORDER = Duration.ofSeconds(20);

  private static final Duration KILLED = Duration.ofSeconds(20);

  private final Supervisor supervisor;
  private final Executor worker;
  private final AtomicBoolean underWay = new AtomicBoolean();

  QuorumRebuild(Supervisor supervisor, Executor worker) {
    this.supervisor = supervisor;
    this.worker = worker;
  }

  boolean underWay() {
    return underWay.get();
  }

  /** Completes when Kafka was started again, or fails with what stands against it. */
  CompletableFuture<LauncherState> order(LaunchSpec next) {
    Listener listener = Listener.of(next.kafkaProperties());
    if (!underWay.compareAndSet(false, true)) {
      throw new IllegalArgumentException("the quorum is being rebuilt already");
    }
    return CompletableFuture.supplyAsync(() -> rebuild(next, listener), worker)
        .thenCompose(
            done -> {
              underWay.set(false);
              return supervisor.start(next);
            })
        .whenComplete((state, error) -> underWay.set(false));
  }

  private LauncherState rebuild(LaunchSpec next, Listener listener) {
    LauncherState stopped = end();
    Path directory = metadataDirectory(stopped.dataDirs());
    String id =
        Optional.ofNullable(stopped.directoryIds().get(directory.toString()))
            .orElseThrow(
                () -> new IllegalArgumentException("no directory id is known of " + directory));
    try {
      LastVoter.Written written =
          LastVoter.write(
              directory,
              next.nodeId(),
              id,
              listener.name(),
              listener.host(),
              listener.port(),
              System.currentTimeMillis());
      System.err.println(
          "launcher: node %d is the only voter from epoch %d on: the metadata log in %s reached offset %d, epoch %d, %d torn bytes"
              .formatted(
                  next.nodeId(),
                  written.epoch(),
                  directory,
                  written.offset(),
                  written.previousEpoch(),
                  written.tornBytes()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot write the metadata log in " + directory + ": " + e, e);
    }
    return stopped;
  }

  private LauncherState end() {
    // There is no quorum to grant it.
    supervisor.stop(Optional.of(Duration.ZERO)).join();
    if (!stopped(IN_ORDER)) {
      supervisor.board().state().pid().stream()
          .mapToObj(ProcessHandle::of)
          .flatMap(Optional::stream)
          .forEach(ProcessHandle::destroyForcibly);
      if (!stopped(KILLED)) {
        throw new IllegalArgumentException(
            "Kafka does not end: it is " + supervisor.board().state().phase());
      }
    }
    return supervisor.board().state();
  }

  private boolean stopped(Duration within) {
    return Deadline.in(within).await(() -> supervisor.board().state().phase() == Phase.STOPPED);
  }

  private static Path metadataDirectory(List<String> dataDirs) {
    return dataDirs.stream()
        .map(Path::of)
        .filter(path -> Files.isDirectory(path.resolve(LastVoter.LOG)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no metadata log in any of " + dataDirs));
  }

  /** What other controllers reach this one by. */
  private record Listener(String name, String host, int port) {
    private static final Pattern LISTENER = Pattern.compile("([^:,]+)://([^,]*):(\\d{1,5})");

    /** As Kafka does: the advertised listener of that name, or else the listener itself. */
    static Listener of(Map<String, String> properties) {
      String name = properties.getOrDefault("controller.listener.names", "").split(",", -1)[0];
      return in(properties, "advertised.listeners", name)
          .or(() -> in(properties, "listeners", name))
          .filter(listener -> !listener.host().isEmpty())
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "the node has no controller listener with a host: it is no controller"));
    }

    private static Optional<Listener> in(Map<String, String> properties, String key, String name) {
      Matcher listener = LISTENER.matcher(properties.getOrDefault(key, ""));
      while (listener.find()) {
        if (!name.isEmpty() && listener.group(1).equals(name)) {
          return Optional.of(
              new Listener(name, listener.group(2), Integer.parseInt(listener.group(3))));
        }
      }
      return Optional.empty();
    }
  }
}
