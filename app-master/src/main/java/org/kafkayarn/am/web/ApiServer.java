package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.spec.PortRange;

/**
 * The ApplicationMaster's HTTP endpoint: the page and the JSON behind YARN's web proxy, read only,
 * and the API of the CLI, which shows the owner's token. Who shows neither is sent to the proxy.
 */
public final class ApiServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final long LONGEST_WAIT_MS = 30_000;
  private static final int EVENTS_ON_PAGE = 30;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "api");
            thread.setDaemon(true);
            return thread;
          });
  private final StatusFeed feed;
  private final Chronicle chronicle;
  private final EventsEndpoint events;
  private final String token;
  private final WebProxy proxy;
  private final Runnable stop;

  /**
   * @param ports where the port is taken from; absent: any free one
   * @param stop asks for the orderly stop of the cluster
   */
  public ApiServer(
      Optional<PortRange> ports,
      StatusFeed feed,
      Chronicle chronicle,
      String token,
      WebProxy proxy,
      Runnable stop)
      throws IOException {
    this.feed = feed;
    this.chronicle = chronicle;
    this.events = new EventsEndpoint(chronicle);
    this.token = token;
    this.proxy = proxy;
    this.stop = stop;
    this.server = bind(ports);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  static HttpServer bind(Optional<PortRange> ports) throws IOException {
    if (ports.isEmpty()) {
      return HttpServer.create(new InetSocketAddress(0), 0);
    }
    for (int port = ports.get().first(); port <= ports.get().last(); port++) {
      try {
        return HttpServer.create(new InetSocketAddress(port), 0);
      } catch (BindException e) {
        // The next one may be free.
      }
    }
    throw new IOException("no free port in " + ports.get() + ": give a wider -am-port");
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public void start() {
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      boolean owner = showsToken(exchange);
      if (!owner && !proxy.isProxy(exchange.getRemoteAddress().getAddress())) {
        toProxy(exchange);
        return;
      }
      switch (exchange.getRequestMethod() + " " + path) {
        case "GET /" ->
            send(
                exchange,
                200,
                "text/html; charset=utf-8",
                StatusPage.of(feed.current().status(), chronicle.last(EVENTS_ON_PAGE)));
        case "GET /api/v1/status" -> status(exchange);
        case "GET /api/v1/events" -> events(exchange, owner);
        case "POST /api/v1/stop" -> {
          if (owner) {
            stop.run();
            send(exchange, 202, "application/json", "{\"accepted\":true}");
          } else {
            send(exchange, 403, "text/plain", "Changes need the owner's token\n");
          }
        }
        default -> send(exchange, 404, "text/plain", "Nothing at " + path + "\n");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void status(HttpExchange exchange) throws IOException, InterruptedException {
    Map<String, String> query = query(exchange);
    long waitMs;
    try {
      waitMs = Math.min(LONGEST_WAIT_MS, Long.parseLong(query.getOrDefault("waitMs", "0")));
    } catch (NumberFormatException e) {
      send(exchange, 400, "text/plain", "waitMs is not a number: " + query.get("waitMs") + "\n");
      return;
    }
    StatusFeed.Edition edition = feed.after(query.getOrDefault("seen", ""), waitMs);
    exchange.getResponseHeaders().set("ETag", edition.tag());
    send(exchange, 200, "application/json", edition.json());
  }

  private void events(HttpExchange exchange, boolean owner)
      throws IOException, InterruptedException {
    try {
      send(exchange, 200, "application/json", events.answer(query(exchange), owner));
    } catch (EventsEndpoint.BadQueryException e) {
      send(exchange, 400, "text/plain", e.getMessage() + "\n");
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    String raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    return Arrays.stream(raw.split("&"))
        .filter(pair -> pair.contains("="))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> URLDecoder.decode(pair[0], UTF_8),
                pair -> URLDecoder.decode(pair[1], UTF_8),
                (first, second) -> second));
  }

  private boolean showsToken(HttpExchange exchange) {
    String shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    return MessageDigest.isEqual(shown.getBytes(UTF_8), ("Bearer " + token).getBytes(UTF_8));
  }

  private void toProxy(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", proxy.url());
    send(exchange, 302, "text/plain", "This page is served through YARN: " + proxy.url() + "\n");
  }

  /** Always with a body: YARN's proxy breaks on answers without one. */
  private static void send(HttpExchange exchange, int code, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    // Whoever waits for the end of the cluster gets its last status.
    server.stop(1);
    threads.shutdownNow();
  }
}
