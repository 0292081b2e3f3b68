package org.kafkayarn.launcher.contract;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Speaks {@link ControlProtocol} with one launcher, without blocking: a future fails with {@link
 * Refused} when the launcher answered, and with an IOException when nothing came back. Many clients
 * can share one HttpClient.
 */
public final class ControlClient {
  /** The launcher answered with an error: 401 for a wrong token, 400 for a wrong request. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String line;

    Refused(int status, String base, String line) {
      super(base + " answered: " + line);
      this.status = status;
      this.line = line;
    }

    public int status() {
      return status;
    }

    /** What it said. */
    public String line() {
      return line;
    }
  }

  private final HttpClient http;
  private final String base;
  private final String token;
  private final Duration timeout;

  /** The time-out is that of one exchange; a long poll has it on top of what it waits for. */
  public ControlClient(HttpClient http, String host, int port, String token, Duration timeout) {
    this.http = http;
    this.base = "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    this.token = token;
    this.timeout = timeout;
  }

  public CompletableFuture<LauncherState> state() {
    return send(request(ControlProtocol.STATE, timeout).GET());
  }

  /** The state as soon as it is later than the version, or what it is when the wait is over. */
  public CompletableFuture<LauncherState> stateAfter(long version, Duration wait) {
    String query =
        "?%s=%d&%s=%d"
            .formatted(
                ControlProtocol.AFTER,
                version,
                ControlProtocol.WAIT_MS,
                Math.min(wait.toMillis(), ControlProtocol.MAX_WAIT_MS));
    return send(request(ControlProtocol.STATE + query, timeout.plus(wait)).GET());
  }

  public CompletableFuture<LauncherState> start(LaunchSpec spec) {
    return post(ControlProtocol.START, LaunchEnvironment.toText(spec));
  }

  public CompletableFuture<LauncherState> stop() {
    return post(ControlProtocol.STOP, "");
  }

  /** A stop that needs no controller: it is waited for no longer than this. */
  public CompletableFuture<LauncherState> stop(Duration grantWait) {
    return post(
        "%s?%s=%d"
            .formatted(ControlProtocol.STOP, ControlProtocol.GRANT_WAIT_MS, grantWait.toMillis()),
        "");
  }

  public CompletableFuture<LauncherState> restart(LaunchSpec spec) {
    return post(ControlProtocol.RESTART, LaunchEnvironment.toText(spec));
  }

  public CompletableFuture<LauncherState> exit() {
    return post(ControlProtocol.EXIT, "");
  }

  /** Reads files: the wait is for a node with large logs. */
  public CompletableFuture<List<LogEnd>> logEnds(List<String> partitions, Duration within) {
    return http.sendAsync(
            request(ControlProtocol.LOG_ENDS, within)
                .POST(BodyPublishers.ofString(String.join("\n", partitions)))
                .build(),
            BodyHandlers.ofString())
        .thenApply(response -> LogEndsText.read(body(response)));
  }

  /** Kafka may have to be killed before. */
  public CompletableFuture<LauncherState> rebuildQuorum(LaunchSpec spec, Duration within) {
    return send(
        request(ControlProtocol.REBUILD_QUORUM, within)
            .POST(BodyPublishers.ofString(LaunchEnvironment.toText(spec))));
  }

  /** The log files of the container. */
  public CompletableFuture<List<LogFile>> logs() {
    return http.sendAsync(
            request(ControlProtocol.LOGS, timeout).GET().build(), BodyHandlers.ofString())
        .thenApply(response -> LogFilesText.read(body(response)));
  }

  /** The last lines of a log file. */
  public CompletableFuture<LogSlice> log(String file, int lines) {
    return slice(
        "?%s=%s&%s=%d".formatted(ControlProtocol.FILE, encoded(file), ControlProtocol.LINES, lines),
        Duration.ZERO);
  }

  /** What comes behind a slice, as soon as there is something or the wait is over. */
  public CompletableFuture<LogSlice> logAfter(String file, String next, Duration wait) {
    return slice(
        "?%s=%s&%s=%s&%s=%d"
            .formatted(
                ControlProtocol.FILE,
                encoded(file),
                ControlProtocol.FROM,
                encoded(next),
                ControlProtocol.WAIT_MS,
                Math.min(wait.toMillis(), ControlProtocol.MAX_WAIT_MS)),
        wait);
  }

  private CompletableFuture<LogSlice> slice(String query, Duration wait) {
    return http.sendAsync(
            request(ControlProtocol.LOG + query, timeout.plus(wait)).GET().build(),
            BodyHandlers.ofString())
        .thenApply(
            response ->
                new LogSlice(
                    body(response),
                    response.headers().firstValue(ControlProtocol.LOG_NEXT).orElse(""),
                    response.headers().firstValue(ControlProtocol.LOG_GAP).isPresent()));
  }

  /** Kafka's metrics in Prometheus' text format; reading many takes a while. */
  public CompletableFuture<String> metrics(boolean partitions, Duration within) {
    return http.sendAsync(
            request(
                    ControlProtocol.METRICS + "?" + ControlProtocol.PARTITIONS + "=" + partitions,
                    within)
                .GET()
                .build(),
            BodyHandlers.ofString())
        .thenApply(this::body);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private CompletableFuture<LauncherState> post(String path, String body) {
    return send(request(path, timeout).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, Duration within) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(within)
        .header("Authorization", "Bearer " + token);
  }

  private CompletableFuture<LauncherState> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(this::answer);
  }

  private LauncherState answer(HttpResponse<String> response) {
    return LauncherStateText.read(body(response));
  }

  private String body(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new Refused(response.statusCode(), base, response.body().strip());
    }
    return response.body();
  }
}
