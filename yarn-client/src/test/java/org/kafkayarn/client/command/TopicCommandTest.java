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

/** {@code topic list|partitions|add|update|delete|elect}. */
class TopicCommandTest {
  private static final String LISTED =
      """
      {"topics":[
        {"name":"__x","internal":true,"partitions":1,"replicationFactor":1,"config":{},
         "underReplicated":0,"underMinIsr":0,"offline":0,"leaders":{"0":1}},
        {"name":"orders","internal":false,"partitions":2,"replicationFactor":3,
         "config":{"retention.ms":"1000"},"bytes":2048,"underReplicated":1,"underMinIsr":0,
         "offline":1,"leaders":{"0":1,"2":3}}]}
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
    client.am.answers.put("GET /topics?topics=*", LISTED);
  }

  private void says(String call, String answer) {
    client.am.answers.put(call, answer);
  }

  @Test
  void topicsAreListed() throws IOException {
    assertEquals(0, client.run("topic", "list"), client.err);
    assertEquals(
        List.of(
            "name    partitions  replicas  size     under-replicated  under-min-isr  offline  leaders  config",
            "__x     1           1         ?        0                 0              0        0:1",
            "orders  2           3         2.0 KiB  1                 0              1        0:1 2:3  retention.ms=1000"),
        client.out.lines().toList());
    assertEquals(0, client.run("topic", "list", "-output", "json"), client.err);
    assertEquals(AmClient.JSON.readTree(LISTED), AmClient.JSON.readTree(client.out));
    says("GET /topics?topics=a*%2Cb", "{\"topics\":[]}");
    assertEquals(0, client.run("topic", "list", "a*,b"), client.err);
    assertEquals("there are no topics\n", client.out);
  }

  @Test
  void partitionsAreListed() {
    says(
        "GET /partitions?topics=orders",
        """
        {"partitions":[
          {"topic":"orders","partition":0,"leader":1,"replicas":[0,1],"isr":[1],
           "underReplicated":true,"offline":false,"bytes":5},
          {"topic":"orders","partition":1,"replicas":[2],"isr":[],
           "underReplicated":true,"offline":true}]}
        """);
    assertEquals(0, client.run("topic", "partitions", "orders"), client.err);
    assertEquals(
        List.of(
            "topic   partition  leader  replicas  in sync  size  state",
            "orders  0          1       0,1       1        5 B   under-replicated, not led by its preferred leader",
            "orders  1          none    2                  ?     offline"),
        client.out.lines().toList());
  }

  @Test
  void topicsAreMadeWhenAllCanBe() {
    String answer =
        "{\"name\":\"%s\",\"partitions\":6,\"replicationFactor\":2,\"replicas\":[[0,1]]}";
    says("POST /topics?dryRun=true", answer.formatted("a"));
    says("POST /topics?dryRun=false", answer.formatted("a"));
    assertEquals(
        0, client.run("topic", "add", "a", "-partitions", "6", "-config", "x=1=2"), client.err);
    assertEquals(
        List.of("made a: 6 partitions with 2 replicas each", "  partition 0: [0,1]"),
        client.out.lines().toList());
    assertEquals(
        List.of(
            "POST /topics?dryRun=false {\"partitions\":6,\"config\":{\"x\":\"1=2\"},\"name\":\"a\"}"),
        plain(client.am.calls));
    client.am.calls.clear();
    assertEquals(0, client.run("topic", "add", "a,b", "-brokers", "0..2[rack]"), client.err);
    assertEquals(
        List.of("dryRun=true a", "dryRun=true b", "dryRun=false a", "dryRun=false b"),
        plain(client.am.calls).stream()
            .map(call -> call.replaceAll(".*[?](\\S*).*\"name\":\"(.)\".*", "$1 $2"))
            .toList(),
        "all are checked first");
    client.am.calls.clear();
    assertEquals(0, client.run("topic", "add", "a", "-dry-run"), client.err);
    assertTrue(client.out.startsWith("would make a: "), client.out);
    assertEquals(1, client.am.calls.size());
  }

  /** Without the line breaks of pretty JSON. */
  private static List<String> plain(List<String> calls) {
    return calls.stream()
        .map(call -> call.replaceAll("\\s*\\n\\s*", "").replace("\" : ", "\":"))
        .toList();
  }

  @Test
  void topicsAreChanged() {
    says("GET /topics?topics=ord*", LISTED.replace("__x", "items"));
    for (boolean dry : List.of(true, false)) {
      says("PUT /topics/items?dryRun=" + dry, "{\"name\":\"items\",\"changes\":[]}");
      says(
          "PUT /topics/orders?dryRun=" + dry,
          "{\"name\":\"orders\",\"changes\":[\"partitions: 2 -> 4\"]}");
    }
    String[] words = {
      "topic", "update", "ord*", "-partitions", "4", "-config", "a=", "-config", "b=c"
    };
    assertEquals(0, client.run(words), client.err);
    assertEquals(
        List.of("items: nothing changes", "orders: partitions: 2 -> 4"),
        client.out.lines().toList());
    String body = " {\"partitions\":4,\"config\":{\"a\":null,\"b\":\"c\"}}";
    assertEquals(
        List.of(
            "GET /topics?topics=ord*",
            "PUT /topics/items?dryRun=true" + body,
            "PUT /topics/orders?dryRun=true" + body,
            "PUT /topics/items?dryRun=false" + body,
            "PUT /topics/orders?dryRun=false" + body),
        plain(client.am.calls));
  }

  @Test
  void nothingIsDeletedWithoutAYes() {
    for (boolean dry : List.of(true, false)) {
      says(
          "DELETE /topics/orders?force=false&dryRun=" + dry,
          "{\"name\":\"orders\",\"partitions\":2,\"bytes\":2048}");
    }
    assertEquals(2, client.run("topic", "delete", "*"));
    assertEquals("there is no terminal to ask at: say -yes", client.error());
    client.answers.add("no");
    assertEquals(2, client.run("topic", "delete", "*"));
    assertEquals("that is not a yes: nothing was deleted", client.error());
    assertEquals(0, client.run("topic", "delete", "*", "-dry-run"), client.err);
    assertEquals(
        List.of("would delete orders: 2 partitions, 2.0 KiB", "# Dry run: nothing was deleted."),
        client.out.lines().toList());
    assertTrue(client.am.calls.stream().noneMatch(call -> call.endsWith("dryRun=false")));
    assertEquals(0, client.run("topic", "delete", "*", "-yes"), client.err);
    assertEquals(
        List.of("to delete orders: 2 partitions, 2.0 KiB", "deleted orders"),
        client.out.lines().toList());
    assertEquals(1, client.am.calls.stream().filter(call -> call.endsWith("dryRun=false")).count());
    client.answers.add("yes");
    assertEquals(0, client.run("topic", "delete", "*", "-output", "json"), client.err);
    assertTrue(client.out.contains("\"name\" : \"orders\""), client.out);
  }

  @Test
  void anInternalTopicIsDeletedByItsNameAlone() {
    String both = LISTED.replace("\"orders\",\"internal\":false", "\"__y\",\"internal\":true");
    says("GET /topics?topics=__*%2C__x", both);
    says("DELETE /topics/__x?force=true&dryRun=true", "{\"name\":\"__x\",\"partitions\":1}");
    assertEquals(0, client.run("topic", "delete", "__*,__x", "-force", "-dry-run"), client.err);
    assertTrue(client.out.startsWith("would delete __x: 1 partitions, ?"), client.out);
  }

  @Test
  void leadersAreElectedAndWhoIsNotIsAFailure() {
    says("POST /topics/elect?dryRun=false", "{\"elections\":[]}");
    assertEquals(0, client.run("topic", "elect"), client.err);
    assertEquals("nothing to do: preferred leaders lead\n", client.out);
    says(
        "POST /topics/elect?dryRun=false",
        """
        {"elections":[{"topic":"a","partition":0,"from":1,"to":2},
          {"topic":"a","partition":1,"to":2,"failure":"broker 2 is not in sync"}]}
        """);
    assertEquals(1, client.run("topic", "elect", "a"));
    assertEquals(
        List.of("a-0: leader 1 -> 2", "a-1: leader none -> 2: failed: broker 2 is not in sync"),
        client.out.lines().toList());
    assertEquals("1 of 2 partitions are not led by their preferred leaders", client.error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic add|NAMES is missing",
        "topic add a*|a* is not a topic's name: write names in full",
        "topic add a -config x|-config: not KEY=VALUE: x",
        "topic add a -config x=|-config x=: a value is missing",
        "topic add a -config x=1 -config x=2|-config: x is there twice: give it once",
        "topic add a -brokers x|-brokers: not a broker expression: x",
        "topic add a -partitions many|Invalid value for option",
        "topic update a|nothing to change: give -partitions or -config",
        "topic delete a/b|TOPICS: not a topic: a/b",
        "topic list a b|unexpected: b. The options: kafka-yarn help topic list",
        "topic lst|unknown verb: lst. Did you mean list?"
      })
  void whatIsWrongIsSaidBeforeAnythingIsAsked(String words, String line) {
    assertEquals(2, client.run(words.split(" ")));
    assertTrue(client.error().startsWith(line), client.err);
    assertEquals(List.of(), client.am.calls);
  }

  @Test
  void aRefusalIsToldInOneLine() {
    client.am.refusal = Optional.of(new ApiRefusal(400, "topics: there is no topic a"));
    assertEquals(2, client.run("topic", "list", "a"));
    assertEquals("topics: there is no topic a", client.error());
    client.am.refusal = Optional.of(new ApiRefusal(503, "Kafka cannot be asked: no broker serves"));
    assertEquals(1, client.run("topic", "list"));
    assertEquals("Kafka cannot be asked: no broker serves", client.error());
  }

  @Test
  void eachVerbHasExamples() {
    for (String verb : List.of("list", "partitions", "add", "update", "delete", "elect")) {
      assertEquals(0, client.run("help", "topic", verb), client.err);
      assertTrue(client.out.contains("Examples:"), client.out);
    }
  }
}
