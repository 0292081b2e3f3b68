package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.ControlProtocol;

/** Logs and metrics of brokers; node 0 has a launcher, node 1 has none. */
@Timeout(60)
class BrokerFilesApiTest {
  private static final String CONTAINER = "container_1_0001_01_000002";

  private final List<String> asked = new ArrayList<>();
  private final LauncherCalls calls = new LauncherCalls(node -> "hush", Runnable::run);
  private HttpServer launcher;
  private BrokerFilesResource files;
  private int code = 200;
  private String body = "";

  @BeforeEach
  void serve() throws IOException {
    launcher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    launcher.createContext("/", this::tell);
    launcher.start();
    Snapshot snapshot = snapshot(launcher.getAddress().getPort());
    calls.follow(snapshot);
    files = new BrokerFilesResource(new StatusFeed(snapshot.status()), calls);
  }

  @AfterEach
  void stop() {
    launcher.stop(0);
  }

  private static Snapshot snapshot(int controlPort) {
    ClusterState first =
        ClusterState.initial(
            new Application(
                "u", "application_1_0001", 1, Instant.EPOCH, Application.DEFAULT_HOST_EXPIRY),
            Specs.complete(Specs.small(2, "1-9")),
            Ledger.empty("id"),
            true);
    Held held = new Held(CONTAINER, 0, "127.0.0.1", "127.0.0.1:8042", 0);
    NodeRecord record =
        NodeRecord.placed(0, false, "127.0.0.1", "", "dir", 0).withPorts(1, 0, controlPort);
    ClusterState state =
        first
            .with(first.ledger().with(record))
            .with(first.slot(0).holding(Slot.Phase.UP, held, Instant.EPOCH));
    Plan plan = new Plan(state, List.of(), new TreeMap<>(), List.of(), Optional.empty());
    return new Snapshot(plan, StatusReport.of(plan, Map.of()));
  }

  private void tell(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    exchange.getResponseHeaders().set(ControlProtocol.LOG_NEXT, "7-8-9");
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer ask(String what, String id, Map<String, String> query) throws Exception {
    return files
        .endpoints()
        .get("GET /api/v1/brokers/{id}/" + what)
        .answer(new Request(Map.of("id", id), query, true, ""));
  }

  private Answer refused(String what, String id, Map<String, String> query) {
    return assertThrows(RefusedRequest.class, () -> ask(what, id, query)).answer();
  }

  @Test
  void aLogIsReadAndFollowed() throws Exception {
    body = "a line\n";
    Answer last = ask("log", "0", Map.of("file", "server.log.1", "lines", "5"));
    assertEquals("a line\n", last.body());
    assertEquals(Map.of(ControlProtocol.LOG_NEXT, "7-8-9"), last.headers());
    ask("log", "0", Map.of("from", "7-8-9", "waitMs", "100000"));
    assertEquals(
        List.of(
            "/log?file=server.log.1&lines=5 Bearer hush",
            "/log?file=server.log&from=7-8-9&waitMs=20000 Bearer hush"),
        asked);
  }

  @Test
  void filesAndMetricsAreTold() throws Exception {
    body = "count=1\nname.0=stderr\nbytes.0=7\nmodified.0=1970-01-01T00\\:00\\:01Z\n";
    assertEquals(
        "[{\"name\":\"stderr\",\"bytes\":7,\"modified\":\"1970-01-01T00:00:01Z\"}]",
        ask("logs", "0", Map.of()).body());
    body = "m 1\n# EOF\n";
    assertEquals("m 1\n# EOF\n", ask("metrics", "0", Map.of("partitions", "true")).body());
    assertEquals("/metrics?partitions=true Bearer hush", asked.get(1));
  }

  @Test
  void onlyTheOwnerReadsThem() {
    for (Endpoint endpoint : files.endpoints().values()) {
      Answer answer =
          assertThrows(
                  RefusedRequest.class,
                  () -> endpoint.answer(new Request(Map.of("id", "0"), Map.of(), false, "")))
              .answer();
      assertEquals(403, answer.code());
    }
    assertEquals(List.of(), asked);
  }

  @Test
  void aBrokerThatIsNotThereOrHasNoLauncherIsRefused() {
    assertEquals(404, refused("log", "2", Map.of()).code());
    assertEquals(404, refused("log", "00", Map.of()).code());
    Answer away = refused("metrics", "1", Map.of());
    assertEquals(409, away.code());
    assertTrue(away.body().contains("yarn logs -applicationId application_1_0001"), away.body());
  }

  @Test
  void whatIsAskedWronglyIsNotPassedOn() {
    assertEquals(400, refused("log", "0", Map.of("lines", "-1")).code());
    assertEquals(400, refused("log", "0", Map.of("from", "1-1-1", "waitMs", "x")).code());
    assertEquals(400, refused("log", "0", Map.of("fle", "server.log")).code());
    assertEquals(400, refused("metrics", "0", Map.of("partitions", "yes")).code());
    assertEquals(List.of(), asked);
  }

  @Test
  void whatTheLauncherRefusesIsSaidAsItIs() {
    code = 400;
    body = "there is no log file x here; there are stderr\n";
    Answer wrong = refused("log", "0", Map.of("file", "x"));
    assertEquals(400, wrong.code());
    assertTrue(wrong.body().contains("broker 0: there is no log file x here"), wrong.body());
    body = "Kafka does not run here: FAILED\n";
    assertEquals(409, refused("metrics", "0", Map.of()).code());
    body = "no such verb: GET /log\n";
    Answer old = refused("log", "0", Map.of());
    assertEquals(409, old.code());
    assertTrue(old.body().contains("of an earlier version"), old.body());
    assertTrue(old.body().contains("-containerId " + CONTAINER), old.body());
  }

  @Test
  void aLauncherThatDoesNotAnswerIsSaid() {
    launcher.stop(0);
    assertEquals(503, refused("logs", "0", Map.of()).code());
  }
}
