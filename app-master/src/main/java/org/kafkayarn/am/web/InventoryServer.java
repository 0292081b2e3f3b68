package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.kafkayarn.am.inventory.Survey;
import org.kafkayarn.am.spec.PortRange;
import org.kafkayarn.launcher.contract.DataAnswer;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.InventoryProtocol;

/** The ApplicationMaster's side of {@link InventoryProtocol}. */
public final class InventoryServer implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int MAX_BODY = 16 << 20;

  /** Makes the question of a visit, by the ledger of that moment. */
  @FunctionalInterface
  public interface Asker {
    DataQuestion question(int visit) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final byte[] authorization;
  private final Asker asker;
  private final Consumer<Survey.Change> changes;

  public InventoryServer(
      Optional<PortRange> ports, String token, Asker asker, Consumer<Survey.Change> changes)
      throws IOException {
    this.authorization = ("Bearer " + token).getBytes(UTF_8);
    this.asker = asker;
    this.changes = changes;
    this.server = ApiServer.bind(ports);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public void start() {
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
      if (!MessageDigest.isEqual(authorization, given.getBytes(UTF_8))) {
        send(exchange, 401, "wrong or missing token\n");
        return;
      }
      try {
        send(exchange, 200, serve(exchange));
      } catch (IllegalArgumentException e) {
        send(exchange, 400, e.getMessage() + "\n");
      }
    }
  }

  private String serve(HttpExchange exchange) throws IOException {
    int visit = visit(exchange);
    String verb = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (verb) {
      case "GET " + InventoryProtocol.QUESTION -> {
        DataQuestion question = asker.question(visit);
        changes.accept((survey, now) -> survey.heard(visit, now));
        return question.toText();
      }
      case "POST " + InventoryProtocol.ALIVE -> {
        changes.accept((survey, now) -> survey.heard(visit, now));
        return "";
      }
      case "POST " + InventoryProtocol.ANSWER -> {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
        DataAnswer answer = DataAnswer.fromText(new String(body, UTF_8));
        changes.accept((survey, now) -> survey.answered(visit, answer));
        return "";
      }
      default -> throw new IllegalArgumentException("no such verb: " + verb);
    }
  }

  private static int visit(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String name = InventoryProtocol.VISIT_PARAMETER + "=";
    if (!query.matches(name + "[0-9]{1,9}")) {
      throw new IllegalArgumentException("not a visit: " + query);
    }
    return Integer.parseInt(query.substring(name.length()));
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    // Whoever has just answered gets to know that it was heard.
    server.stop(1);
    threads.shutdownNow();
  }
}
