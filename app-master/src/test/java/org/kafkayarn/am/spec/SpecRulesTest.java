package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecRulesTest {
  private static final String KAFKA = "hdfs:///kafka.tar";

  private static ClusterSpec complete(String yaml) {
    return SpecRules.complete(SpecFile.read(yaml, "f"), 1, KAFKA);
  }

  private static String error(String yaml) {
    return assertThrows(UserError.class, () -> complete(yaml)).getMessage();
  }

  @Test
  void withoutAWordThereAreThreeBrokers() {
    ClusterSpec spec = complete("");
    assertEquals("kafka", spec.name());
    assertEquals(3, spec.brokers());
    assertEquals(1024, spec.heapMb());
    assertEquals(MemorySizing.memoryFor(1024), spec.memoryMb());
    assertEquals(KAFKA, spec.kafka());
    assertEquals(new PortRange(29_092, 29_999), spec.ports());
    assertEquals(Optional.empty(), spec.queue());
    assertEquals(List.of(), spec.dataDirs());
  }

  private static List<Integer> ids(ClusterSpec spec, Predicate<NodeSpec> which) {
    return spec.nodes().values().stream().filter(which).map(NodeSpec::id).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "brokers: 1|1",
        "brokers: 2|1",
        "brokers: 5|3",
        "brokers: 5; voters: 5|5",
        "brokers: 3; voters: 1|1",
        "brokers: 3; controllers: 0|3"
      })
  void theFirstBrokersAreTheControllers(String yaml, int voters) {
    ClusterSpec spec = complete(yaml.replace("; ", "\n"));
    assertEquals(
        IntStream.range(0, voters).boxed().toList(), ids(spec, NodeSpec::controller), yaml);
    assertEquals(spec.brokers(), ids(spec, NodeSpec::broker).size());
    assertEquals(spec.brokers(), spec.nodes().size());
  }

  @Test
  void controllersOfTheirOwnHaveIdsAboveAllBrokersAndTheirOwnSize() {
    ClusterSpec spec =
        complete("brokers: 4\ncontrollers: 3\nheap: 4g\ncontroller-vcores: 2\nvcores: 8");
    assertEquals(4, spec.brokers());
    assertEquals(List.of(0, 1, 2, 3), ids(spec, NodeSpec::broker));
    assertEquals(List.of(10_000, 10_001, 10_002), ids(spec, NodeSpec::controller));
    NodeSpec controller = spec.node(10_001);
    assertEquals("controllers", controller.group());
    assertEquals(512, controller.heapMb());
    assertEquals(MemorySizing.memoryFor(512), controller.memoryMb());
    assertEquals(2, controller.vcores());
    assertEquals(4096, spec.node(0).heapMb());
    assertEquals(256, complete("controllers: 1\nheap: 256m").node(10_000).heapMb());
    assertEquals(1024, complete("controllers: 1\ncontroller-heap: 1g").node(10_000).heapMb());
    assertEquals(
        MemorySizing.heapFor(2048),
        complete("controllers: 1\ncontroller-memory: 2g").node(10_000).heapMb());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "controllers: 2|f: controllers: 2 is an even number: a quorum of 2 survives the loss of no more voters than one of 1. Give 1 or 3",
        "voters: 4|f: voters: 4 is an even number: a quorum of 4 survives the loss of no more voters than one of 3. Give 3 or 5",
        "controllers: 9|f: controllers: 9 is too many: at most 7",
        "controllers: -1|f: controllers: -1 is too few: at least 0",
        "voters: 0|f: voters: 0 is too few: at least 1",
        "voters: 5|voters: 5 of 3 brokers: there are not that many. Lower -voters, or raise -brokers",
        "voters: 3; controllers: 3|voters: 3 of the brokers, and controllers: 3 of their own are both given: one of them forms the quorum. Leave voters away, or give -controllers 0",
        "controller-heap: 1g|controller-heap: the brokers are the controllers, in their own containers. Leave controller-heap away, or give -controllers 3 too",
        "controllers: 3; groups: [{name: a, count: 3}]|controllers and groups are both given: the groups say which nodes are controllers, and their sizes. Leave controllers away",
        "voters: 3; groups: [{name: a, count: 3}]|voters and groups are both given: the groups say which nodes are controllers, and their sizes. Leave voters away",
        "controllers: 3; controller-heap: 100m|controller-heap: heap 100m is too small for Kafka: at least 128m"
      })
  void aQuorumThatCannotBeIsRefused(String yaml, String line) {
    assertEquals(line, error(yaml.replace("; ", "\n")));
  }

  @ParameterizedTest
  @CsvSource({
    "keep,keep",
    "latest,latest",
    "4.3,4.3-IV0",
    "4.2,4.2-IV1",
    "4.3-IV0,4.3-IV0",
    "level 99,level 99"
  })
  void aVersionOfTheMetadataIsNamedAsKafkaDoes(String said, String meant) {
    ClusterSpec spec = complete("metadata-version: '" + said + "'");
    assertEquals(meant, spec.metadataVersion().toString());
    assertEquals(spec, complete(SpecFile.yaml(spec)));
    assertEquals(
        "f: metadata-version: no version of Kafka's metadata: 4.9. Write latest, a release as 4.3,"
            + " or 4.3-IV0",
        error("metadata-version: '4.9'"));
  }

  @Test
  void whoFormsTheQuorumIsSaidByTheLaterWord() {
    SpecChanges combined = SpecFile.read("brokers: 5\nvoters: 5", "s");
    SpecChanges dedicated = SpecFile.read("controllers: 3\ncontroller-heap: 1g", "n");
    SpecChanges changed = combined.overlaid(dedicated).settled();
    assertEquals(SpecFile.read("brokers: 5\ncontrollers: 3\ncontroller-heap: 1g", "e"), changed);
    assertEquals(
        SpecFile.read("brokers: 5\ncontrollers: 0", "e"),
        changed.overlaid(SpecFile.read("controllers: 0", "n")).settled());
    assertEquals(
        SpecFile.read("groups: [{name: a, count: 3}]", "e"),
        changed.overlaid(SpecFile.read("groups: [{name: a, count: 3}]", "n")).settled());
  }

  @Test
  void aSpecOfAnEarlierVersionHasTheQuorumThatItHad() {
    ClusterSpec spec = complete("brokers: 5");
    SpecChanges earlier = SpecChanges.of(spec).except(List.of(SpecKey.VOTERS, SpecKey.CONTROLLERS));
    assertEquals(spec, SpecRules.assemble(earlier, 1));
  }

  @Test
  void laterWordsWinOverEarlierOnes() {
    SpecChanges stored = SpecFile.read("brokers: 3\nqueue: a\nconfig: {x: 1, y: 2}", "s");
    SpecChanges now =
        SpecChanges.none()
            .with(SpecKey.BROKERS, 5)
            .without(SpecKey.QUEUE)
            .withSetting("y", Optional.of("3"))
            .withSetting("x", Optional.empty());
    SpecChanges both = stored.overlaid(now).settled();
    assertEquals(Optional.of(5), both.get(SpecKey.BROKERS));
    assertEquals(SpecFile.read("brokers: 5\nconfig: {y: 3}", "s"), both);
    assertEquals(Map.of("y", "3"), SpecRules.complete(both, 2, KAFKA).config());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kafka", "Orders.v2_x-1", "0"})
  void aNameIsAPlainWord(String name) {
    assertEquals(name, complete("name: '" + name + "'").name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", ".hidden", "-x", "a b", "ü", "..", "a:b"})
  void aNameThatCannotBeADirectoryIsRefused(String name) {
    assertTrue(error("name: '" + name + "'").startsWith("Not a cluster name: \"" + name + "\""));
  }

  @Test
  void aNameOfManyCharactersIsRefused() {
    assertTrue(error("name: " + "a".repeat(64)).startsWith("Not a cluster name"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data-dirs: data          | data-dirs: not an absolute directory on the hosts: data",
        "data-dirs: '/a,/a'       | data-dirs: the same directory twice: [/a, /a]",
        "java-home: jdk           | java-home: not an absolute path on the hosts: jdk",
        "{java-home: /j, jdk: j}  | java-home and jdk are both given: one is enough",
        "jvm-opts: -Xmx4g         | jvm-opts: -Xmx4g: use -heap for the heap's size",
        "jvm-opts: verbose        | jvm-opts: not an option of the JVM: verbose",
        "jvm-opts: -cp            | jvm-opts: -cp would not start Kafka",
        "ports: 29092             | ports: 29092-29092 is too narrow: a node needs 3",
        "am-memory: 100m          | am-memory: 100m is too small: at least 384m",
        "failover-delay: 15m      | failover-max-delay: 10m is less than failover-delay 15m",
        "gang-timeout: 5m         | gang-timeout: there is no gang to wait for: give -gang all too",
        "{gang: all, gang-timeout: 0} | gang-timeout: 0 leaves no time: give 10m, or leave it away for no end",
        "gang: 4                  | gang: 4 is more than the cluster has: 3 nodes. Use -gang all",
        "ports: 9-1               | f: ports: Not a port range: 9-1. Give FIRST-LAST within 1-65535",
      })
  void anImpossibleValueIsToldByItsField(String yaml, String line) {
    assertEquals(line, error(yaml.startsWith("{") ? jsonish(yaml) : yaml));
  }

  @Test
  void conditionsAndWaitsAreAsGivenOrByDefault() {
    ClusterSpec plain = complete("");
    assertEquals(Failover.DEFAULT, plain.failover());
    assertEquals(StartConditions.NONE, plain.start());
    assertEquals(LocalityWaits.HOST_WITH_DATA, plain.locality().host(true));
    ClusterSpec spec =
        complete(
            """
            host-wait: forever
            rack-wait: 0
            failover-delay: 1s
            failover-max-delay: 2h
            failover-max-tries: 5
            failover-good-after: 500ms
            fast-failover: true
            gang: all
            gang-timeout: 10m
            min-free: {memory: 1.5t, vcores: 16}
            reservation: reservation_1700000000000_0001
            """);
    assertEquals(LocalityWaits.FOR_EVER, spec.locality().host(true));
    assertEquals(Duration.ofSeconds(5), spec.locality().host(false));
    assertEquals(Duration.ZERO, spec.locality().rack(true));
    assertEquals(
        new Failover(
            Duration.ofSeconds(1),
            Duration.ofHours(2),
            Optional.of(5),
            Duration.ofMillis(500),
            true),
        spec.failover());
    assertEquals(
        new StartConditions.Gang(OptionalInt.empty(), Optional.of(Duration.ofMinutes(10))),
        spec.start().gang().orElseThrow());
    assertEquals(new StartConditions.Amount(1536 * 1024, 16), spec.start().minFree().orElseThrow());
    assertEquals(Optional.of("reservation_1700000000000_0001"), spec.reservation());
  }

  /** The flow form in the table above, as lines. */
  private static String jsonish(String flow) {
    return flow.substring(1, flow.length() - 1).replace(", ", "\n");
  }
}
