package org.kafkayarn.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherStateText;

/**
 * The control endpoint: {@link ControlProtocol} over HTTP. A request that waits holds no thread, so
 * a few threads serve any number of long polls.
 */
final class ControlServer {
  private static final int MAX_BODY = 1 << 20;
  private static final int THREADS = 3;

  private final HttpServer server;
  private final Supervisor supervisor;
  private final byte[] authorization;

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

  ControlServer(HttpServer server, Supervisor supervisor, String token) {
    this.server = server;
    this.supervisor = supervisor;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  void start() {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "control");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (!authorized(exchange)) {
      answer(exchange, 401, "wrong or missing token\n");
      return;
    }
    supervisor.heardOfMaster();
    CompletableFuture<LauncherState> result;
    try {
      result = call(exchange);
    } catch (IllegalArgumentException e) {
      answer(exchange, 400, oneLine(e) + "\n");
      return;
    }
    CompletableFuture<LauncherState> unused =
        result.whenComplete(
            (state, error) -> {
              if (error == null) {
                answer(exchange, 200, LauncherStateText.write(state));
              } else {
                answer(exchange, 400, oneLine(error) + "\n");
              }
            });
  }

  private CompletableFuture<LauncherState> call(HttpExchange exchange) throws IOException {
    String verb = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    return switch (verb) {
      case "GET " + ControlProtocol.STATE -> state(exchange);
      case "POST " + ControlProtocol.START -> supervisor.start(spec(exchange));
      case "POST " + ControlProtocol.STOP -> supervisor.stop();
      case "POST " + ControlProtocol.RESTART -> supervisor.restart(spec(exchange));
      case "POST " + ControlProtocol.EXIT -> supervisor.exit();
      default -> throw new IllegalArgumentException("no such verb: " + verb);
    };
  }

  private CompletableFuture<LauncherState> state(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String text = exchange.getRequestURI().getRawQuery();
    for (String part : (text == null ? "" : text).split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        query.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    long after = Long.parseLong(query.getOrDefault(ControlProtocol.AFTER, "-1"));
    long waitMs = Long.parseLong(query.getOrDefault(ControlProtocol.WAIT_MS, "0"));
    long bounded = Math.max(0, Math.min(waitMs, ControlProtocol.MAX_WAIT_MS));
    return supervisor.board().later(after, Duration.ofMillis(bounded));
  }

  private static LaunchSpec spec(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new IllegalArgumentException("the body is larger than " + MAX_BODY + " bytes");
    }
    return LaunchEnvironment.fromText(new String(body, StandardCharsets.UTF_8));
  }

  private boolean authorized(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
  }

  private static String oneLine(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    String message = error instanceof IllegalArgumentException ? error.getMessage() : null;
    return (message == null ? String.valueOf(cause.getMessage()) : message).replace('\n', ' ');
  }

  /** A reader that went away is not our failure. */
  private static void answer(HttpExchange exchange, int status, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    // A kept connection may be closed by one side while the other writes a POST, which cannot be
    // repeated blindly. Requests are few: one connection each.
    exchange.getResponseHeaders().set("Connection", "close");
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    } catch (IOException e) {
      System.err.println("launcher: an answer did not reach its reader: " + e);
    }
  }
}
