package org.kafkayarn.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.store.ClusterHome;

/**
 * One broker on Hadoop's own MiniYARNCluster: what is refused, what YARN shows, what one node can.
 */
@Timeout(600)
class MiniYarnIT {
  @TempDir static Path root;

  private static MiniYARNCluster yarn;
  private static YarnClient client;
  private static Cli cli;

  @BeforeAll
  static void startYarn() throws Exception {
    YarnConfiguration conf = new YarnConfiguration();
    conf.set(ClusterHome.ROOT_KEY, root.resolve("home").toUri().toString());
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 128);
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.5f);
    Path jars = Cli.hadoopJars();
    Path confDir = Files.createDirectories(root.resolve("conf"));
    conf.set(YarnConfiguration.YARN_APPLICATION_CLASSPATH, confDir + "," + jars + "/*");
    // Its folders go below the temporary directory, not below the working one.
    System.setProperty("test.build.data", root.resolve("mini").toString());
    yarn = new MiniYARNCluster("kafka-yarn", 1, 1, 1);
    yarn.init(conf);
    yarn.start();
    try (OutputStream site = Files.newOutputStream(confDir.resolve("yarn-site.xml"))) {
      yarn.getConfig().writeXml(site);
    }
    Files.writeString(confDir.resolve("core-site.xml"), "<configuration/>\n");
    cli = new Cli(confDir, root);
    client = YarnClient.createYarnClient();
    client.init(yarn.getConfig());
    client.start();
  }

  @AfterAll
  static void stopYarn() {
    client.stop();
    yarn.stop();
  }

  @Test
  void oneBrokerServesAndWhatWouldHarmItIsRefused() throws Exception {
    Cli.Result submitted = cli.kafkaYarn("submit", "-name", "one", "-brokers", "1");
    submitted.expect(0);
    NumberedRecords records = new NumberedRecords(submitted.value("bootstrap.servers"), "t");
    records.createTopic(1);
    records.write(0, 100);
    assertEquals(new BitSet(), records.missing(100, "internal-topics-fit-one-broker"));

    JsonNode status = cli.status("one");
    yarnShowsWhatItIs(status);
    thePageComesThroughTheProxy(status);

    Cli.Result second = cli.kafkaYarn("submit", "-name", "one", "-brokers", "1").expect(2);
    assertTrue(second.err().contains(status.get("applicationId").asText()), second.err());

    cli.kafkaYarn("stop", "-name", "one").expect(0);
    Cli.Result fewer =
        cli.kafkaYarn("submit", "-name", "one", "-data-dirs", "/elsewhere").expect(2);
    assertTrue(fewer.err().contains("data"), fewer.err());
    assertEquals(1, cli.kafkaYarn("status", "-name", "one").exitCode(), "it is not running");
  }

  @Test
  void badInputIsRefusedInOneLineAndNothingIsSubmitted() throws Exception {
    int before = client.getApplications().size();
    for (List<String> bad :
        List.of(
            List.of("-brokers", "0"),
            List.of("-memory", "512m", "-heap", "1g"),
            List.of("-brokrs", "3"),
            List.of("-kafka", "no-such-file.tgz"),
            List.of("-config", "node.id=7"),
            List.of("-queue", "no.such.queue"),
            List.of("-name", "a/b"))) {
      Cli.Result result = cli.kafkaYarn(bad.toArray(String[]::new));
      assertEquals(2, result.exitCode(), bad + ": " + result);
      assertEquals(
          1,
          result.err().lines().filter(line -> line.startsWith("Error: ")).count(),
          bad + ": " + result.err());
      assertFalse(result.err().contains("\tat "), bad + " has a stack trace: " + result.err());
    }
    assertEquals(before, client.getApplications().size());
  }

  private static void yarnShowsWhatItIs(JsonNode status) throws Exception {
    ApplicationReport report =
        client.getApplications().stream()
            .filter(r -> r.getApplicationId().toString().equals(applicationId(status)))
            .findFirst()
            .orElseThrow();
    assertEquals("KAFKA", report.getApplicationType());
    assertEquals("one", report.getName());
    assertEquals(1f, report.getProgress());
    assertEquals(YarnApplicationState.RUNNING, report.getYarnApplicationState());
  }

  private static void thePageComesThroughTheProxy(JsonNode status) throws Exception {
    String proxied = "http://" + webAddress() + "/proxy/" + applicationId(status) + "/";
    HttpResponse<String> page = get(proxied);
    assertEquals(200, page.statusCode(), page.body());
    assertTrue(page.body().contains(status.get("bootstrapServers").asText()), page.body());
    assertTrue(page.body().contains("/node/containerlogs/container_"), page.body());
    JsonNode json = new ObjectMapper().readTree(get(proxied + "api/v1/status").body());
    assertEquals("READY", json.get("phase").asText());
    assertEquals(status.get("kafkaClusterId"), json.get("kafkaClusterId"));
  }

  private static String webAddress() {
    return yarn.getConfig().get(YarnConfiguration.RM_WEBAPP_ADDRESS);
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString(UTF_8));
  }

  private static String applicationId(JsonNode status) {
    return status.get("applicationId").asText();
  }
}
