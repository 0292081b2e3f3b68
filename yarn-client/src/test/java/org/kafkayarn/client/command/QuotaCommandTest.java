package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.ApiRefusal;

/** {@code quota list|set|remove}. */
class QuotaCommandTest {
  private static final String LISTED =
      """
      {"quotas":[
        {"clientId":"loader","quotas":{"producer_byte_rate":10485760}},
        {"user":"alice","clientId":"default",
         "quotas":{"request_percentage":12.5,"controller_mutation_rate":5}}]}
      """;

  @TempDir private Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
    assertEquals(0, client.run("submit"), client.err);
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    client.yarn.report = () -> report;
    client.yarn.applications.add(report);
  }

  @Test
  void quotasAreListed() throws IOException {
    client.am.answers.put("GET /quotas", LISTED);
    assertEquals(0, client.run("quota", "list"), client.err);
    assertEquals(
        List.of(
            "user   client-id  producer    consumer  request-percentage  mutation-rate",
            "any    loader     10.0 MiB/s",
            "alice  default                          12.5                5"),
        client.out.lines().map(String::stripTrailing).toList());
    assertEquals(0, client.run("quota", "list", "-output", "json"), client.err);
    assertEquals(AmClient.JSON.readTree(LISTED), AmClient.JSON.readTree(client.out));
    client.am.answers.put("GET /quotas?user=a%26b&clientId=c", "{\"quotas\":[]}");
    assertEquals(0, client.run("quota", "list", "-user", "a&b", "-client-id", "c"), client.err);
    assertEquals("there are no quotas\n", client.out);
  }

  @Test
  void quotasAreSet() {
    client.am.answers.put(
        "PUT /quotas?dryRun=true",
        "{\"user\":\"u\",\"clientId\":\"c\",\"dryRun\":true,\"changes\":[\"x: 1 -> 2\"]}");
    client.am.calls.clear();
    assertEquals(
        0,
        client.run(
            "quota",
            "set",
            "-user",
            "u",
            "-client-id",
            "c",
            "producer_byte_rate=10m",
            "x=2",
            "-dry-run"),
        client.err);
    assertEquals(
        List.of("user u with client id c: x: 1 -> 2", "# Dry run: nothing was changed."),
        client.out.lines().toList());
    assertEquals(
        "PUT /quotas?dryRun=true"
            + " {\"user\":\"u\",\"clientId\":\"c\",\"quotas\":{\"producer_byte_rate\":\"10m\",\"x\":\"2\"}}",
        client.am.calls.get(0).replaceAll("\\s*\\n\\s*", "").replace("\" : ", "\":"));
  }

  @Test
  void quotasAreRemoved() {
    client.am.answers.put(
        "DELETE /quotas?user=default&keys=a%2Cb&dryRun=false",
        "{\"user\":\"default\",\"dryRun\":false,\"changes\":[\"a: 1 -> (none)\"]}");
    assertEquals(0, client.run("quota", "remove", "-user", "default", "a", "b"), client.err);
    assertEquals("user default: a: 1 -> (none)\n", client.out);
    client.am.answers.put(
        "DELETE /quotas?clientId=c&dryRun=false",
        "{\"clientId\":\"c\",\"dryRun\":false,\"changes\":[]}");
    assertEquals(0, client.run("quota", "remove", "-client-id", "c"), client.err);
    assertEquals("client id c: nothing changes\n", client.out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quota set a=1|whose quotas? Give -user, -client-id, or both",
        "quota remove|whose quotas? Give -user, -client-id, or both",
        "quota set -user u|nothing to set: give KEY=VALUE",
        "quota set -user u x|not KEY=VALUE: x. Write producer_byte_rate=10m",
        "quota set -user u x=|not KEY=VALUE: x=. Write producer_byte_rate=10m",
        "quota set -user u x=1 x=2|x is there twice: give it once"
      })
  void whatIsWrongIsSaidBeforeAnythingIsAsked(String words, String line) {
    assertEquals(2, client.run(words.split(" ")));
    assertTrue(client.error().startsWith(line), client.err);
    assertEquals(List.of(), client.am.calls);
  }

  @Test
  void aRefusalIsToldInOneLine() {
    client.am.refusal = Optional.of(new ApiRefusal(404, "user u has no quota"));
    assertEquals(1, client.run("quota", "remove", "-user", "u"));
    assertEquals("user u has no quota", client.error());
  }
}
