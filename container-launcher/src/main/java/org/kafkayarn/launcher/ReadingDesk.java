package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.kafkayarn.launcher.child.MetricsSocket;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LogFilesText;
import org.kafkayarn.launcher.contract.LogSlice;

/**
 * Answers who wants to read the container's logs and Kafka's metrics. All reading is done by
 * threads of its own: a disk that hangs must hold none of those that orders come by.
 */
final class ReadingDesk {
  private static final int MOST_LINES = 1_000_000;
  private static final Duration DISK_PATIENCE = Duration.ofSeconds(4);

  /**
   * How often a log is looked at for a reader who waits. A busy log gets hundreds of lines in that
   * time, which then come in one answer; the file system's own events would come for each.
   */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final ContainerLogs logs;
  private final KafkaMetrics metrics;
  private final StateBoard board;
  private final ScheduledExecutorService disk = thread("control-logs");
  private final ScheduledExecutorService kafka = thread("control-metrics");

  ReadingDesk(List<Path> logDirectories, StateBoard board) {
    this.logs = new ContainerLogs(logDirectories);
    this.metrics = new KafkaMetrics(Path.of(MetricsSocket.NAME), thread("control-timer"));
    this.board = board;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** False for what is not read here. */
  boolean takes(ControlExchange exchange) {
    Map<String, String> query = exchange.query();
    switch (exchange.verb()) {
      case "GET " + ControlProtocol.LOGS -> files(exchange);
      case "GET " + ControlProtocol.LOG -> log(exchange, query);
      case "GET " + ControlProtocol.METRICS ->
          metrics(
              exchange, Boolean.parseBoolean(query.getOrDefault(ControlProtocol.PARTITIONS, "")));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void files(ControlExchange exchange) {
    answer(
        exchange,
        patiently(CompletableFuture.supplyAsync(() -> read(logs::list), disk), Duration.ZERO),
        files -> exchange.answer(200, LogFilesText.write(files)));
  }

  private void log(ControlExchange exchange, Map<String, String> query) {
    String file = query.getOrDefault(ControlProtocol.FILE, KafkaLogging.SERVER_LOG);
    CompletableFuture<LogSlice> slice = new CompletableFuture<>();
    Duration wait = Duration.ZERO;
    if (query.containsKey(ControlProtocol.FROM)) {
      LogPosition from = LogPosition.parse(query.get(ControlProtocol.FROM));
      wait =
          Duration.ofMillis(number(query, ControlProtocol.WAIT_MS, 0, ControlProtocol.MAX_WAIT_MS));
      long deadline = System.nanoTime() + wait.toNanos();
      disk.execute(() -> look(file, from, deadline, slice));
    } else {
      int lines = number(query, ControlProtocol.LINES, 100, MOST_LINES);
      disk.execute(() -> complete(slice, () -> Optional.of(logs.last(file, lines))));
    }
    answer(
        exchange,
        patiently(slice, wait),
        found -> exchange.answer(200, found.text(), headers(found)));
  }

  private static <T> void answer(
      ControlExchange exchange, CompletableFuture<T> result, Consumer<T> answer) {
    CompletableFuture<T> unused =
        result.whenComplete(
            (found, error) -> {
              if (error == null) {
                answer.accept(found);
              } else {
                exchange.refuse(error);
              }
            });
  }

  private void look(
      String file, LogPosition from, long deadline, CompletableFuture<LogSlice> answer) {
    if (answer.isDone()) {
      return; // nobody waits any more
    }
    complete(
        answer,
        () -> {
          LogSlice slice = logs.after(file, from);
          return Optional.of(slice)
              .filter(found -> !found.text().isEmpty() || System.nanoTime() >= deadline);
        });
    if (!answer.isDone()) {
      Object unused =
          disk.schedule(
              () -> look(file, from, deadline, answer), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Map<String, String> headers(LogSlice slice) {
    return slice.gap()
        ? Map.of(ControlProtocol.LOG_NEXT, slice.next(), ControlProtocol.LOG_GAP, "true")
        : Map.of(ControlProtocol.LOG_NEXT, slice.next());
  }

  private void metrics(ControlExchange exchange, boolean partitions) {
    LauncherState state = board.state();
    if (state.pid().isEmpty()) {
      throw new IllegalArgumentException(
          "Kafka does not run here: "
              + state.phase()
              + state.exit().map(exit -> " (" + exit.message() + ")").orElse(""));
    }
    kafka.execute(
        () -> {
          try {
            exchange.answer(metrics.open(partitions));
          } catch (IOException e) {
            exchange.refuse(new IllegalArgumentException(e.getMessage(), e));
          }
        });
  }

  /** Reads from a disk. */
  private interface Read<T> {
    T run() throws IOException;
  }

  private static <T> T read(Read<T> read) {
    try {
      return read.run();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the logs: " + e, e);
    }
  }

  /** Not yet, when there is none. */
  private static void complete(CompletableFuture<LogSlice> answer, Read<Optional<LogSlice>> read) {
    try {
      read(read).ifPresent(answer::complete);
    } catch (IllegalArgumentException e) {
      answer.completeExceptionally(e);
    }
  }

  private static <T> CompletableFuture<T> patiently(CompletableFuture<T> answer, Duration wait) {
    return answer
        .orTimeout(wait.plus(DISK_PATIENCE).toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            error ->
                CompletableFuture.failedFuture(
                    error instanceof TimeoutException
                        ? new IllegalArgumentException(
                            "the disk of the logs has not answered within "
                                + DISK_PATIENCE.toSeconds()
                                + " s")
                        : error));
  }

  private static int number(Map<String, String> query, String name, int otherwise, int most) {
    String text = query.getOrDefault(name, String.valueOf(otherwise));
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(name + " is not a number: " + text);
    }
    return Math.min(most, Integer.parseInt(text));
  }
}
