package org.kafkayarn.client.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.recovery.RecoveryReport;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.client.text.OneLine;

/**
 * The ApplicationMaster's API, asked directly: the ResourceManager's proxy would drop the
 * credential.
 */
public final class AmClient implements AmApi {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Launchers read files, Kafka elects, or is stopped and started. */
  private static final Duration RECOVERY = Duration.ofMinutes(3);

  /** Above the ApplicationMaster's own patience with the file system. */
  private static final Duration CHANGE = Duration.ofSeconds(30);

  /** Lenient to what a newer ApplicationMaster adds. */
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final String base;
  private final String token;

  public AmClient(String host, int port, String token) {
    this.base = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/api/v1";
    this.token = token;
  }

  /**
   * The status, and its JSON as it came.
   *
   * @param etag names this state of it
   */
  public record Answer(ClusterStatus status, JsonNode json, String etag) {}

  @Override
  public Optional<Answer> status(Optional<String> seen, Duration wait) throws IOException {
    String query =
        seen.map(tag -> "?waitMs=" + wait.toMillis() + "&seen=" + URLEncoder.encode(tag, UTF_8))
            .orElse("");
    HttpResponse<String> response =
        send(request("/status" + query).timeout(ANSWER.plus(wait)).GET().build());
    String etag = response.headers().firstValue("ETag").orElse("");
    if (response.statusCode() == 304 || seen.filter(etag::equals).isPresent()) {
      return Optional.empty();
    }
    expect(200, response);
    try {
      JsonNode json = JSON.readTree(response.body());
      return Optional.of(new Answer(JSON.treeToValue(json, ClusterStatus.class), json, etag));
    } catch (JsonProcessingException e) {
      throw new IOException("not a status from " + base + ": " + OneLine.of(e), e);
    }
  }

  @Override
  public List<ClusterEvent> events(OptionalLong after, int limit, Duration wait)
      throws IOException {
    String query = "/events?limit=" + limit + "&wait=" + wait.toSeconds();
    HttpResponse<String> response =
        send(
            request(query + (after.isPresent() ? "&after=" + after.getAsLong() : ""))
                .timeout(ANSWER.plus(wait))
                .GET()
                .build());
    expect(200, response);
    try {
      return List.of(JSON.readValue(response.body(), ClusterEvent[].class));
    } catch (JsonProcessingException e) {
      throw new IOException("no events from " + base + ": " + OneLine.of(e), e);
    }
  }

  @Override
  public void purged(List<Gone> gone) throws IOException {
    expect(
        202,
        send(
            request("/data/purged")
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(gone), UTF_8))
                .build()));
  }

  @Override
  public SpecAnswer change(SpecChanges changes, boolean dryRun) throws IOException {
    return changed("/spec", SpecFile.tree(changes), dryRun);
  }

  @Override
  public SpecAnswer rollBack(Optional<Long> to, boolean dryRun) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    to.ifPresent(number -> body.put("to", number));
    return changed("/spec/rollback", body, dryRun);
  }

  private SpecAnswer changed(String path, JsonNode body, boolean dryRun) throws IOException {
    HttpResponse<String> response =
        send(
            request(path + "?dryRun=" + dryRun)
                .timeout(CHANGE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body), UTF_8))
                .build());
    refuse(response);
    expect(200, response);
    return parse(response, SpecAnswer.class);
  }

  @Override
  public MetadataAnswer metadata() throws IOException {
    HttpResponse<String> response = send(request("/metadata").timeout(ANSWER).GET().build());
    refuse(response);
    expect(200, response);
    return parse(response, MetadataAnswer.class);
  }

  @Override
  public UpgradeAnswer upgradeMetadata(Optional<String> to, boolean dryRun) throws IOException {
    String body =
        JSON.writeValueAsString(to.map(version -> Map.of("to", version)).orElseGet(Map::of));
    HttpResponse<String> response =
        send(
            request("/metadata?dryRun=" + dryRun)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                .build());
    refuse(response);
    if (response.statusCode() != 202) {
      expect(200, response);
    }
    return parse(response, UpgradeAnswer.class);
  }

  @Override
  public ProgramAnswer program() throws IOException {
    HttpResponse<String> response = send(request("/program").timeout(ANSWER).GET().build());
    if (response.statusCode() == 404) {
      throw new ApiRefusal(
          409,
          "the cluster runs an earlier kafka-yarn, which cannot hand over. Stop it, then submit it with this one");
    }
    refuse(response);
    expect(200, response);
    return parse(response, ProgramAnswer.class);
  }

  @Override
  public void handOver(Program program) throws IOException {
    HttpResponse<String> response =
        send(
            request("/program")
                .timeout(CHANGE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(program), UTF_8))
                .build());
    refuse(response);
    if (response.statusCode() != 200) {
      expect(202, response);
    }
  }

  @Override
  public JsonNode call(String method, String path, Optional<JsonNode> body, Duration within)
      throws IOException {
    HttpRequest.BodyPublisher publisher =
        body.isPresent()
            ? HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body.get()), UTF_8)
            : HttpRequest.BodyPublishers.noBody();
    HttpResponse<String> response =
        send(
            request(path)
                .timeout(within)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build());
    refuse(response);
    if (response.statusCode() / 100 != 2) {
      expect(200, response);
    }
    return parse(response, JsonNode.class);
  }

  private <T> T parse(HttpResponse<String> response, Class<T> type) throws IOException {
    try {
      return JSON.readValue(response.body(), type);
    } catch (JsonProcessingException e) {
      throw new IOException("not understood from " + base + ": " + OneLine.of(e), e);
    }
  }

  @Override
  public RecoveryReport recovery(boolean force) throws IOException {
    return report(send(request("/recover?force=" + force).timeout(RECOVERY).GET().build()));
  }

  @Override
  public RecoveryReport recover(List<String> partitions, boolean force) throws IOException {
    String only =
        partitions.isEmpty()
            ? ""
            : "&partitions=" + URLEncoder.encode(String.join(",", partitions), UTF_8);
    return report(post("/recover?force=" + force + only));
  }

  @Override
  public String rebuildQuorum(int node) throws IOException {
    HttpResponse<String> response = post("/recover?quorumFrom=" + node + "&acceptDataLoss=true");
    refuse(response);
    expect(200, response);
    return JSON.readTree(response.body()).path("message").asText();
  }

  private HttpResponse<String> post(String path) throws IOException {
    return send(request(path).timeout(RECOVERY).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  private RecoveryReport report(HttpResponse<String> response) throws IOException {
    refuse(response);
    expect(200, response);
    try {
      return JSON.readValue(response.body(), RecoveryReport.class);
    } catch (JsonProcessingException e) {
      throw new IOException("no word on the recovery from " + base + ": " + OneLine.of(e), e);
    }
  }

  /** A refusal as the API writes it: RFC 9457. */
  private static void refuse(HttpResponse<String> response) throws IOException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.startsWith("application/problem+json")) {
      throw new ApiRefusal(
          response.statusCode(), JSON.readTree(response.body()).path("detail").asText());
    }
  }

  @Override
  public BrokerFiles files() {
    return new BrokerFilesClient(
        (path, within) -> {
          HttpResponse<String> response = send(request(path).timeout(within).GET().build());
          refuse(response);
          expect(200, response);
          return response;
        });
  }

  @Override
  public void stop() throws IOException {
    expect(
        202,
        send(request("/stop").timeout(ANSWER).POST(HttpRequest.BodyPublishers.noBody()).build()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private void expect(int code, HttpResponse<String> response) throws IOException {
    if (response.statusCode() != code) {
      throw new IOException(
          "%s answers %d: %s".formatted(base, response.statusCode(), OneLine.of(response.body())));
    }
  }
}
