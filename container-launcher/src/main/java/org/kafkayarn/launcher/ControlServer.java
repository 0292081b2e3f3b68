package org.kafkayarn.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherStateText;
import org.kafkayarn.launcher.contract.LogEndsText;
import org.kafkayarn.launcher.segment.LogEndReader;

/**
 * The control endpoint: {@link ControlProtocol} over HTTP. A request that waits holds no thread, so
 * a few threads serve any number of long polls.
 */
final class ControlServer {
  private static final int THREADS = 3;

  private final HttpServer server;
  private final Supervisor supervisor;
  private final byte[] authorization;

  /** For what takes longer than an answer may hold a thread of the server; one at a time. */
  private final ExecutorService slow =
      Executors.newSingleThreadExecutor(task -> daemon(task, "control-slow"));

  private final QuorumRebuild rebuild;
  private final ReadingDesk reading;

  /** Listens, and answers nothing yet. */
  static HttpServer bind(int port) throws LaunchFailure {
    // The JDK's server has a thread that times out idle exchanges; a client that never ends its
    // request must not hold one of our few threads for ever. Seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    try {
      return HttpServer.create(new InetSocketAddress(port), 0);
    } catch (BindException e) {
      throw new LaunchFailure(
          FailureClass.PORT_TAKEN, "the control port " + port + " is in use on this host");
    } catch (IOException | IllegalArgumentException e) {
      throw new LaunchFailure(
          FailureClass.BAD_ENVIRONMENT, "cannot listen on the control port " + port + ": " + e);
    }
  }

  ControlServer(HttpServer server, Supervisor supervisor, ReadingDesk reading, String token) {
    this.server = server;
    this.supervisor = supervisor;
    this.reading = reading;
    this.rebuild = new QuorumRebuild(supervisor, slow);
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  void start() {
    server.setExecutor(Executors.newFixedThreadPool(THREADS, task -> daemon(task, "control")));
    server.createContext("/", this::serve);
    server.start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void serve(HttpExchange http) {
    ControlExchange exchange = new ControlExchange(http);
    if (!authorized(exchange)) {
      exchange.answer(401, "wrong or missing token\n");
      return;
    }
    supervisor.heardOfMaster();
    try {
      if (!reading.takes(exchange)) {
        answer(exchange, call(exchange));
      }
    } catch (IllegalArgumentException | IOException e) {
      exchange.refuse(e);
    }
  }

  private static void answer(ControlExchange exchange, CompletableFuture<String> result) {
    CompletableFuture<String> unused =
        result.whenComplete(
            (text, error) -> {
              if (error == null) {
                exchange.answer(200, text);
              } else {
                exchange.refuse(error);
              }
            });
  }

  private CompletableFuture<String> call(ControlExchange exchange) throws IOException {
    String verb = exchange.verb();
    if (verb.equals("POST " + ControlProtocol.LOG_ENDS)) {
      return logEnds(partitions(exchange));
    }
    CompletableFuture<LauncherState> state =
        switch (verb) {
          case "GET " + ControlProtocol.STATE -> state(exchange);
          case "POST " + ControlProtocol.START -> supervisor.start(startable(exchange));
          case "POST " + ControlProtocol.STOP -> supervisor.stop(grantWait(exchange));
          case "POST " + ControlProtocol.RESTART -> supervisor.restart(startable(exchange));
          case "POST " + ControlProtocol.REBUILD_QUORUM -> rebuild.order(spec(exchange));
          case "POST " + ControlProtocol.EXIT -> supervisor.exit();
          default -> throw new IllegalArgumentException("no such verb: " + verb);
        };
    return state.thenApply(LauncherStateText::write);
  }

  private static Optional<Duration> grantWait(ControlExchange exchange) {
    return Optional.ofNullable(exchange.query().get(ControlProtocol.GRANT_WAIT_MS))
        .map(ms -> Duration.ofMillis(Long.parseLong(ms)));
  }

  private LaunchSpec startable(ControlExchange exchange) throws IOException {
    if (rebuild.underWay()) {
      throw new IllegalArgumentException("the quorum is being rebuilt: nothing starts meanwhile");
    }
    return spec(exchange);
  }

  private static List<String> partitions(ControlExchange exchange) throws IOException {
    List<String> names = exchange.body().lines().filter(line -> !line.isBlank()).toList();
    if (names.size() > ControlProtocol.MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "more than " + ControlProtocol.MAX_PARTITIONS + " partitions at once");
    }
    return names;
  }

  private CompletableFuture<String> logEnds(List<String> partitions) {
    LauncherState state = supervisor.board().state();
    boolean recovered = state.phase() == LauncherState.Phase.RUNNING && state.recovery().isEmpty();
    LogEndReader reader =
        new LogEndReader(state.dataDirs().stream().map(Path::of).toList(), recovered);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return LogEndsText.write(reader.read(partitions));
          } catch (IOException e) {
            throw new UncheckedIOException(
                "cannot read the logs in " + state.dataDirs() + ": " + e, e);
          }
        },
        slow);
  }

  private CompletableFuture<LauncherState> state(ControlExchange exchange) {
    Map<String, String> query = exchange.query();
    long after = Long.parseLong(query.getOrDefault(ControlProtocol.AFTER, "-1"));
    long waitMs = Long.parseLong(query.getOrDefault(ControlProtocol.WAIT_MS, "0"));
    long bounded = Math.max(0, Math.min(waitMs, ControlProtocol.MAX_WAIT_MS));
    return supervisor.board().later(after, Duration.ofMillis(bounded));
  }

  private static LaunchSpec spec(ControlExchange exchange) throws IOException {
    return LaunchEnvironment.fromText(exchange.body());
  }

  private boolean authorized(ControlExchange exchange) {
    return MessageDigest.isEqual(
        authorization, exchange.authorization().getBytes(StandardCharsets.UTF_8));
  }
}
