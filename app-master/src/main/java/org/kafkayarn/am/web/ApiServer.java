package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.kafkayarn.am.spec.PortRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ApplicationMaster's HTTP server: the page and the JSON behind YARN's web proxy, read only,
 * and the API of the CLI, which shows the owner's token. Who shows neither is sent to the proxy.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int THREADS = 16;
  private static final int LARGEST_BODY = 1024 * 1024;

  /**
   * What browsers tell the proxy, which passes it on (WebAppProxyServlet and AuthenticationFilter,
   * Hadoop 3.3.6).
   */
  private static final Set<String> OF_THE_PROXY =
      Set.of("proxyapproved", "user.name", "doAs", "delegation");

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "api");
            thread.setDaemon(true);
            return thread;
          });
  private final Routes routes;
  private final String token;
  private final WebProxy proxy;

  /**
   * @param ports where the port is taken from; absent: any free one
   * @param token what the owner shows
   * @param resources what there is to ask for
   */
  public ApiServer(Optional<PortRange> ports, String token, WebProxy proxy, ApiResources resources)
      throws IOException {
    this.token = token;
    this.proxy = proxy;
    this.routes = new Routes(resources.endpoints());
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
      boolean owner = showsToken(exchange);
      if (!owner && !proxy.isProxy(exchange.getRemoteAddress().getAddress())) {
        exchange.getResponseHeaders().set("Location", proxy.url());
        send(exchange, Answer.text(302, "This page is served through YARN: " + proxy.url()));
        return;
      }
      send(exchange, safely(exchange, owner));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request without an answer would look like a server that is not there. */
  private Answer safely(HttpExchange exchange, boolean owner)
      throws IOException, InterruptedException {
    try {
      return answer(exchange, owner);
    } catch (RefusedRequest e) {
      return e.answer();
    } catch (RuntimeException e) {
      LOG.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
      return Answer.problem(500, "this request met an error: " + e, Optional.empty());
    }
  }

  private Answer answer(HttpExchange exchange, boolean owner)
      throws IOException, InterruptedException, RefusedRequest {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    Optional<Routes.Match> match = routes.find(method, path);
    if (match.isEmpty()) {
      return nothing(method, path);
    }
    boolean reads = method.equals("GET");
    if (!reads && !owner) {
      return Answer.problem(403, "changes need the owner's token", Optional.empty());
    }
    Map<String, String> query;
    try {
      query = query(exchange);
      if (!owner) {
        query.keySet().removeAll(OF_THE_PROXY);
      }
    } catch (IllegalArgumentException e) {
      return Answer.problem(
          400, "the query cannot be decoded: " + e.getMessage(), Optional.empty());
    }
    byte[] body = reads ? new byte[0] : exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    return body.length > LARGEST_BODY
        ? Answer.problem(
            413, "the body is larger than " + LARGEST_BODY + " bytes", Optional.empty())
        : match
            .get()
            .endpoint()
            .answer(new Request(match.get().variables(), query, owner, new String(body, UTF_8)));
  }

  private Answer nothing(String method, String path) {
    SortedSet<String> methods = routes.methods(path);
    return methods.isEmpty()
        ? Answer.problem(404, "there is nothing at " + path, Optional.empty())
        : Answer.problem(
            405,
            "%s is not for %s: use %s".formatted(method, path, String.join(" or ", methods)),
            Optional.empty());
  }

  private static Map<String, String> query(HttpExchange exchange) {
    String raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    Map<String, String> query = new HashMap<>();
    for (String pair : raw.split("&", -1)) {
      // A name without a value must not be as if it were not there: "?dryRun".
      String[] halves = pair.split("=", 2);
      String name = URLDecoder.decode(halves[0], UTF_8);
      String value = halves.length == 1 ? "" : URLDecoder.decode(halves[1], UTF_8);
      if (!pair.isEmpty() && query.put(name, value) != null) {
        throw new IllegalArgumentException(name + " is there twice");
      }
    }
    return query;
  }

  private boolean showsToken(HttpExchange exchange) {
    String shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    return MessageDigest.isEqual(shown.getBytes(UTF_8), ("Bearer " + token).getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      // An answer to it has no body; the server would take one for an error.
      exchange.sendResponseHeaders(answer.code(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.code(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    // Whoever waits for the end of the cluster gets its last status.
    server.stop(1);
    threads.shutdownNow();
  }
}
